package tenfold.model;

import java.util.regex.Pattern;
import tenfold.base.Check;

/// The one rule for names: 1 to 63 lower-case letters, digits, dots and dashes, starting and ending
/// with a letter or digit.
final class Names {
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?");

    private Names() {}

    static void check(String kind, String value) {
        Check.that(
                NAME.matcher(value).matches(),
                "%s '%s' is not 1 to 63 of a-z, 0-9, '.' and '-'",
                kind,
                value);
    }
}
