package tenfold.watch.otlp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Turns one request for logs into lines of JSON: `{"time", "level", "service", "message", ...}`.
final class LogRecords {
    static final int LINES_MAX = 2000;
    private static final int TEXT_MAX = 16 << 10;
    private static final List<String> LEVELS =
            List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");

    /// A line, and the service that it is from.
    record Line(String service, String json) {}

    record Found(List<Line> lines, int refused) {}

    private LogRecords() {}

    static Found of(JsonNode request) {
        var lines = new ArrayList<Line>();
        int records = 0;
        for (JsonNode resource : request.path("resourceLogs")) {
            for (JsonNode scope : resource.path("scopeLogs")) {
                records += scope.path("logRecords").size();
                take(resource, scope, lines);
            }
        }
        return new Found(lines, records - lines.size());
    }

    private static void take(JsonNode resource, JsonNode scope, List<Line> lines) {
        Map<String, String> sender = Attributes.sender(resource.path("resource"));
        for (JsonNode record : scope.path("logRecords")) {
            if (lines.size() < LINES_MAX) {
                lines.add(line(record, sender));
            }
        }
    }

    private static Line line(JsonNode record, Map<String, String> sender) {
        ObjectNode line = JsonMapper.shared().createObjectNode();
        long nanos = record.path("timeUnixNano").asLong(0);
        long at = nanos == 0 ? record.path("observedTimeUnixNano").asLong(0) : nanos;
        line.put("time", Instant.ofEpochSecond(0, at).toString());
        line.put("level", level(record));
        sender.forEach(line::put);
        String message = record.path("body").path("stringValue").asString("");
        line.put(
                "message", cut(message.isEmpty() ? Attributes.text(record.path("body")) : message));
        for (String id : List.of("traceId", "spanId")) {
            String value = record.path(id).asString("");
            if (!value.isEmpty()) {
                line.put(id.equals("traceId") ? "trace_id" : "span_id", cut(value));
            }
        }
        Map<String, String> attributes = Attributes.of(record.path("attributes"));
        if (!attributes.isEmpty()) {
            ObjectNode all = line.putObject("attributes");
            attributes.forEach(all::put);
        }
        return new Line(sender.getOrDefault("service", "unknown"), line.toString());
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), TEXT_MAX));
    }

    /// By number, four numbers a level; else as the sender named it.
    private static String level(JsonNode record) {
        long number = record.path("severityNumber").asLong(0);
        if (number >= 1 && number <= 24) {
            return LEVELS.get((int) (number - 1) / 4);
        }
        String text = record.path("severityText").asString("").toUpperCase(Locale.ROOT);
        return text.isEmpty() ? "INFO" : cut(text);
    }
}
