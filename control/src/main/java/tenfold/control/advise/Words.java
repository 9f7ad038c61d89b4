package tenfold.control.advise;

import java.util.Locale;

/// Numbers in sentences.
final class Words {
    private Words() {}

    static String of(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    static String millis(long micros) {
        return micros < 10_000
                ? of("%.1f ms", micros / 1000.0)
                : micros < 10_000_000 ? of("%.0f ms", micros / 1000.0) : of("%.0f s", micros / 1e6);
    }
}
