package tenfold.watch.collect;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import tenfold.base.net.Address;
import tenfold.model.CacheReport;
import tenfold.model.ClusterReport;
import tenfold.model.EdgeReport;
import tenfold.model.FleetReport;
import tenfold.model.GroupReport;
import tenfold.model.HostReport;
import tenfold.model.InstanceId;
import tenfold.model.InstanceReport;
import tenfold.model.InstanceState;
import tenfold.model.LatencySummary;
import tenfold.model.ListenerReport;
import tenfold.model.LoadReport;
import tenfold.model.NodeReport;
import tenfold.model.Protection;
import tenfold.model.ReadsReport;
import tenfold.model.RouteName;
import tenfold.model.RouteReport;
import tenfold.model.ServerId;
import tenfold.model.ServerPart;
import tenfold.model.ServerReport;
import tenfold.model.ServerState;
import tenfold.model.ServiceName;
import tenfold.model.SqlReport;
import tenfold.model.TargetGroupId;
import tenfold.model.TargetReport;
import tenfold.model.TroublesReport;
import tenfold.model.WaitClass;
import tenfold.model.Zone;

/// A report in which everything is there.
public final class SampleReport {
    private static final LatencySummary LATENCY = new LatencySummary(10, 900, 4000, 9000, 20_000);
    private static final Address ADDRESS = Address.loopback(8080);

    private SampleReport() {}

    public static NodeReport full() {
        return report(Instant.parse("2026-01-01T12:00:00Z"), 1000, LATENCY);
    }

    /// The same a moment later, when nobody came.
    public static NodeReport idle() {
        return report(Instant.parse("2026-01-01T12:00:01Z"), 1000, LatencySummary.NONE);
    }

    public static NodeReport report(Instant at, long requests, LatencySummary latency) {
        return new NodeReport(
                at,
                17,
                200 << 20,
                new HostReport(
                        2,
                        5_000_000,
                        8L << 30,
                        4L << 30,
                        100L << 30,
                        50L << 30,
                        Map.of("node", 7L)),
                edge(requests, latency),
                new FleetReport(
                        1,
                        List.of(
                                new InstanceReport(
                                        new InstanceId("web-1"),
                                        new ServiceName("web"),
                                        InstanceState.HEALTHY,
                                        at,
                                        "answers",
                                        18,
                                        20_000,
                                        2,
                                        90 << 20))),
                sql(at, latency));
    }

    private static EdgeReport edge(long requests, LatencySummary latency) {
        var group = new TargetGroupId("web");
        return new EdgeReport(
                1,
                List.of(new ListenerReport(ADDRESS, true, null)),
                List.of(
                        new RouteReport(
                                new RouteName("web"), requests, 1, 2, 3, 4, 5, 6, 7, 8, latency)),
                List.of(new GroupReport(group, 1, 2, 3, 4, 5, 6)),
                List.of(
                        new TargetReport(
                                group,
                                new InstanceId("web-1"),
                                null,
                                true,
                                "",
                                3,
                                4,
                                requests,
                                1,
                                2,
                                3,
                                4,
                                5,
                                6,
                                latency)),
                9,
                requests,
                requests - 6,
                1,
                2,
                3,
                4,
                5000,
                6000,
                latency,
                CacheReport.NONE,
                Map.of("head_bytes", 3L));
    }

    private static SqlReport sql(Instant at, LatencySummary latency) {
        var server =
                new ServerReport(
                        new ServerId("pg-1"),
                        new Zone("a"),
                        ServerPart.PRIMARY,
                        ServerState.RUNNING,
                        at,
                        "runs",
                        19,
                        0,
                        300,
                        true,
                        false,
                        5000,
                        5000,
                        0,
                        0,
                        0,
                        0);
        var cluster =
                new ClusterReport(
                        1,
                        server.id(),
                        Protection.NONE_WANTED,
                        null,
                        List.of(server),
                        List.of(),
                        null,
                        null);
        return new SqlReport(
                1,
                List.of(new ListenerReport(Address.loopback(5432), true, null)),
                cluster,
                null,
                5,
                1,
                2,
                3,
                0,
                700,
                300,
                4,
                TroublesReport.NONE,
                ReadsReport.NONE,
                new LoadReport(10, 1.5, 1, Map.of(WaitClass.CPU, 1.0), List.of()),
                latency);
    }
}
