package tenfold.watch.collect;

import static tenfold.watch.collect.PlatformMetric.EDGE_CACHE_ALIVE_BYTES;
import static tenfold.watch.collect.PlatformMetric.EDGE_CACHE_ANSWERS;
import static tenfold.watch.collect.PlatformMetric.EDGE_CACHE_CONFIRMED_TOTAL;
import static tenfold.watch.collect.PlatformMetric.EDGE_CACHE_DISK_BYTES;
import static tenfold.watch.collect.PlatformMetric.EDGE_CACHE_DISK_FAILURES_TOTAL;
import static tenfold.watch.collect.PlatformMetric.EDGE_CACHE_HIT_BYTES_TOTAL;
import static tenfold.watch.collect.PlatformMetric.EDGE_CACHE_LOADED_TOTAL;
import static tenfold.watch.collect.PlatformMetric.EDGE_CACHE_PURGED_TOTAL;
import static tenfold.watch.collect.PlatformMetric.EDGE_CACHE_REQUESTS_TOTAL;
import static tenfold.watch.collect.PlatformMetric.EDGE_CACHE_STORED_BYTES;
import static tenfold.watch.collect.PlatformMetric.EDGE_CONNECTIONS;
import static tenfold.watch.collect.PlatformMetric.EDGE_LATENCY_MAX_SECONDS;
import static tenfold.watch.collect.PlatformMetric.EDGE_LATENCY_SECONDS;
import static tenfold.watch.collect.PlatformMetric.EDGE_LIMIT_HITS_TOTAL;
import static tenfold.watch.collect.PlatformMetric.EDGE_LISTENER_OPEN;
import static tenfold.watch.collect.PlatformMetric.EDGE_RECEIVED_BYTES_TOTAL;
import static tenfold.watch.collect.PlatformMetric.EDGE_REQUESTS_TOTAL;
import static tenfold.watch.collect.PlatformMetric.EDGE_RESPONSES_TOTAL;
import static tenfold.watch.collect.PlatformMetric.EDGE_RETRIES_TOTAL;
import static tenfold.watch.collect.PlatformMetric.EDGE_SENT_BYTES_TOTAL;
import static tenfold.watch.collect.PlatformMetric.GROUP_CONCURRENCY_LIMIT;
import static tenfold.watch.collect.PlatformMetric.GROUP_IN_FLIGHT;
import static tenfold.watch.collect.PlatformMetric.GROUP_PENDING;
import static tenfold.watch.collect.PlatformMetric.GROUP_REFUSED_TOTAL;
import static tenfold.watch.collect.PlatformMetric.GROUP_SERVING;
import static tenfold.watch.collect.PlatformMetric.HOST_BUSY_SECONDS_TOTAL;
import static tenfold.watch.collect.PlatformMetric.HOST_DISK_AVAILABLE_BYTES;
import static tenfold.watch.collect.PlatformMetric.HOST_DISK_SIZE_BYTES;
import static tenfold.watch.collect.PlatformMetric.HOST_MEMORY_AVAILABLE_BYTES;
import static tenfold.watch.collect.PlatformMetric.HOST_MEMORY_SIZE_BYTES;
import static tenfold.watch.collect.PlatformMetric.HOST_PROCESSORS;
import static tenfold.watch.collect.PlatformMetric.INSTANCE_HEALTHY;
import static tenfold.watch.collect.PlatformMetric.INSTANCE_MEMORY_BYTES;
import static tenfold.watch.collect.PlatformMetric.INSTANCE_RESTARTS_TOTAL;
import static tenfold.watch.collect.PlatformMetric.NODE_MEMORY_BYTES;
import static tenfold.watch.collect.PlatformMetric.PART_CPU_SECONDS_TOTAL;
import static tenfold.watch.collect.PlatformMetric.ROUTE_LATENCY_SECONDS;
import static tenfold.watch.collect.PlatformMetric.ROUTE_RECEIVED_BYTES_TOTAL;
import static tenfold.watch.collect.PlatformMetric.ROUTE_REFUSED_TOTAL;
import static tenfold.watch.collect.PlatformMetric.ROUTE_REQUESTS_TOTAL;
import static tenfold.watch.collect.PlatformMetric.ROUTE_RESPONSES_TOTAL;
import static tenfold.watch.collect.PlatformMetric.ROUTE_RETRIES_TOTAL;
import static tenfold.watch.collect.PlatformMetric.ROUTE_SENT_BYTES_TOTAL;
import static tenfold.watch.collect.PlatformMetric.SQL_CLIENTS;
import static tenfold.watch.collect.PlatformMetric.SQL_CLIENTS_WAITING;
import static tenfold.watch.collect.PlatformMetric.SQL_EPOCH;
import static tenfold.watch.collect.PlatformMetric.SQL_ERRORS_TOTAL;
import static tenfold.watch.collect.PlatformMetric.SQL_HELD;
import static tenfold.watch.collect.PlatformMetric.SQL_LATENCY_SECONDS;
import static tenfold.watch.collect.PlatformMetric.SQL_READS_FELL_BACK_TOTAL;
import static tenfold.watch.collect.PlatformMetric.SQL_READS_TOTAL;
import static tenfold.watch.collect.PlatformMetric.SQL_READS_WAITED_TOTAL;
import static tenfold.watch.collect.PlatformMetric.SQL_SERVER_CONNECTIONS;
import static tenfold.watch.collect.PlatformMetric.SQL_SERVER_LAG_BYTES;
import static tenfold.watch.collect.PlatformMetric.SQL_SERVER_LAG_SECONDS;
import static tenfold.watch.collect.PlatformMetric.SQL_SERVER_PRIMARY;
import static tenfold.watch.collect.PlatformMetric.SQL_SERVER_RESTARTS_TOTAL;
import static tenfold.watch.collect.PlatformMetric.SQL_SERVER_RUNNING;
import static tenfold.watch.collect.PlatformMetric.SQL_SERVER_SERVING;
import static tenfold.watch.collect.PlatformMetric.SQL_SERVER_SYNCHRONOUS;
import static tenfold.watch.collect.PlatformMetric.SQL_SERVER_WAL_BYTES_TOTAL;
import static tenfold.watch.collect.PlatformMetric.SQL_SESSIONS_ACTIVE;
import static tenfold.watch.collect.PlatformMetric.SQL_SESSIONS_READING;
import static tenfold.watch.collect.PlatformMetric.SQL_SESSIONS_WAITING;
import static tenfold.watch.collect.PlatformMetric.SQL_STATEMENTS_TOTAL;
import static tenfold.watch.collect.PlatformMetric.SQL_TRANSACTIONS_TOTAL;
import static tenfold.watch.collect.PlatformMetric.SQL_TROUBLES_TOTAL;
import static tenfold.watch.collect.PlatformMetric.TARGET_CONNECTIONS;
import static tenfold.watch.collect.PlatformMetric.TARGET_EJECTIONS_TOTAL;
import static tenfold.watch.collect.PlatformMetric.TARGET_FAILURES_TOTAL;
import static tenfold.watch.collect.PlatformMetric.TARGET_HEALTHY;
import static tenfold.watch.collect.PlatformMetric.TARGET_IN_FLIGHT;
import static tenfold.watch.collect.PlatformMetric.TARGET_LATENCY_SECONDS;
import static tenfold.watch.collect.PlatformMetric.TARGET_REQUESTS_TOTAL;
import static tenfold.watch.collect.PlatformMetric.TARGET_RESPONSES_TOTAL;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tenfold.model.CacheReport;
import tenfold.model.EdgeReport;
import tenfold.model.FleetReport;
import tenfold.model.GroupReport;
import tenfold.model.HostReport;
import tenfold.model.InstanceReport;
import tenfold.model.InstanceState;
import tenfold.model.ListenerReport;
import tenfold.model.NodeReport;
import tenfold.model.RouteReport;
import tenfold.model.ServerReport;
import tenfold.model.ServerState;
import tenfold.model.SqlReport;
import tenfold.model.TargetReport;
import tenfold.model.WaitClass;
import tenfold.watch.store.Reading;

