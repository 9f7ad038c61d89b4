package tenfold.control;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tenfold.base.net.Address;
import tenfold.model.CacheReport;
import tenfold.model.ClusterReport;
import tenfold.model.EdgeReport;
import tenfold.model.FleetReport;
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
import tenfold.model.ServerId;
import tenfold.model.ServerPart;
import tenfold.model.ServerReport;
import tenfold.model.ServerState;
import tenfold.model.ServiceName;
import tenfold.model.SqlReport;
import tenfold.model.TargetGroupId;
import tenfold.model.TargetReport;
import tenfold.model.TroublesReport;
import tenfold.model.Zone;

/// What a node with some instances of `web` would say after `requests` requests.
public final class Reports {
    private Reports() {}

    public static NodeReport healthy(Instant at, int instances, long requests) {
        return node(at, instances, requests, 0, InstanceState.HEALTHY, ServerState.RUNNING);
    }

    public static NodeReport node(
            Instant at,
            int instances,
            long requests,
            long errors,
            InstanceState lastState,
            ServerState database) {
        var targets = new ArrayList<TargetReport>();
        var running = new ArrayList<InstanceReport>();
        for (int number = 1; number <= instances; number++) {
            InstanceState state = number == instances ? lastState : InstanceState.HEALTHY;
            var id = new InstanceId("web-" + number);
            boolean healthy = state == InstanceState.HEALTHY;
            targets.add(
                    new TargetReport(
                            new TargetGroupId("web"),
                            id,
                            null,
                            healthy,
                            healthy ? "" : "no answer within 2 s",
                            number,
                            number,
                            requests / instances,
                            requests / instances,
                            0,
                            0,
                            0,
                            0,
                            0,
                            new LatencySummary(requests > 0 ? 9 : 0, 2_100, 6_300, 9_800, 14_000)));
            running.add(
                    new InstanceReport(
                            id,
                            new ServiceName("web"),
                            state,
                            at.minus(Duration.ofMinutes(42)),
                            healthy ? "answers /health" : "exit code 1: address already in use",
                            healthy ? 4000 + number : 0,
                            20000 + number,
                            healthy ? 0 : 3,
                            (140L + number) << 20));
        }
        return new NodeReport(
                at,
                3999,
                180L << 20,
                HostReport.UNKNOWN,
                edge(targets, requests, errors),
                new FleetReport(1, running),
                sql(at, requests * 4, database));
    }

    private static EdgeReport edge(List<TargetReport> targets, long requests, long errors) {
        return new EdgeReport(
                1,
                List.of(
                        new ListenerReport(Address.loopback(8080), true, null),
                        new ListenerReport(Address.loopback(8443), true, null)),
                List.of(),
                List.of(),
                targets,
                23,
                requests,
                requests - errors,
                0,
                0,
                errors,
                0,
                requests * 400,
                requests * 9000,
                new LatencySummary(requests > 0 ? 18 : 0, 2_300, 6_900, 11_200, 18_000),
                CacheReport.NONE,
                Map.of());
    }

    private static SqlReport sql(Instant at, long statements, ServerState state) {
        return new SqlReport(
                1,
                List.of(new ListenerReport(Address.loopback(5432), true, null)),
                new ClusterReport(
                        1,
                        new ServerId("pg-1"),
                        Protection.NONE_WANTED,
                        null,
                        List.of(
                                new ServerReport(
                                        new ServerId("pg-1"),
                                        new Zone("a"),
                                        ServerPart.PRIMARY,
                                        state,
                                        at.minus(Duration.ofMinutes(42)),
                                        state == ServerState.RUNNING
                                                ? "accepts connections"
                                                : "was killed by signal 9",
                                        3990,
                                        0,
                                        1400,
                                        state == ServerState.RUNNING,
                                        false,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0)),
                        List.of(),
                        null,
                        null),
                null,
                12,
                0,
                3,
                7,
                1,
                statements,
                statements / 2,
                0,
                TroublesReport.NONE,
                ReadsReport.NONE,
                LoadReport.NONE,
                new LatencySummary(72, 240, 610, 1_900, 4_000));
    }
}
