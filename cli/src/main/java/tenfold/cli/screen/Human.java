package tenfold.cli.screen;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/// Quantities as people read them: three digits at most, with a unit.
public final class Human {
    private static final String[] SIZES = {"B", "KB", "MB", "GB", "TB"};

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("MM-dd HH:mm");

    private Human() {}

    public static String latency(long micros) {
        if (micros < 1000) {
            return micros + " us";
        }
        if (micros < 1_000_000) {
            return threeDigits(micros / 1e3) + " ms";
        }
        return threeDigits(micros / 1e6) + " s";
    }

    public static String rate(double perSecond) {
        if (perSecond >= 1_000_000) {
            return threeDigits(perSecond / 1e6) + "M/s";
        }
        return perSecond >= 10_000
                ? threeDigits(perSecond / 1e3) + "k/s"
                : threeDigits(perSecond) + "/s";
    }

    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < SIZES.length - 1) {
            value /= 1000;
            unit++;
        }
        return (unit == 0 ? Long.toString(bytes) : threeDigits(value)) + " " + SIZES[unit];
    }

    /// `3 h 12 min`: the two largest units.
    public static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
        }
        return seconds / 86_400 + " d " + seconds % 86_400 / 3600 + " h";
    }

    /// How long `then` is ago at `now`.
    static String since(String then, String now) {
        try {
            return duration(Duration.between(Instant.parse(then), Instant.parse(now)));
        } catch (DateTimeParseException _) {
            return "?";
        }
    }

    /// `11-23 23:59`, in this machine's zone.
    public static String moment(String instant) {
        try {
            return MOMENT.format(Instant.parse(instant).atZone(ZoneId.systemDefault()));
        } catch (DateTimeParseException _) {
            return "?";
        }
    }

    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count).replace(',', ' ');
    }

    public static String percent(double share) {
        return String.format(
                Locale.ROOT, share > 0 && share < 0.001 ? "%.3f %%" : "%.1f %%", share * 100);
    }

    static String threeDigits(double value) {
        String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
        String text = String.format(Locale.ROOT, format, value);
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : text;
    }
}