/// Every number of a node's report as a reading. Pure.
public final class ReportReadings {
    private final Readings out = new Readings();

    private ReportReadings() {}

    public static List<Reading> of(NodeReport report) {
        var readings = new ReportReadings();
        readings.out.add(NODE_MEMORY_BYTES, report.memoryBytes());
        if (report.edge() != null) {
            readings.edge(report.edge());
        }
        if (report.fleet() != null) {
            readings.fleet(report.fleet());
        }
        if (report.sql() != null) {
            readings.sql(report.sql());
        }
        readings.host(report.host());
        return readings.out.all();
    }

    private void edge(EdgeReport edge) {
        out.add(EDGE_CONNECTIONS, edge.connectionsOpen())
                .add(EDGE_REQUESTS_TOTAL, edge.requests())
                .add(EDGE_RETRIES_TOTAL, edge.retries())
                .add(EDGE_RECEIVED_BYTES_TOTAL, edge.bytesIn())
                .add(EDGE_SENT_BYTES_TOTAL, edge.bytesOut());
        classes(
                EDGE_RESPONSES_TOTAL,
                new String[0],
                edge.answers2xx(),
                edge.answers3xx(),
                edge.answers4xx(),
                edge.answers5xx());
        out.latency(EDGE_LATENCY_SECONDS, edge.latency());
        if (edge.latency().count() > 0) {
            out.add(EDGE_LATENCY_MAX_SECONDS, edge.latency().maxMicros() / 1e6);
        }
        for (ListenerReport listener : edge.listeners()) {
            out.flag(EDGE_LISTENER_OPEN, listener.open(), "address", listener.address().toString());
        }
        cache(edge.cache());
        edge.limitHits()
                .forEach((limit, hits) -> out.add(EDGE_LIMIT_HITS_TOTAL, hits, "limit", limit));
        edge.routes().forEach(this::route);
        edge.groups().forEach(this::group);
        for (TargetReport target : edge.targets()) {
            String[] who = {
                "service", target.group().value(), "instance", target.instance().value()
            };
            out.flag(TARGET_HEALTHY, target.healthy(), who);
            classes(
                    TARGET_RESPONSES_TOTAL,
                    who,
                    target.answers2xx(),
                    target.answers3xx(),
                    target.answers4xx(),
                    target.answers5xx());
            out.add(TARGET_IN_FLIGHT, target.inFlight(), who)
                    .add(TARGET_CONNECTIONS, target.connections(), who)
                    .add(TARGET_EJECTIONS_TOTAL, target.ejections(), who)
                    .add(TARGET_REQUESTS_TOTAL, target.requests(), who)
                    .add(TARGET_FAILURES_TOTAL, target.failures(), who);
            out.latency(TARGET_LATENCY_SECONDS, target.latency(), who);
        }
    }

