package tenfold.watch.query;

import java.util.regex.Pattern;

/// Durations as queries write them: `5m`, `1h30m`, `1d`.
public final class Spans {
    private static final Pattern PART = Pattern.compile("([0-9]{1,12})(ms|[smhdwy])");
    private static final long DAY = 86_400_000;
    private static final long MAX = 3650 * DAY;

    private Spans() {}

    /// Milliseconds; 0 when the text is none or is longer than ten years.
    public static long millis(String text) {
        var part = PART.matcher(text);
        long sum = 0;
        int end = 0;
        while (part.find() && part.start() == end) {
            long amount = Long.parseLong(part.group(1));
            long unit = unit(part.group(2));
            if (amount > MAX / unit) {
                return 0;
            }
            sum += amount * unit;
            end = part.end();
        }
        return end == text.length() && sum <= MAX ? sum : 0;
    }

    private static long unit(String name) {
        return switch (name) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> DAY;
            case "w" -> 7 * DAY;
            default -> 365 * DAY;
        };
    }
}
