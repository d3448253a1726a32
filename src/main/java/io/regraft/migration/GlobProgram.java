package io.regraft.migration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Instructions that a glob is made into. */
final class GlobProgram {

    /** What an instruction does. */
    enum Op {
        /** Takes the code point {@code first}. */
        CHARACTER,
        /** Takes a code point of the class number {@code first}. */
        CLASS,
        /** Takes a code point that ends no component. */
        WITHIN,
        /** Takes any code point. */
        ANY,
        /** Goes on at {@code first}, and if that fails at {@code second}. */
        SPLIT,
        /** Goes on at {@code first}. */
        JUMP,
        /** Notes the place in the name in slot {@code first}. */
        SAVE,
        /** The end. */
        MATCH
    }

    private static final int ANYTHING = Integer.MIN_VALUE;
    private static final int END = ANYTHING + 1;

    private Op[] ops = new Op[16];
    private int[] first = new int[16];
    private int[] second = new int[16];
    private int[] splitNumbers = new int[16];
    private int[] wanted = {};
    private final List<GlobItem.OneOf> classes = new ArrayList<>();
    private int size;
    private int splits;
    private int wildcards;

    GlobProgram(List<GlobItem> items) {
        components(items);
        add(Op.MATCH, 0);
        wanted = new int[size];
        for (int pc = 0; pc < size; pc++) {
            wanted[pc] = ops[pc] == Op.SPLIT ? firstTaken(second[pc]) : ANYTHING;
        }
    }

    /** The code point that the way from an instruction takes first, or that it takes none, where it is just that. */
    private int firstTaken(int from) {
        int pc = from;
        while (ops[pc] == Op.SAVE || ops[pc] == Op.JUMP) {
            pc = ops[pc] == Op.SAVE ? pc + 1 : first[pc];
        }
        if (ops[pc] == Op.MATCH) {
            return END;
        }
        return ops[pc] == Op.CHARACTER ? first[pc] : ANYTHING;
    }

    /** Whether the second way of a split can go on at a place of the name: spares most of the search behind a star. */
    boolean mayTakeSecond(int pc, int[] name, int at) {
        int want = wanted[pc];
        return want == ANYTHING || (at < name.length ? name[at] == want : want == END);
    }

    Op op(int pc) {
        return ops[pc];
    }

    int first(int pc) {
        return first[pc];
    }

    int second(int pc) {
        return second[pc];
    }

    /** The number of the split at {@code pc} among the splits. */
    int splitNumber(int pc) {
        return splitNumbers[pc];
    }

    int splits() {
        return splits;
    }

    int wildcards() {
        return wildcards;
    }

    GlobItem.OneOf oneOf(int number) {
        return classes.get(number);
    }

    /** How many characters stand at the start: every match begins with them. */
    int prefix() {
        int pc = 0;
        while (ops[pc] == Op.CHARACTER) {
            pc++;
        }
        return pc;
    }

    /** Splits the items at dots and slashes; a {@code **} alone between two takes one of them along where it is nothing. */
    private void components(List<GlobItem> items) {
        List<List<GlobItem>> components = new ArrayList<>(List.of(new ArrayList<>()));
        List<GlobItem> borders = new ArrayList<>();
        for (GlobItem item : items) {
            if (item instanceof GlobItem.Letter c && c.isBorder()) {
                borders.add(item);
                components.add(new ArrayList<>());
            } else {
                components.get(components.size() - 1).add(item);
            }
        }
        int trailing = components.size();
        while (trailing > 0 && isStars(components.get(trailing - 1))) {
            trailing--;
        }
        for (int i = 0; i < components.size(); i++) {
            List<GlobItem> component = components.get(i);
            boolean last = i == components.size() - 1;
            if (i < trailing && isStars(component)) {
                optional(component.get(0), borders.get(i));
            } else if (i >= trailing && i > 0) {
                optional(borders.get(i - 1), component.get(0));
            } else {
                component.forEach(this::item);
                if (!last && i + 1 < trailing) {
                    item(borders.get(i));
                }
            }
        }
    }

    private static boolean isStars(List<GlobItem> component) {
        return component.size() == 1 && component.get(0) instanceof GlobItem.Stars;
    }

    /** Stars and the border beside them, in either order, or else nothing, where the stars bind nothing. */
    private void optional(GlobItem one, GlobItem other) {
        int slot = 2 * wildcards;
        int split = add(Op.SPLIT, size + 1);
        item(one);
        item(other);
        int jump = add(Op.JUMP, 0);
        second[split] = size;
        add(Op.SAVE, slot);
        add(Op.SAVE, slot + 1);
        first[jump] = size;
    }

    private void item(GlobItem item) {
        if (item instanceof GlobItem.Letter c) {
            add(Op.CHARACTER, c.codePoint());
        } else {
            int slot = 2 * wildcards++;
            add(Op.SAVE, slot);
            wildcard(item);
            add(Op.SAVE, slot + 1);
        }
    }

    /** A wildcard, or what stands in a brace, which binds nothing of its own. */
    private void wildcard(GlobItem item) {
        if (item instanceof GlobItem.Letter c) {
            add(Op.CHARACTER, c.codePoint());
        } else if (item instanceof GlobItem.Star) {
            repeated(Op.WITHIN);
        } else if (item instanceof GlobItem.Stars) {
            repeated(Op.ANY);
        } else if (item instanceof GlobItem.One) {
            add(Op.WITHIN, 0);
        } else if (item instanceof GlobItem.OneOf oneOf) {
            classes.add(oneOf);
            add(Op.CLASS, classes.size() - 1);
        } else if (item instanceof GlobItem.Brace brace) {
            alternatives(brace);
        }
    }

    private void repeated(Op taken) {
        int split = add(Op.SPLIT, size + 1);
        add(taken, 0);
        add(Op.JUMP, split);
        second[split] = size;
    }

    private void alternatives(GlobItem.Brace brace) {
        List<Integer> jumps = new ArrayList<>();
        int last = brace.alternatives().size() - 1;
        for (int i = 0; i <= last; i++) {
            int split = i < last ? add(Op.SPLIT, size + 1) : -1;
            brace.alternatives().get(i).forEach(this::wildcard);
            if (i < last) {
                jumps.add(add(Op.JUMP, 0));
                second[split] = size;
            }
        }
        jumps.forEach(j -> first[j] = size);
    }

    private int add(Op op, int argument) {
        if (size == ops.length) {
            ops = Arrays.copyOf(ops, size * 2);
            first = Arrays.copyOf(first, size * 2);
            second = Arrays.copyOf(second, size * 2);
            splitNumbers = Arrays.copyOf(splitNumbers, size * 2);
        }
        ops[size] = op;
        first[size] = argument;
        splitNumbers[size] = op == Op.SPLIT ? splits++ : -1;
        return size++;
    }
}
