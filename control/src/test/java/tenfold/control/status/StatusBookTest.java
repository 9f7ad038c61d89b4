package tenfold.control.status;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tenfold.base.net.Address;
import tenfold.control.Reports;
import tenfold.model.CertificateFiles;
import tenfold.model.ClusterReport;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.EdgeImage;
import tenfold.model.FleetImage;
import tenfold.model.HealthCheck;
import tenfold.model.Image;
import tenfold.model.InstanceId;
import tenfold.model.InstanceSpec;
import tenfold.model.InstanceState;
import tenfold.model.Listener;
import tenfold.model.LocalPlace;
import tenfold.model.NodeReport;
import tenfold.model.PoolMode;
import tenfold.model.PoolPolicy;
import tenfold.model.ReadPolicy;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
import tenfold.model.ServerMemory;
import tenfold.model.ServerRole;
import tenfold.model.ServerState;
import tenfold.model.ServiceName;
import tenfold.model.SqlImage;
import tenfold.model.SqlReport;
import tenfold.model.Zone;
import tenfold.model.manifest.Goals;
import tenfold.model.manifest.Problem;

class StatusBookTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private final HandClock clock = new HandClock();
    private final StatusBook book = book(new Goals(null, null));

    @Test
    void measuresRatesBetweenReports() {
        reportEachSecond(10, 100);

        assertThat(edge().requestsPerSecond()).isCloseTo(100, within(0.01));
        assertThat(requireNonNull(book.status().database()).statementsPerSecond())
                .isCloseTo(400, within(0.01));
    }

    @Test
    void takesAFallenCounterForARestart() {
        reportEachSecond(6, 100);
        clock.advance(Duration.ofSeconds(1));
        book.accept(Reports.healthy(clock.instant(), 2, 40));

        assertThat(edge().requestsPerSecond()).isBetween(80.0, 100.0);
    }

    @Test
    void saysWhenTheNodeIsSilent() {
        reportEachSecond(3, 10);
        clock.advance(Duration.ofSeconds(6));

        assertThat(codes()).containsExactly("T-1301");
        assertThat(requireNonNull(book.status().node()).stale()).isTrue();
    }

    @Test
    void namesCausesBeforeEffects() {
        reportEachSecond(2, 100);
        clock.advance(Duration.ofSeconds(1));
        book.accept(
                Reports.node(
                        clock.instant(),
                        2,
                        300,
                        50,
                        InstanceState.BACKOFF,
                        ServerState.RECOVERING));

        assertThat(codes()).containsExactly("T-1304", "T-1303", "T-1307");
        assertThat(book.status().next().advice()).isEqualTo("mend what is wrong first");
    }

    @Test
    void neverOffersAStepThatDoesNotExist() {
        reportEachSecond(3, 100);

        assertThat(book.status().next().command()).isNull();
        assertThat(book.status().next().advice()).isEqualTo("nothing needed");
        assertThat(book.status().next().reason()).contains("requests/s");
    }

    @Test
    void saysThatAStationIsBehindOnlyWhenItHadTimeToCatchUp() {
        book.publish(image(2));
        reportEachSecond(4, 10);
        assertThat(codes()).isEmpty();

        reportEachSecond(3, 20);
        assertThat(codes()).containsExactly("T-1305");
    }

    @Test
    void tellsOfHeldStatementsOnlyWhenTheyAreHeldForLong() {
        for (int i = 0; i < 5; i++) {
            reportHeld();
        }
        assertThat(codes()).isEmpty();

        reportHeld();
        assertThat(codes()).containsExactly("T-1311");
    }

    private void reportHeld() {
        clock.advance(Duration.ofSeconds(1));
        var healthy = Reports.healthy(clock.instant(), 2, 10);
        var sql = requireNonNull(healthy.sql());
        var cluster = sql.cluster();
        var held =
                new ClusterReport(
                        cluster.epoch(),
                        cluster.primary(),
                        cluster.protection(),
                        "switching from pg-1 to pg-2",
                        cluster.servers(),
                        cluster.switches(),
                        null,
                        null);
        book.accept(
                new NodeReport(
                        healthy.at(),
                        healthy.pid(),
                        healthy.memoryBytes(),
                        healthy.host(),
                        healthy.edge(),
                        healthy.fleet(),
                        new SqlReport(
                                sql.imageVersion(),
                                sql.listeners(),
                                held,
                                sql.problem(),
                                sql.clients(),
                                sql.clientsWaiting(),
                                sql.serverConnectionsBusy(),
                                sql.serverConnectionsIdle(),
                                sql.serverConnectionsPinned(),
                                sql.statements(),
                                sql.transactions(),
                                sql.errors(),
                                sql.troubles(),
                                sql.reads(),
                                sql.load(),
                                sql.latency())));
    }

    @Test
    void measuresAgainstTheGoal() {
        var strict = book(new Goals(Duration.ofMillis(5), null));
        strict.accept(Reports.healthy(clock.instant(), 2, 100));
        clock.advance(Duration.ofSeconds(1));
        strict.accept(Reports.healthy(clock.instant(), 2, 200));

        assertThat(strict.status().next().advice()).isEqualTo("find what is slow");
    }

    @Test
    void forgetsLatenciesOfQuietTimes() {
        reportEachSecond(2, 100);
        assertThat(edge().latency().p95Micros()).isEqualTo(6_900);
        for (int i = 0; i < 12; i++) {
            clock.advance(Duration.ofSeconds(1));
            book.accept(Reports.healthy(clock.instant(), 2, 0));
        }

        assertThat(edge().latency().p95Micros()).isZero();
    }

    @Test
    void keepsFiveMinutesOfHistory() {
        reportEachSecond(400, 10);

        assertThat(book.background().history()).hasSize(History.POINTS_MAX);
        assertThat(book.background().ladder()).filteredOn(Ladder.Step::here).hasSize(1);
    }

    @Test
    void ignoresInstancesThatNoImageNames() {
        book.accept(Reports.healthy(clock.instant(), 9, 100));

        assertThat(book.status().instances()).hasSize(2);
    }

    private Status.Edge edge() {
        return requireNonNull(book.status().edge());
    }

    private List<String> codes() {
        return book.status().problems().stream().map(Problem::code).toList();
    }

    private void reportEachSecond(int seconds, long requestsEach) {
        for (int i = 1; i <= seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
            book.accept(Reports.healthy(clock.instant(), 2, i * requestsEach));
        }
    }

    private StatusBook book(Goals goals) {
        var urls = new Status.Urls("a", "b", "c", "d");
        return new StatusBook(new StatusBook.Facts(NOON, urls, "/data", goals, clock), image());
    }

    private static Image image() {
        return image(1);
    }

    private static Image image(long version) {
        var files = new CertificateFiles(Path.of("c"), Path.of("k"), Path.of("a"));
        var server =
                DatabaseServer.local(
                        new ServerId("pg-1"),
                        new Zone("a"),
                        ServerRole.MEMBER,
                        new LocalPlace(
                                Path.of("/data/pg-1"),
                                Path.of("/data/run"),
                                ServerMemory.forMachine(8192)));
        var cluster =
                DatabaseCluster.single(
                        "forum",
                        "forum",
                        new SecretRef("a"),
                        new SecretRef("b"),
                        new SecretRef("c"),
                        server);
        return new Image(
                version,
                "forum",
                new EdgeImage(
                        List.of(new Listener(Address.loopback(8080), null)), List.of(), List.of()),
                new FleetImage(List.of(instance(1), instance(2))),
                new SqlImage(
                        List.of(Address.loopback(5432)),
                        List.of(),
                        files,
                        cluster,
                        new PoolPolicy(PoolMode.TRANSACTION, 40, 1000),
                        ReadPolicy.DEFAULT));
    }

    private static InstanceSpec instance(int number) {
        return new InstanceSpec(
                new InstanceId("web-" + number),
                new ServiceName("web"),
                "run",
                Path.of("/app"),
                20000 + number,
                Map.of(),
                HealthCheck.DEFAULT,
                Duration.ofMinutes(5),
                Duration.ofSeconds(10));
    }

    /// A clock that goes on when told.
    private static final class HandClock extends Clock {
        private Instant now = NOON;

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return InstantSource.fixed(now).withZone(zone);
        }
    }
}
