package tenfold.control.log;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One line of a log; `at` is null when the line does not say.
public record LogLine(String source, @Nullable Instant at, String line) {
    private static final int LINE_MAX = 4096;
    private static final Pattern STAMPED =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?Z) (.*)");
    private static final Pattern JSON_TIME =
            Pattern.compile("^\\{\"(?:time|at|ts)\":\"(\\d{4}-\\d\\d-\\d\\dT[0-9:.]{8,18}Z)\"");

    /// Takes the time from the line's start, `<instant> text`, or from a JSON line's first field.
    static LogLine of(String source, String raw) {
        String text = raw.length() > LINE_MAX ? raw.substring(0, LINE_MAX) + "..." : raw;
        var stamped = STAMPED.matcher(text);
        if (stamped.matches()) {
            return new LogLine(source, instant(stamped.group(1)), stamped.group(2));
        }
        var json = JSON_TIME.matcher(text);
        return new LogLine(source, json.find() ? instant(json.group(1)) : null, text);
    }

    private static @Nullable Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            return null;
        }
    }
}
