package io.regraft.format.document;

import io.regraft.checkpoint.Plain;
import io.regraft.problem.Where;
import java.util.List;

/** A JSON or YAML file as it is and shall be. Immutable: an edit gives another. */
public interface Document {

    /**
     * The same with a value at a place: in place of the one there, or as a new member of the map or an item at the end
     * ({@code -}) of the list that the tokens before the last lead to.
     *
     * @param tokens the parts of an RFC 6901 pointer
     * @param at who asks, for messages
     * @throws io.regraft.problem.RegraftException if there is no such place, or the file can't spell the value
     */
    Document with(List<String> tokens, Plain value, Where at);

    /**
     * The same without a member or item.
     *
     * @throws io.regraft.problem.RegraftException if it is not there
     */
    Document without(List<String> tokens, Where at);

    /** The file's bytes. */
    byte[] bytes();
}
