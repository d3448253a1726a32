package io.regraft.format;

/** What a format says of a file that it was shown. */
public sealed interface Recognition {

    /** The file is of this format. */
    record Yes() implements Recognition {}

    /** It is not. */
    record No() implements Recognition {}

    /**
     * It is something near that is refused by name.
     *
     * @param seen what it is, as in "found SEEN"
     * @param fix what to do
     */
    record Refused(String seen, String fix) implements Recognition {}
}