    private void classes(PlatformMetric metric, String[] who, long... answers) {
        for (int i = 0; i < answers.length; i++) {
            var labels = new ArrayList<>(List.of(who));
            labels.addAll(List.of("class", i + 2 + "xx"));
            out.add(metric, answers[i], labels.toArray(String[]::new));
        }
    }

    private void route(RouteReport route) {
        String[] who = {"route", route.name().value()};
        out.add(ROUTE_REQUESTS_TOTAL, route.requests(), who)
                .add(ROUTE_RETRIES_TOTAL, route.retries(), who)
                .add(ROUTE_REFUSED_TOTAL, route.refused(), who)
                .add(ROUTE_RECEIVED_BYTES_TOTAL, route.bytesIn(), who)
                .add(ROUTE_SENT_BYTES_TOTAL, route.bytesOut(), who);
        classes(
                ROUTE_RESPONSES_TOTAL,
                who,
                route.answers2xx(),
                route.answers3xx(),
                route.answers4xx(),
                route.answers5xx());
        out.latency(ROUTE_LATENCY_SECONDS, route.latency(), who);
    }

    private void group(GroupReport group) {
        String service = group.group().value();
        out.add(GROUP_SERVING, group.serving(), "service", service)
                .add(GROUP_IN_FLIGHT, group.inFlight(), "service", service)
                .add(GROUP_PENDING, group.pending(), "service", service)
                .add(GROUP_CONCURRENCY_LIMIT, group.concurrencyLimit(), "service", service);
        out.add(
                GROUP_REFUSED_TOTAL,
                group.refusedByCircuit(),
                "service",
                service,
                "cause",
                "circuit");
        out.add(GROUP_REFUSED_TOTAL, group.shed(), "service", service, "cause", "shed");
    }

    private void cache(CacheReport cache) {
        out.add(EDGE_CACHE_REQUESTS_TOTAL, cache.hits(), "result", "hit")
                .add(EDGE_CACHE_REQUESTS_TOTAL, cache.stale(), "result", "stale")
                .add(EDGE_CACHE_REQUESTS_TOTAL, cache.coalesced(), "result", "coalesced")
                .add(EDGE_CACHE_REQUESTS_TOTAL, cache.misses(), "result", "miss")
                .add(EDGE_CACHE_REQUESTS_TOTAL, cache.passed(), "result", "passed")
                .add(EDGE_CACHE_CONFIRMED_TOTAL, cache.confirmed())
                .add(EDGE_CACHE_PURGED_TOTAL, cache.purged())
                .add(EDGE_CACHE_ANSWERS, cache.storedAnswers())
                .add(EDGE_CACHE_STORED_BYTES, cache.storedBytes())
                .add(EDGE_CACHE_ALIVE_BYTES, cache.aliveBytes())
                .add(EDGE_CACHE_DISK_BYTES, cache.diskBytes())
                .add(EDGE_CACHE_DISK_FAILURES_TOTAL, cache.diskFailures())
                .add(EDGE_CACHE_LOADED_TOTAL, cache.loaded())
                .add(EDGE_CACHE_HIT_BYTES_TOTAL, cache.hitBytes());
    }

