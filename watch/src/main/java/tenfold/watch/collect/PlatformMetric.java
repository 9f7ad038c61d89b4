package tenfold.watch.collect;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Every metric that the platform itself has: its kind, labels and meaning. Names follow
/// Prometheus' rules: base units, `_total` for counters.
public enum PlatformMetric {
    EDGE_CONNECTIONS(Type.GAUGE, "", "Client connections that are open."),
    EDGE_REQUESTS_TOTAL(Type.COUNTER, "", "Requests that the edge has taken."),
    EDGE_RESPONSES_TOTAL(Type.COUNTER, "class", "Answers by class: 2xx, 3xx, 4xx, 5xx."),
    EDGE_RETRIES_TOTAL(Type.COUNTER, "", "Requests that were sent to another target."),
    EDGE_RECEIVED_BYTES_TOTAL(Type.COUNTER, "", "Bytes from clients."),
    EDGE_SENT_BYTES_TOTAL(Type.COUNTER, "", "Bytes to clients."),
    EDGE_LATENCY_SECONDS(Type.SUMMARY, "quantile", "Latency of the last second's requests."),
    EDGE_LATENCY_MAX_SECONDS(Type.GAUGE, "", "Highest latency of the last second's requests."),
    EDGE_LISTENER_OPEN(Type.GAUGE, "address", "1 while an address is listened on, else 0."),
    EDGE_CACHE_REQUESTS_TOTAL(
            Type.COUNTER,
            "result",
            "Requests of cached routes: hit, stale, coalesced, miss, passed."),
    EDGE_CACHE_CONFIRMED_TOTAL(Type.COUNTER, "", "Stored answers that a 304 gave new life."),
    EDGE_CACHE_PURGED_TOTAL(Type.COUNTER, "", "Stored answers that were purged."),
    EDGE_CACHE_ANSWERS(Type.GAUGE, "", "Answers that are stored."),
    EDGE_CACHE_STORED_BYTES(Type.GAUGE, "", "Bytes of stored answers in memory."),
    EDGE_CACHE_ALIVE_BYTES(Type.GAUGE, "", "Bytes of all bodies that are stored, coming or sent."),
    EDGE_CACHE_DISK_BYTES(Type.GAUGE, "", "Bytes of the disk tier's files."),
    EDGE_CACHE_DISK_FAILURES_TOTAL(Type.COUNTER, "", "Answers not kept on or read from disk."),
    EDGE_CACHE_LOADED_TOTAL(Type.COUNTER, "", "Answers that came from disk."),
    EDGE_CACHE_HIT_BYTES_TOTAL(Type.COUNTER, "", "Bytes answered from the cache."),

    EDGE_LIMIT_HITS_TOTAL(Type.COUNTER, "limit", "How often a limit of the edge was reached."),

    ROUTE_REQUESTS_TOTAL(Type.COUNTER, "route", "Requests of a route."),
    ROUTE_RESPONSES_TOTAL(Type.COUNTER, "route, class", "Its answers by class."),
    ROUTE_RETRIES_TOTAL(Type.COUNTER, "route", "Its requests sent to another target."),
    ROUTE_REFUSED_TOTAL(Type.COUNTER, "route", "Its requests refused by a service's limit."),
    ROUTE_RECEIVED_BYTES_TOTAL(Type.COUNTER, "route", "Bytes from its clients."),
    ROUTE_SENT_BYTES_TOTAL(Type.COUNTER, "route", "Bytes to its clients."),
    ROUTE_LATENCY_SECONDS(
            Type.SUMMARY, "route, quantile", "Latency of the last second's requests."),

    GROUP_SERVING(Type.GAUGE, "service", "Targets that the edge chooses among."),
    GROUP_IN_FLIGHT(Type.GAUGE, "service", "Requests that targets have."),
    GROUP_PENDING(Type.GAUGE, "service", "Requests that wait for a target."),
    GROUP_CONCURRENCY_LIMIT(Type.GAUGE, "service", "Adaptive limit of requests; 0 without one."),
    GROUP_REFUSED_TOTAL(Type.COUNTER, "service, cause", "Requests refused: circuit, shed."),

