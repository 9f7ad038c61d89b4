package tenfold.control.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tenfold.control.Telemetry;
import tenfold.control.manifest.Quantity;
import tenfold.control.problem.ProblemCode;
import tenfold.model.AlarmReport;
import tenfold.model.MetricAnswer;

/// The calls about metrics and alarms. Answers to queries look as Prometheus' do
/// (prometheus.io/docs/prometheus/latest/querying/api), so that its tools can read them.
final class MetricsEndpoints {
    private static final String OPEN_METRICS =
            "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /// The answer of `GET /alarms`.
    record Alarms(int schema, List<AlarmReport> alarms) {}

    private final Telemetry telemetry;
    private final Clock clock = Clock.systemUTC();

    MetricsEndpoints(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    void answer(String name, Call call) throws ApiFault, IOException {
        switch (name) {
            case "metrics/query", "query" ->
                    answer(call, telemetry.query(query(call), time(call, "time")));
            case "metrics/query_range", "query_range" ->
                    answer(
                            call,
                            telemetry.range(
                                    query(call),
                                    time(call, "start"),
                                    time(call, "end"),
                                    step(call)));
            default -> call.json(200, new Alarms(1, telemetry.alarms()));
        }
    }

    /// `GET /metrics`.
    void exposition(Call call, String accept) throws IOException {
        boolean open = accept.contains("application/openmetrics-text");
        byte[] text = telemetry.exposition(open).getBytes(StandardCharsets.UTF_8);
        call.bytes(200, open ? OPEN_METRICS : TEXT, text);
    }

    private static String query(Call call) throws ApiFault {
        String query = call.parameter("query", "");
        if (query.isBlank()) {
            throw Call.bad("query is missing");
        }
        return query;
    }

    /// Seconds since 1970 or an ISO 8601 instant, in milliseconds; now when it is not given.
    private long time(Call call, String name) throws ApiFault {
        String text = call.parameter(name, "");
        if (text.isEmpty()) {
            return clock.millis();
        }
        try {
            return text.contains("T")
                    ? Instant.parse(text).toEpochMilli()
                    : Math.round(Double.parseDouble(text) * 1000);
        } catch (NumberFormatException | DateTimeParseException _) {
            throw Call.bad("%s must be seconds since 1970 or like 2026-01-31T12:00:00Z", name);
        }
    }

    private static long step(Call call) throws ApiFault {
        String text = call.parameter("step", "15");
        var duration = Quantity.duration(text);
        if (duration.isPresent()) {
            return duration.get().toMillis();
        }
        try {
            return Math.round(Double.parseDouble(text) * 1000);
        } catch (NumberFormatException _) {
            throw Call.bad("step must be seconds or a duration like 15s");
        }
    }

    private static void answer(Call call, MetricAnswer answer) throws IOException {
        switch (answer) {
            case MetricAnswer.Refused refused -> {
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("status", "error");
                body.put("errorType", "bad_data");
                body.put("error", refused.message());
                body.put("code", ProblemCode.BAD_QUERY.code());
                body.put("message", refused.message());
                body.put("column", refused.column());
                body.put("next", ProblemCode.BAD_QUERY.next());
                call.json(400, body);
            }
            case MetricAnswer.Found found -> {
                Map<String, Object> data = new LinkedHashMap<>();
                data.put("resultType", found.shape().name().toLowerCase(java.util.Locale.ROOT));
                data.put("result", result(found));
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("status", "success");
                body.put("data", data);
                if (!found.warnings().isEmpty()) {
                    body.put("warnings", found.warnings());
                }
                call.json(200, body);
            }
        }
    }

    private static Object result(MetricAnswer.Found found) {
        if (found.shape() == MetricAnswer.Shape.SCALAR) {
            return point(found.series().getFirst().points().getFirst());
        }
        boolean matrix = found.shape() == MetricAnswer.Shape.MATRIX;
        var all = new ArrayList<Map<String, Object>>();
        for (MetricAnswer.Series series : found.series()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("metric", series.labels());
            if (matrix) {
                one.put("values", series.points().stream().map(MetricsEndpoints::point).toList());
            } else {
                one.put("value", point(series.points().getFirst()));
            }
            all.add(one);
        }
        return all;
    }

    private static List<Object> point(MetricAnswer.Point point) {
        return List.of(point.millis() / 1000.0, number(point.value()));
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
