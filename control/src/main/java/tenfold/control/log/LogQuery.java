package tenfold.control.log;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What lines are looked for; a part that is null or empty does not narrow.
///
/// @param service a source, or a service whose instances are meant
/// @param text stands in the line, in any case of letters
/// @param level of the line, or above it
/// @param lines so many of the newest
public record LogQuery(
        String service,
        String text,
        @Nullable LogLevel level,
        @Nullable Instant since,
        @Nullable Instant until,
        int lines) {
    /// Whether lines of this source may be meant: `web` means `web-1`, `web-2` and `web-otlp`.
    boolean wantsSource(String source) {
        return service.isEmpty()
                || source.equals(service)
                || source.matches(java.util.regex.Pattern.quote(service) + "-(?:[0-9]+|otlp)");
    }

    boolean wants(LogLine line, LogLevel lineLevel, @Nullable Instant at) {
        return (level == null || lineLevel.compareTo(level) >= 0)
                && (since == null || (at != null && !at.isBefore(since)))
                && (until == null || (at != null && !at.isAfter(until)))
                && (text.isEmpty() || contains(line.line()));
    }

    private boolean contains(String line) {
        return line.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }
}