    TARGET_HEALTHY(Type.GAUGE, "service, instance", "1 while the edge sends it requests, else 0."),
    TARGET_IN_FLIGHT(Type.GAUGE, "service, instance", "Requests that wait for its answer."),
    TARGET_REQUESTS_TOTAL(Type.COUNTER, "service, instance", "Requests sent to it."),
    TARGET_RESPONSES_TOTAL(Type.COUNTER, "service, instance, class", "Its answers by class."),
    TARGET_CONNECTIONS(Type.GAUGE, "service, instance", "Connections to it."),
    TARGET_EJECTIONS_TOTAL(Type.COUNTER, "service, instance", "How often it was left out."),
    TARGET_FAILURES_TOTAL(Type.COUNTER, "service, instance", "Requests that it failed."),
    TARGET_LATENCY_SECONDS(
            Type.SUMMARY, "service, instance, quantile", "Latency of the last second's requests."),

    INSTANCE_HEALTHY(Type.GAUGE, "service, instance", "1 while its health check passes, else 0."),
    INSTANCE_RESTARTS_TOTAL(Type.COUNTER, "service, instance", "How often it was started again."),
    INSTANCE_MEMORY_BYTES(Type.GAUGE, "service, instance", "Resident memory of its processes."),

    SQL_CLIENTS(Type.GAUGE, "", "Clients of the SQL gateway."),
    SQL_CLIENTS_WAITING(Type.GAUGE, "", "Clients that wait for a server connection."),
    SQL_SERVER_CONNECTIONS(Type.GAUGE, "state", "Server connections: busy, idle, pinned."),
    SQL_STATEMENTS_TOTAL(Type.COUNTER, "", "Statements."),
    SQL_TRANSACTIONS_TOTAL(Type.COUNTER, "", "Transactions."),
    SQL_ERRORS_TOTAL(Type.COUNTER, "", "Statements that failed."),
    SQL_LATENCY_SECONDS(Type.SUMMARY, "quantile", "Latency of the last second's statements."),
    SQL_TROUBLES_TOTAL(
            Type.COUNTER,
            "kind",
            "Other troubles: cancels, cancels_withheld, wait_timeouts, broken_servers, repeated,"
                    + " to_retry, unknown, logins_refused."),
    SQL_READS_TOTAL(
            Type.COUNTER, "place", "Reads that could leave the primary, by where they went."),
    SQL_READS_WAITED_TOTAL(Type.COUNTER, "", "Reads that waited for a replica to catch up."),
    SQL_READS_FELL_BACK_TOTAL(Type.COUNTER, "", "Reads for which no replica was far enough."),
    SQL_SESSIONS_ACTIVE(Type.GAUGE, "", "Sessions that work or wait in the primary."),
    SQL_SESSIONS_READING(Type.GAUGE, "", "Those whose statement only reads."),
    SQL_SESSIONS_WAITING(Type.GAUGE, "class", "Those by what they do: cpu, io, lock ..."),
    SQL_EPOCH(Type.GAUGE, "", "Rises with each change of the primary."),
    SQL_HELD(Type.GAUGE, "", "1 while statements are held, else 0."),
    SQL_SERVER_RUNNING(Type.GAUGE, "server, zone", "1 while the server runs, else 0."),
    SQL_SERVER_SERVING(Type.GAUGE, "server, zone", "1 while it gets statements, else 0."),
    SQL_SERVER_PRIMARY(Type.GAUGE, "server, zone", "1 for the primary, else 0."),
    SQL_SERVER_SYNCHRONOUS(Type.GAUGE, "server, zone", "1 while commits wait for it, else 0."),
    SQL_SERVER_RESTARTS_TOTAL(Type.COUNTER, "server, zone", "How often it was started again."),
    SQL_SERVER_WAL_BYTES_TOTAL(Type.COUNTER, "server, zone", "Position of its write-ahead log."),
    SQL_SERVER_LAG_BYTES(Type.GAUGE, "server, zone", "What it has yet to replay."),
    SQL_SERVER_LAG_SECONDS(Type.GAUGE, "server, zone", "Age of what it has yet to replay."),

