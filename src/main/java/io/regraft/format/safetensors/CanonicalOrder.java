package io.regraft.format.safetensors;

/** The order in which the original writes tensors: the last element type first, then by name. */
final class CanonicalOrder {

    private CanonicalOrder() {}

    static int compare(Entry a, Entry b) {
        return compare(a.type(), a.name(), b.type(), b.name());
    }

    static int compare(Target a, Target b) {
        return compare(a.type(), a.name(), b.type(), b.name());
    }

    private static int compare(ElementType type, String name, ElementType otherType, String otherName) {
        int byType = otherType.compareTo(type);
        return byType != 0 ? byType : Utf8.ORDER.compare(name, otherName);
    }
}
