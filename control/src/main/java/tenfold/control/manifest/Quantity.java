package tenfold.control.manifest;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Reads amounts as people write them: `250ms`, `5s`, `2m`, `1h`; `64MB`, `2GB`; `99.9%`.
public final class Quantity {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,7})\\s?(MB|MiB|GB|GiB)");
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,2}(?:\\.[0-9]{1,6})?)\\s?%");

    private Quantity() {}

    public static Optional<Duration> duration(String text) {
        var match = DURATION.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(match.group(1));
        return Optional.of(
                switch (match.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    default -> Duration.ofHours(amount);
                });
    }

    /// A size in MiB; `MB` means what PostgreSQL means by it, 1 048 576 bytes.
    public static OptionalLong mebibytes(String text) {
        var match = SIZE.matcher(text);
        if (!match.matches()) {
            return OptionalLong.empty();
        }
        long amount = Long.parseLong(match.group(1));
        return OptionalLong.of(match.group(2).startsWith("G") ? amount * 1024 : amount);
    }

    /// A part of 1.
    static OptionalDouble percent(String text) {
        var match = PERCENT.matcher(text);
        return match.matches()
                ? OptionalDouble.of(new BigDecimal(match.group(1)).movePointLeft(2).doubleValue())
                : OptionalDouble.empty();
    }
}
