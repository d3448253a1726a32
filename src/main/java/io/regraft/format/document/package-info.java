/** Text files beside a checkpoint, edited in place: what an edit does not name keeps its bytes. */
package io.regraft.format.document;
