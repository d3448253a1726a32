package io.regraft.diagnose;

/** A variable that stands for a whole value in a drafted step. */
public record Variable(String name) {

    @Override
    public String toString() {
        return "${" + name + "}";
    }
}
