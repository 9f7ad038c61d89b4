package tenfold.edge.cache.rule;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The dates of RFC 9110 section 5.6.7: one form is written, three are read.
public final class HttpDate {
    /// No date, or one that cannot be read.
    public static final long NONE = Long.MIN_VALUE;

    private static final Map<Long, String> MONTHS = names("JanFebMarAprMayJunJulAugSepOctNovDec");
    private static final Map<Long, String> DAYS = names("MonTueWedThuFriSatSun");

    /// Two digits of a year mean this one or one of the 99 after it.
    private static final int FIRST_YEAR = 1970;

    private static final DateTimeFormatter FIXED =
            form("EEE, ", "dd ")
                    .appendText(ChronoField.MONTH_OF_YEAR, MONTHS)
                    .appendPattern(" uuuu HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter RFC_850 =
            new DateTimeFormatterBuilder()
                    .appendText(ChronoField.DAY_OF_WEEK, TextStyle.FULL)
                    .appendPattern(", dd-")
                    .appendText(ChronoField.MONTH_OF_YEAR, MONTHS)
                    .appendLiteral('-')
                    .appendValueReduced(ChronoField.YEAR, 2, 2, FIRST_YEAR)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH);
    private static final DateTimeFormatter ASCTIME =
            form("EEE ", "")
                    .appendText(ChronoField.MONTH_OF_YEAR, MONTHS)
                    .appendLiteral(' ')
                    .padNext(2)
                    .appendValue(ChronoField.DAY_OF_MONTH)
                    .appendPattern(" HH:mm:ss uuuu")
                    .toFormatter(Locale.ROOT);

    private HttpDate() {}

    /// Milliseconds since 1970, or [#NONE].
    public static long read(@Nullable String text) {
        if (text == null) {
            return NONE;
        }
        for (DateTimeFormatter form : List.of(FIXED, RFC_850, ASCTIME)) {
            var end = new ParsePosition(0);
            TemporalAccessor parsed = form.parseUnresolved(text, end);
            if (parsed != null && end.getIndex() == text.length()) {
                return resolved(text, form);
            }
        }
        return NONE;
    }

    private static long resolved(String text, DateTimeFormatter form) {
        try {
            return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException _) {
            return NONE; // no such day
        }
    }

    public static String write(long epochMillis) {
        return FIXED.format(
                LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMillis), ZoneOffset.UTC));
    }

    private static DateTimeFormatterBuilder form(String day, String more) {
        return new DateTimeFormatterBuilder()
                .appendText(ChronoField.DAY_OF_WEEK, DAYS)
                .appendLiteral(day.substring("EEE".length()))
                .append(DateTimeFormatter.ofPattern(more, Locale.ROOT));
    }

    private static Map<Long, String> names(String all) {
        var names = new HashMap<Long, String>();
        for (int i = 0; i < all.length() / 3; i++) {
            names.put(i + 1L, all.substring(3 * i, 3 * i + 3));
        }
        return names;
    }
}
