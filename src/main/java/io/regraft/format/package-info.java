/**
 * What a file format is to the rest: it opens headers, and says what an output consists of, in order. No format moves
 * tensor bytes.
 */
package io.regraft.format;
