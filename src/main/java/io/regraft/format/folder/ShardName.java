package io.regraft.format.folder;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one file of several is called: {@code STEM-00001-of-00003.ENDING}.
 *
 * @param digits how many digits a number has at least
 * @param ending {@code safetensors}; with the variant before it in names as they were given before
 */
record ShardName(String stem, int digits, int number, int count, String ending) {

    private static final Pattern NAME = Pattern.compile("(.+)-(\\d{1,9})-of-(\\d{1,9})\\.(.+)");

    /** The parts of a name; empty if it is not called like this. */
    static Optional<ShardName> of(String fileName) {
        Matcher m = NAME.matcher(fileName);
        return m.matches()
                ? Optional.of(new ShardName(
                        m.group(1),
                        m.group(2).length(),
                        Integer.parseInt(m.group(2)),
                        Integer.parseInt(m.group(3)),
                        m.group(4)))
                : Optional.empty();
    }

    /** What the whole would be called; empty if it does not end like weights. */
    Optional<WeightsName> whole() {
        return WeightsName.ofFile(stem + "." + ending);
    }

    /** Another of the same style. */
    ShardName at(int otherNumber, int otherCount) {
        return new ShardName(stem, digits, otherNumber, otherCount, ending);
    }

    String fileName() {
        String number0 = "%0" + digits + "d";
        return String.format(Locale.ROOT, "%s-" + number0 + "-of-" + number0 + ".%s", stem, number, count, ending);
    }
}
