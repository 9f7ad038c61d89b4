package tenfold.cli;

import java.util.Locale;
import tenfold.load.Failure;
import tenfold.load.Latencies;
import tenfold.load.LoadPlan;
import tenfold.load.LoadResult;
import tools.jackson.databind.node.ObjectNode;

/// A load run as programs read it.
final class LoadJson {
    private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9, 99.99};

    private LoadJson() {}

    static ObjectNode of(LoadPlan plan, LoadResult result) {
        ObjectNode json = Json.envelope();
        ObjectNode asked = json.putObject("plan");
        asked.put("url", plan.urls().getFirst().toString());
        asked.put("urls", plan.urls().size());
        asked.put("method", plan.request().method());
        asked.put("ratePerSecond", plan.ratePerSecond());
        asked.put("durationMillis", plan.duration().toMillis());
        asked.put("warmUpMillis", plan.warmUp().toMillis());
        asked.put("connectionsMax", plan.connectionsMax());
        asked.put("zipf", plan.zipfExponent());
        asked.put("timeoutMillis", plan.timeout().toMillis());
        asked.put("seed", plan.seed());
        json.put("complete", result.complete());
        json.put("measuredMillis", result.measured().toMillis());
        json.put("offered", result.offered());
        json.put("answered", result.answered());
        json.put("unfinished", result.unfinished());
        json.put("failed", result.failed());
        json.put("offeredPerSecond", result.offeredPerSecond());
        json.put("answeredPerSecond", result.answeredPerSecond());
        json.put("bytesReceived", result.bytesReceived());
        json.put("connectionsPeak", result.connectionsPeak());
        ObjectNode statuses = json.putObject("statuses");
        result.statuses().forEach((status, count) -> statuses.put(status.toString(), count));
        ObjectNode failures = json.putObject("failures");
        for (Failure failure : result.failures()) {
            failures.putObject(failure.kind().name().toLowerCase(Locale.ROOT))
                    .put("count", failure.count())
                    .put("example", failure.example());
        }
        latencies(json.putObject("latencyMicros"), result.latencies());
        latencies(json.putObject("generatorLatenessMicros"), result.lateness());
        return json;
    }

    private static void latencies(ObjectNode json, Latencies latencies) {
        json.put("count", latencies.count());
        json.put("min", latencies.minMicros());
        json.put("mean", Math.round(latencies.meanMicros()));
        for (double percentile : PERCENTILES) {
            String name = String.format(Locale.ROOT, "%s", percentile).replace(".0", "");
            json.put("p" + name, latencies.micros(percentile));
        }
        json.put("max", latencies.maxMicros());
    }
}
