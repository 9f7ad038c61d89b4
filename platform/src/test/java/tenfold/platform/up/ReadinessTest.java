package tenfold.platform.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
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

class ReadinessTest {
    private static final Address PORT_8080 = Address.loopback(8080);

    @Test
    void isReadyWhenEveryPartServes() {
        assertThat(
                        judge(
                                edge(null, true),
                                fleet(InstanceState.HEALTHY, 0),
                                sql(ServerState.RUNNING)))
                .isEqualTo(new Readiness.Ready());
    }

    @Test
    void waitsForStationsThatHaveNotOpened() {
        var nothing = new NodeReport(Instant.EPOCH, 1, 1, HostReport.UNKNOWN, null, null, null);

        assertThat(Readiness.of(nothing, 1, false)).isInstanceOf(Readiness.Waiting.class);
    }

    @Test
    void waitsForAStartingDatabaseInstanceAndEdge() {
        assertThat(
                        judge(
                                edge(null, true),
                                fleet(InstanceState.HEALTHY, 0),
                                sql(ServerState.STARTING)))
                .isInstanceOf(Readiness.Waiting.class);
        assertThat(
                        judge(
                                edge(null, true),
                                fleet(InstanceState.STARTING, 0),
                                sql(ServerState.RUNNING)))
                .isInstanceOf(Readiness.Waiting.class);
        assertThat(
                        judge(
                                edge(null, false),
                                fleet(InstanceState.HEALTHY, 0),
                                sql(ServerState.RUNNING)))
                .isInstanceOf(Readiness.Waiting.class);
    }

    @Test
    void waitsForAnOlderImageToBeReplaced() {
        var report =
                new NodeReport(
                        Instant.EPOCH,
                        1,
                        1,
                        HostReport.UNKNOWN,
                        edge(null, true),
                        fleet(InstanceState.HEALTHY, 0),
                        sql(ServerState.RUNNING));

        assertThat(Readiness.of(report, 2, false)).isInstanceOf(Readiness.Waiting.class);
    }

    @Test
    void givesUpOnAnInstanceThatFailedTwiceButNotOnce() {
        assertThat(
                        judge(
                                edge(null, true),
                                fleet(InstanceState.BACKOFF, 1),
                                sql(ServerState.RUNNING)))
                .isInstanceOf(Readiness.Waiting.class);
        assertThat(
                        judge(
                                edge(null, true),
                                fleet(InstanceState.BACKOFF, 2),
                                sql(ServerState.RUNNING)))
                .isInstanceOfSatisfying(
                        Readiness.Failed.class,
                        failed -> assertThat(failed.why()).contains("web-1", "its last words"));
    }

    @Test
    void givesUpOnAFailedServerAndOnATakenPort() {
        assertThat(
                        judge(
                                edge(null, true),
                                fleet(InstanceState.STARTING, 0),
                                sql(ServerState.FAILED)))
                .isInstanceOf(Readiness.Failed.class);
        assertThat(
                        judge(
                                edge("in use", true),
                                fleet(InstanceState.STARTING, 0),
                                sql(ServerState.STARTING)))
                .isInstanceOfSatisfying(
                        Readiness.Failed.class,
                        failed -> assertThat(failed.why()).contains("127.0.0.1:8080", "in use"));
    }

    private boolean startTimeOver;

    @Test
    void givesUpOnAFirstStartThatTookAllItsTime() {
        startTimeOver = true;

        assertThat(
                        judge(
                                edge(null, true),
                                fleet(InstanceState.BACKOFF, 0),
                                sql(ServerState.RUNNING)))
                .isInstanceOf(Readiness.Failed.class);
        assertThat(
                        judge(
                                edge(null, true),
                                fleet(InstanceState.STARTING, 0),
                                sql(ServerState.RUNNING)))
                .isInstanceOf(Readiness.Waiting.class);
    }

    @Test
    void whatControlRefusesIsSplitIntoCauseAndNextStep() {
        assertThat(Readiness.Failed.in("T-1101 taken\n  next: Stop that program."))
                .isEqualTo(new Readiness.Failed("T-1101 taken", "Stop that program."));
    }

    private Readiness judge(EdgeReport edge, FleetReport fleet, SqlReport sql) {
        return Readiness.of(
                new NodeReport(Instant.EPOCH, 1, 1, HostReport.UNKNOWN, edge, fleet, sql),
                1,
                startTimeOver);
    }

    private static EdgeReport edge(@Nullable String problem, boolean healthy) {
        var target =
                TargetReport.unused(new TargetGroupId("web"), new InstanceId("web-1"), healthy, "");
        var listener = new ListenerReport(PORT_8080, problem == null, problem);
        return new EdgeReport(
                1,
                List.of(listener),
                List.of(),
                List.of(),
                List.of(target),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                LatencySummary.NONE,
                CacheReport.NONE,
                Map.of());
    }

    private static FleetReport fleet(InstanceState state, int restarts) {
        return new FleetReport(
                1,
                List.of(
                        new InstanceReport(
                                new InstanceId("web-1"),
                                new ServiceName("web"),
                                state,
                                Instant.EPOCH,
                                "its last words",
                                1,
                                20000,
                                restarts,
                                0)));
    }

    private static SqlReport sql(ServerState state) {
        return new SqlReport(
                1,
                List.of(),
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
                                        Instant.EPOCH,
                                        "",
                                        1,
                                        0,
                                        0,
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
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                TroublesReport.NONE,
                ReadsReport.NONE,
                LoadReport.NONE,
                LatencySummary.NONE);
    }
}
