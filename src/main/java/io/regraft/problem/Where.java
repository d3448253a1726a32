package io.regraft.problem;

import java.util.Locale;

/** The place of a problem, as a person finds it again. */
public sealed interface Where {

    /** The place as it stands at the head of a message. */
    String text();

    /** A line and column, both from 1, of a text file; 0 where there is none. */
    record InText(String file, int line, int column) implements Where {
        @Override
        public String text() {
            if (line <= 0) {
                return file;
            }
            return column > 0 ? file + ":" + line + ":" + column : file + ":" + line;
        }
    }

    /** A whole file. */
    record InFile(String file) implements Where {
        @Override
        public String text() {
            return file;
        }
    }

    /** A byte of a part of a file, such as a record of an archive; {@code offset} counts from the part's start. */
    record InPart(String file, String part, long offset) implements Where {
        @Override
        public String text() {
            String place = part.isEmpty() ? file : file + "!" + part;
            return offset < 0 ? place : String.format(Locale.ROOT, "%s, byte %,d", place, offset);
        }
    }

    /** A tensor of a checkpoint. */
    record InTensor(String file, String tensor) implements Where {
        @Override
        public String text() {
            return file + ": tensor '" + tensor + "'";
        }
    }

    /** An option or argument of the command, named as typed. */
    record OnCommandLine(String argument) implements Where {
        @Override
        public String text() {
            return argument;
        }
    }
}