    private void fleet(FleetReport fleet) {
        for (InstanceReport instance : fleet.instances()) {
            String[] who = {
                "service", instance.service().value(), "instance", instance.id().value()
            };
            out.flag(INSTANCE_HEALTHY, instance.state() == InstanceState.HEALTHY, who);
            out.add(INSTANCE_RESTARTS_TOTAL, instance.restarts(), who)
                    .add(INSTANCE_MEMORY_BYTES, instance.memoryBytes(), who);
        }
    }

    private void sql(SqlReport sql) {
        out.add(SQL_CLIENTS, sql.clients())
                .add(SQL_CLIENTS_WAITING, sql.clientsWaiting())
                .add(SQL_SERVER_CONNECTIONS, sql.serverConnectionsBusy(), "state", "busy")
                .add(SQL_SERVER_CONNECTIONS, sql.serverConnectionsIdle(), "state", "idle")
                .add(SQL_SERVER_CONNECTIONS, sql.serverConnectionsPinned(), "state", "pinned")
                .add(SQL_STATEMENTS_TOTAL, sql.statements())
                .add(SQL_TRANSACTIONS_TOTAL, sql.transactions())
                .add(SQL_ERRORS_TOTAL, sql.errors());
        out.latency(SQL_LATENCY_SECONDS, sql.latency());
        var troubles = sql.troubles();
        out.add(SQL_TROUBLES_TOTAL, troubles.cancels(), "kind", "cancels")
                .add(SQL_TROUBLES_TOTAL, troubles.cancelsWithheld(), "kind", "cancels_withheld")
                .add(SQL_TROUBLES_TOTAL, troubles.waitTimeouts(), "kind", "wait_timeouts")
                .add(SQL_TROUBLES_TOTAL, troubles.brokenServers(), "kind", "broken_servers")
                .add(SQL_TROUBLES_TOTAL, troubles.repeated(), "kind", "repeated")
                .add(SQL_TROUBLES_TOTAL, troubles.toRetry(), "kind", "to_retry")
                .add(SQL_TROUBLES_TOTAL, troubles.unknown(), "kind", "unknown")
                .add(SQL_TROUBLES_TOTAL, troubles.loginsRefused(), "kind", "logins_refused");
        var reads = sql.reads();
        out.add(SQL_READS_TOTAL, reads.onPrimary(), "place", "primary")
                .add(SQL_READS_TOTAL, reads.onReplicas(), "place", "replicas")
                .add(SQL_READS_WAITED_TOTAL, reads.waited())
                .add(SQL_READS_FELL_BACK_TOTAL, reads.fellBack());
        if (sql.load().samples() > 0) {
            out.add(SQL_SESSIONS_ACTIVE, sql.load().active())
                    .add(SQL_SESSIONS_READING, sql.load().reading());
            for (WaitClass wait : WaitClass.values()) {
                String name = wait.name().toLowerCase(Locale.ROOT);
                out.add(SQL_SESSIONS_WAITING, sql.load().waiting(wait), "class", name);
            }
        }
        out.add(SQL_EPOCH, sql.cluster().epoch());
        out.flag(SQL_HELD, sql.cluster().held() != null);
        for (ServerReport server : sql.cluster().servers()) {
            server(server, server.id().equals(sql.cluster().primary()));
        }
    }

    private void server(ServerReport server, boolean primary) {
        String[] who = {"server", server.id().value(), "zone", server.zone().value()};
        out.flag(SQL_SERVER_RUNNING, server.state() == ServerState.RUNNING, who);
        out.flag(SQL_SERVER_SERVING, server.serving(), who);
        out.flag(SQL_SERVER_PRIMARY, primary, who);
        out.flag(SQL_SERVER_SYNCHRONOUS, server.synchronous(), who);
        out.add(SQL_SERVER_RESTARTS_TOTAL, server.restarts(), who)
                .add(SQL_SERVER_WAL_BYTES_TOTAL, server.receivedLsn(), who)
                .add(SQL_SERVER_LAG_BYTES, server.lagBytes(), who)
                .add(SQL_SERVER_LAG_SECONDS, server.lagMillis() / 1000.0, who);
    }

    private void host(HostReport host) {
        if (host.memoryBytes() == 0) {
            return; // before the first look
        }
        out.add(HOST_PROCESSORS, host.processors())
                .add(HOST_BUSY_SECONDS_TOTAL, host.busyMicros() / 1e6)
                .add(HOST_MEMORY_SIZE_BYTES, host.memoryBytes())
                .add(HOST_MEMORY_AVAILABLE_BYTES, host.memoryAvailableBytes())
                .add(HOST_DISK_SIZE_BYTES, host.diskBytes())
                .add(HOST_DISK_AVAILABLE_BYTES, host.diskFreeBytes());
        host.cpuMicros()
                .forEach((part, micros) ->
                        out.add(PART_CPU_SECONDS_TOTAL, micros / 1e6, "part", part));
    }
}
