package tenfold.watch.otlp;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The messages of OTLP that are read, field by field (opentelemetry-proto, v1); all others are
/// passed over.
record Schema(Map<Integer, Field> fields) {
    enum Type {
        STRING,
        BYTES,
        VARINT,
        FIXED64,
        DOUBLE,
        MESSAGE
    }

    /// A field's name in JSON and what it holds; `message` is set for messages.
    record Field(String name, Type type, boolean repeated, @Nullable Schema message) {}

    private static Field one(String name, Type type) {
        return new Field(name, type, false, null);
    }

    private static Field many(String name, Type type) {
        return new Field(name, type, true, null);
    }

    private static Field one(String name, Schema message) {
        return new Field(name, Type.MESSAGE, false, message);
    }

    private static Field many(String name, Schema message) {
        return new Field(name, Type.MESSAGE, true, message);
    }

    private static final Schema ANY_VALUE =
            new Schema(
                    Map.of(
                            1, one("stringValue", Type.STRING),
                            2, one("boolValue", Type.VARINT),
                            3, one("intValue", Type.VARINT),
                            4, one("doubleValue", Type.DOUBLE)));
    private static final Schema KEY_VALUE =
            new Schema(Map.of(1, one("key", Type.STRING), 2, one("value", ANY_VALUE)));
    private static final Schema RESOURCE = new Schema(Map.of(1, many("attributes", KEY_VALUE)));
    private static final Schema NUMBER =
            new Schema(
                    Map.of(
                            4, one("asDouble", Type.DOUBLE),
                            6, one("asInt", Type.FIXED64),
                            7, many("attributes", KEY_VALUE)));
    private static final Schema HISTOGRAM =
            new Schema(
                    Map.of(
                            4, one("count", Type.FIXED64),
                            5, one("sum", Type.DOUBLE),
                            6, many("bucketCounts", Type.FIXED64),
                            7, many("explicitBounds", Type.DOUBLE),
                            9, many("attributes", KEY_VALUE)));
    private static final Schema QUANTILE =
            new Schema(Map.of(1, one("quantile", Type.DOUBLE), 2, one("value", Type.DOUBLE)));
    private static final Schema SUMMARY =
            new Schema(
                    Map.of(
                            4, one("count", Type.FIXED64),
                            5, one("sum", Type.DOUBLE),
                            6, many("quantileValues", QUANTILE),
                            7, many("attributes", KEY_VALUE)));
    private static final Schema ANYTHING = new Schema(Map.of());
    private static final Schema METRIC =
            new Schema(
                    Map.of(
                            1, one("name", Type.STRING),
                            3, one("unit", Type.STRING),
                            5, one("gauge", points(NUMBER)),
                            7, one("sum", points(NUMBER)),
                            9, one("histogram", points(HISTOGRAM)),
                            10, one("exponentialHistogram", points(ANYTHING)),
                            11, one("summary", points(SUMMARY))));
    private static final Schema LOG_RECORD =
            new Schema(
                    Map.of(
                            1, one("timeUnixNano", Type.FIXED64),
                            2, one("severityNumber", Type.VARINT),
                            3, one("severityText", Type.STRING),
                            5, one("body", ANY_VALUE),
                            6, many("attributes", KEY_VALUE),
                            9, one("traceId", Type.BYTES),
                            10, one("spanId", Type.BYTES),
                            11, one("observedTimeUnixNano", Type.FIXED64)));

    static final Schema METRICS = request("resourceMetrics", "scopeMetrics", "metrics", METRIC);
    static final Schema LOGS = request("resourceLogs", "scopeLogs", "logRecords", LOG_RECORD);
    static final Schema TRACES = request("resourceSpans", "scopeSpans", "spans", ANYTHING);

    private static Schema points(Schema point) {
        return new Schema(
                Map.of(
                        1, many("dataPoints", point),
                        2, one("aggregationTemporality", Type.VARINT),
                        3, one("isMonotonic", Type.VARINT)));
    }

    private static Schema request(String resources, String scopes, String items, Schema item) {
        Schema scope = new Schema(Map.of(2, many(items, item)));
        Schema resource = new Schema(Map.of(1, one("resource", RESOURCE), 2, many(scopes, scope)));
        return new Schema(Map.of(1, many(resources, resource)));
    }
}
