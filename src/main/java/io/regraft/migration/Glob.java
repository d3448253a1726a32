package io.regraft.migration;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A glob over code points. No state of it is tried twice on a name, so the time is bounded by the glob's length times the
 * name's, whatever the glob. Splits are tried in order, so that of several ways to match the one comes out in which earlier
 * wildcards take most.
 */
final class Glob {

    /** Stands for the slash between parts, which no part holds. */
    static final int SLASH = -1;

    private final GlobProgram program;
    private final int prefix;
    /** What every match ends with; compared before the search. */
    private final int[] suffix;

    Glob(List<GlobItem> items) {
        program = new GlobProgram(items);
        prefix = program.prefix();
        suffix = suffix(items);
    }

    private static int[] suffix(List<GlobItem> items) {
        int start = items.size();
        while (start > 0 && items.get(start - 1) instanceof GlobItem.Letter) {
            start--;
        }
        // The border beside a '**' may go with it.
        boolean mayGo = start > 0
                && start < items.size()
                && items.get(start - 1) instanceof GlobItem.Stars
                && ((GlobItem.Letter) items.get(start)).isBorder();
        return items.subList(mayGo ? start + 1 : start, items.size()).stream()
                .mapToInt(i -> ((GlobItem.Letter) i).codePoint())
                .toArray();
    }

    /** False if a key surely doesn't match by its first letters: told without taking it apart. */
    boolean mayMatch(String key) {
        for (int i = 0; i < prefix && program.first(i) < Character.MIN_SURROGATE; i++) {
            if (i >= key.length() || key.charAt(i) != program.first(i)) {
                return false;
            }
        }
        return true;
    }

    /** For each wildcard the start and end of what it took; empty if the name doesn't match. */
    Optional<int[]> match(int[] name) {
        if (name.length < Math.max(prefix, suffix.length)
                || !Arrays.equals(suffix, 0, suffix.length, name, name.length - suffix.length, name.length)) {
            return Optional.empty();
        }
        for (int i = 0; i < prefix; i++) {
            if (name[i] != program.first(i)) {
                return Optional.empty();
            }
        }
        return new Run(name).from(prefix);
    }

    private static boolean isBorder(int c) {
        return c == '.' || c == SLASH;
    }

    /** One name against the program: a search in depth, with its stack and the states that were tried. */
    private final class Run {
        private final int[] name;
        private final int[] saved = new int[2 * program.wildcards()];
        private final long[] tried;
        /** Pairs: an instruction and a place in the name to go on from, or (complement of) a slot and what to put back. */
        private int[] stack = new int[32];

        private int depth;

        Run(int[] name) {
            this.name = name;
            long states = Math.multiplyExact((long) program.splits(), name.length + 1L);
            tried = new long[Math.toIntExact((states + 63) >>> 6)];
        }

        Optional<int[]> from(int start) {
            push(start, start);
            while (depth > 0) {
                int at = stack[--depth];
                int pc = stack[--depth];
                if (pc < 0) {
                    saved[~pc] = at;
                } else if (follow(pc, at)) {
                    return Optional.of(saved);
                }
            }
            return Optional.empty();
        }

        /** Goes on until the name matches or this way fails. */
        private boolean follow(int from, int start) {
            int pc = from;
            int at = start;
            while (true) {
                switch (program.op(pc)) {
                    case SPLIT -> {
                        if (!isFirstTime(pc, at)) {
                            return false;
                        }
                        if (program.mayTakeSecond(pc, name, at)) {
                            push(program.second(pc), at);
                        }
                        pc = program.first(pc);
                    }
                    case JUMP -> pc = program.first(pc);
                    case SAVE -> {
                        push(~program.first(pc), saved[program.first(pc)]);
                        saved[program.first(pc)] = at;
                        pc++;
                    }
                    case MATCH -> {
                        return at == name.length;
                    }
                    case CHARACTER, CLASS, WITHIN, ANY -> {
                        if (at == name.length || !takes(pc, name[at])) {
                            return false;
                        }
                        pc++;
                        at++;
                    }
                }
            }
        }

        private boolean takes(int pc, int c) {
            return switch (program.op(pc)) {
                case CHARACTER -> c == program.first(pc);
                case CLASS -> program.oneOf(program.first(pc)).takes(c);
                case WITHIN -> !isBorder(c);
                case ANY -> true;
                case SPLIT, JUMP, SAVE, MATCH -> false;
            };
        }

        private boolean isFirstTime(int pc, int at) {
            long state = (long) program.splitNumber(pc) * (name.length + 1) + at;
            int word = (int) (state >>> 6);
            long bit = 1L << state;
            boolean first = (tried[word] & bit) == 0;
            tried[word] |= bit;
            return first;
        }

        private void push(int a, int b) {
            if (depth + 2 > stack.length) {
                stack = Arrays.copyOf(stack, stack.length * 2);
            }
            stack[depth++] = a;
            stack[depth++] = b;
        }
    }
}
