/**
 * Edits of JSON and YAML files in place: what no edit names keeps its bytes.
 *
 * <p>A file is scanned to the places of its values; an edit replaces one range of it, and the result is scanned again.
 */
package io.regraft.format.document;
