package tenfold.base;

import java.util.Locale;

/// Checks that are always on: a broken one is a bug or a bad value, never an expected outcome.
public final class Check {
    private Check() {}

    /// Throws [IllegalArgumentException] with the formatted message unless `condition` holds.
    public static void that(boolean condition, String format, Object... arguments) {
        if (!condition) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, format, arguments));
        }
    }
}
