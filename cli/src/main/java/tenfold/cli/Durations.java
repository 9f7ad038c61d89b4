package tenfold.cli;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Durations as people write them: `500ms`, `10s`, `2m`, `1h30m`; a plain number is seconds.
final class Durations {
    private static final Pattern WHOLE =
            Pattern.compile(
                    "\\d{1,9}|(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

    private Durations() {}

    static Duration parse(String text) {
        var matcher = WHOLE.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration like 500ms, 10s, 2m or 1h30m");
        }
        if (Character.isDigit(text.charAt(text.length() - 1))) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        return Duration.ofHours(number(matcher.group(1)))
                .plusMinutes(number(matcher.group(2)))
                .plusSeconds(number(matcher.group(3)))
                .plusMillis(number(matcher.group(4)));
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