    NODE_MEMORY_BYTES(Type.GAUGE, "", "Resident memory of the node process."),
    HOST_PROCESSORS(Type.GAUGE, "", "Processors of the machine."),
    HOST_BUSY_SECONDS_TOTAL(Type.COUNTER, "", "Processor time that was not idle."),
    HOST_MEMORY_SIZE_BYTES(Type.GAUGE, "", "Memory of the machine."),
    HOST_MEMORY_AVAILABLE_BYTES(Type.GAUGE, "", "Memory that programs can still get."),
    HOST_DISK_SIZE_BYTES(Type.GAUGE, "", "Size of the data folder's disk."),
    HOST_DISK_AVAILABLE_BYTES(Type.GAUGE, "", "Free space of the data folder's disk."),
    PART_CPU_SECONDS_TOTAL(
            Type.COUNTER,
            "part",
            "Processor time by part: node, control, each instance and each database server."),

    SCRAPE_UP(Type.GAUGE, "service, instance", "1 when it showed its metrics, else 0."),
    SCRAPE_SECONDS(Type.GAUGE, "service, instance", "How long its page took."),
    SCRAPE_SKIPPED(Type.GAUGE, "service, instance", "Lines not understood or beyond 1000."),
    OTLP_POINTS_TOTAL(Type.COUNTER, "result", "Points that came by OTLP: kept, refused."),
    OTLP_LOG_RECORDS_TOTAL(Type.COUNTER, "result", "Log records by OTLP: kept, refused."),
    OTLP_SPANS_TOTAL(Type.COUNTER, "result", "Spans by OTLP; all are refused yet."),

    WATCH_SERIES(Type.GAUGE, "", "Series with a sample in memory."),
    WATCH_KNOWN_SERIES(Type.GAUGE, "", "Series that memory or a block names."),
    WATCH_SAMPLES_TOTAL(Type.COUNTER, "", "Samples that were kept."),
    WATCH_REFUSED_SAMPLES_TOTAL(Type.COUNTER, "", "Samples of series beyond the limit."),
    WATCH_LATE_SAMPLES_TOTAL(Type.COUNTER, "", "Samples not newer than the last of their series."),
    WATCH_MEMORY_BYTES(Type.GAUGE, "", "Coded samples in memory."),
    WATCH_MEMORY_SPAN_SECONDS(Type.GAUGE, "", "How far back memory goes."),
    WATCH_DISK_BYTES(Type.GAUGE, "", "Bytes of all block files."),
    WATCH_BATCHES_DROPPED_TOTAL(Type.COUNTER, "", "Batches that came faster than they were kept."),
    WATCH_QUERIES_TOTAL(Type.COUNTER, "", "Queries that were answered or refused."),
    WATCH_QUERY_SECONDS_TOTAL(Type.COUNTER, "", "Time that queries took."),
    WATCH_FAULTS_TOTAL(Type.COUNTER, "", "Faults, each told in control.log.");

    /// As the text format knows it.
    public enum Type {
        COUNTER,
        GAUGE,
        SUMMARY;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    final Type type;
    final String labels;
    final String help;

    PlatformMetric(Type type, String labels, String help) {
        this.type = type;
        this.labels = labels;
        this.help = help;
    }

    /// `tenfold_edge_requests_total`.
    public String metric() {
        return "tenfold_" + name().toLowerCase(Locale.ROOT);
    }

    static Optional<PlatformMetric> of(String metric) {
        return Arrays.stream(values()).filter(one -> one.metric().equals(metric)).findFirst();
    }

    /// docs/reference/metrics.md.
    public static String page() {
        var page =
                new StringBuilder(
                        """
                        # Metrics

                        Made from the code by `PlatformMetricTest`; do not edit. What the platform measures each second, as
                        `tenfold metrics`, `GET /api/v1/metrics/query` and `GET /metrics` show it. A number of an interval (a latency's
                        quantile) is absent while nothing happened in it. The application's own metrics have the labels `service` and
                        `instance` beside their own.

                        | metric | type | labels | meaning |
                        |---|---|---|---|
                        """);
        for (PlatformMetric one : values()) {
            page.append(
                    "| `%s` | %s | %s | %s |\n"
                            .formatted(one.metric(), one.type.text(), one.labels, one.help));
        }
        return page.toString();
    }
}
