package tenfold.control.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.control.json.Json;
import tenfold.control.log.LogFolder;
import tenfold.control.log.LogLevel;
import tenfold.control.log.LogLine;
import tenfold.control.log.LogQuery;
import tenfold.control.log.LogSearch;
import tenfold.control.problem.ProblemCode;

/// The newest lines of the logs, or those that a search finds; one JSON object a line. A search
/// that reached its bound has the header `Tenfold-Incomplete: true`.
final class LogEndpoints {
    private static final Set<String> SEARCHING =
            Set.of("search", "level", "since", "until", "service");
    private static final int LINES_SHOWN = 100;

    private final LogFolder logs;

    LogEndpoints(LogFolder logs) {
        this.logs = logs;
    }

    void answer(Call call) throws ApiFault, IOException {
        int lines = (int) call.number("lines", LINES_SHOWN, 1, LogFolder.LINES_MAX);
        String source = call.parameter("source", "");
        if (!source.isEmpty() && !LogFolder.isSource(source)) {
            throw Call.bad("source is no name of a log; there are: %s", logs.sources());
        }
        if (SEARCHING.stream().anyMatch(name -> !call.parameter(name, "").isEmpty())) {
            search(call, source, lines);
            return;
        }
        if (!source.isEmpty() && !logs.sources().contains(source)) {
            throw new ApiFault(
                    404,
                    ProblemCode.NOT_FOUND,
                    "there is no log '%s'; there are: %s",
                    source,
                    String.join(", ", logs.sources()));
        }
        answer(call, source.isEmpty() ? logs.tailOfAll(lines) : logs.tail(source, lines));
    }

    private void search(Call call, String source, int lines) throws ApiFault, IOException {
        String service = call.parameter("service", source);
        LogSearch.Found found =
                logs.search(
                        new LogQuery(
                                service,
                                call.parameter("search", ""),
                                level(call.parameter("level", "")),
                                instant(call, "since"),
                                instant(call, "until"),
                                lines));
        if (!found.complete()) {
            call.header("Tenfold-Incomplete", "true");
        }
        answer(call, found.lines());
    }

    private static @Nullable LogLevel level(String name) throws ApiFault {
        if (name.isEmpty()) {
            return null;
        }
        return LogLevel.named(name)
                .orElseThrow(() ->
                        Call.bad("level must be one of trace, debug, info, warn, error, fatal"));
    }

    private static @Nullable Instant instant(Call call, String name) throws ApiFault {
        String text = call.parameter(name, "");
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException _) {
            throw Call.bad("%s must be like 2026-01-31T12:00:00Z", name);
        }
    }

    private static void answer(Call call, List<LogLine> lines) throws IOException {
        var out = new ByteArrayOutputStream();
        for (LogLine line : lines) {
            out.writeBytes(Json.write(line));
            out.write('\n');
        }
        call.bytes(200, "application/x-ndjson", out.toByteArray());
    }
}
