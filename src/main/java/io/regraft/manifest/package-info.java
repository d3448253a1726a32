/** The record of a run: its types, its JSON, and the check of a written file against it. */
package io.regraft.manifest;
