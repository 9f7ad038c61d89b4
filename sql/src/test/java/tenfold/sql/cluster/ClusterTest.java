package tenfold.sql.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.model.Durability;
import tenfold.model.Protection;
import tenfold.model.ServerId;
import tenfold.model.ServerPart;
import tenfold.model.ServerRole;
import tenfold.model.SwitchReport;
import tenfold.model.SwitchWish;
import tenfold.sql.client.Connection;
import tenfold.sql.gateway.Serving;
import tenfold.testkit.Await;
import tenfold.testkit.ProcessTree;

/// The cluster with real servers and writers.
@Timeout(240)
@SuppressWarnings({
    "NullAway.Init",
    "InterruptedExceptionSwallowed",
    "SystemOut"
}) // JUnit sets and fails
class ClusterTest extends ClusterFixture {
    private static final int KILLS = Integer.getInteger("kills", 2);

    @Test
    void aStandbyIsMadeUnderWritesAndTakesOverWhenThePrimaryIsKilled() throws Exception {
        apply(image(1, Durability.SINGLE, null));
        clients.write(4);
        awaitWrites(50);
        apply(image(2, Durability.AVAILABLE, null));
        awaitProtected();
        assertThat(report(new ServerId("pg-2")).part()).isEqualTo(ServerPart.STANDBY);
        assertThat(report(new ServerId("pg-2")).synchronous()).isTrue();

        for (int i = 0; i < KILLS; i++) {
            awaitWrites(50);
            ServerId old = primary();
            long epoch = cluster.report().epoch();
            var _ = clients.longestGapMillis();
            cluster.allowFailoverNow();
            signal("KILL", report(old).pid());
            Await.until(
                    "another epoch: " + cluster.report(),
                    PATIENCE,
                    () -> cluster.report().epoch() > epoch && cluster.report().primary() != null);
            awaitWrites(50);
            say("killed " + old + ", " + clients.longestGapMillis() + " ms without writes");
            assertThat(primary()).isNotEqualTo(old);
            awaitProtected();
            assertThat(report(old).part()).isEqualTo(ServerPart.STANDBY);
        }
        checkWrites();
        SwitchReport last = cluster.report().switches().getLast();
        assertThat(last.automatic()).isTrue();
        assertThat(last.pauseMillis()).isPositive();
    }

    @Test
    void aStallOfASecondIsNothingAndOneOfTenSecondsIsAFailover() throws Exception {
        apply(image(2, Durability.AVAILABLE, null));
        awaitProtected();
        clients.write(2);
        awaitWrites(20);
        ServerId old = primary();
        long epoch = cluster.report().epoch();
        long pid = report(old).pid();
        var primary = new ProcessTree(pid);
        for (int i = 0; i < 3; i++) {
            long began = System.nanoTime();
            primary.freeze();
            TimeUnit.MILLISECONDS.sleep(900);
            primary.thaw();
            Duration stall = Duration.ofNanos(System.nanoTime() - began);
            assumeTrue(stall.toMillis() < 1500, "too busy for a stall of a second: " + stall);
            awaitWrites(20);
        }
        assertThat(cluster.report().epoch()).isEqualTo(epoch);

        var _ = clients.longestGapMillis();
        signalAll("STOP", pid);
        Await.until(
                "another epoch: " + cluster.report(),
                PATIENCE,
                () -> cluster.report().epoch() > epoch && cluster.report().primary() != null);
        awaitWrites(20);
        say("froze " + old + ", " + clients.longestGapMillis() + " ms without writes");
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
        assertThat(primary()).isNotEqualTo(old);
        awaitProtected();
        checkWrites();
    }

    @Test
    void aWishedSwitchAndTheWayBackFailNoWrite() throws Exception {
        apply(image(2, Durability.STRICT, null));
        awaitProtected();
        clients.write(4);
        awaitWrites(50);
        for (int wish = 1; wish <= 2; wish++) {
            var target = new ServerId(wish == 1 ? "pg-2" : "pg-1");
            int number = wish;
            var _ = clients.longestGapMillis();
            apply(image(2, Durability.STRICT, new SwitchWish(wish, target)));
            Await.until(
                    target + " is primary: " + cluster.report(),
                    PATIENCE,
                    () ->
                            target.equals(cluster.report().primary())
                                    && cluster.report().switches().size() == number);
            awaitWrites(50);
            say("switched to " + target + ", " + clients.longestGapMillis() + " ms without writes");
            awaitProtected();
            SwitchReport report = cluster.report().switches().getLast();
            assertThat(report.problem()).isNull();
            assertThat(report.wish()).isEqualTo(wish);
            // The record of the old primary's shutdown at least.
            assertThat(report.lagBytes()).isBetween(1L, 1L << 20);
        }
        assertThat(clients.errors).hasValue(0);
        checkWrites();
    }

    @Test
    void strictWritesWaitForTheStandbyAndAvailableOnesGoOnUnprotected() throws Exception {
        apply(image(2, Durability.STRICT, null));
        awaitProtected();
        clients.write(2);
        awaitWrites(20);
        signalAll("STOP", report(new ServerId("pg-2")).pid());
        Await.until(
                "writes wait: " + cluster.report(),
                PATIENCE,
                () -> cluster.report().protection() == Protection.WRITES_WAIT);
        int before = clients.acknowledged.size();
        var _ = new ProcessBuilder("sleep", "4").start().waitFor();
        assertThat(clients.acknowledged).hasSizeLessThanOrEqualTo(before + 2);
        assertThat(cluster.report().protection()).isEqualTo(Protection.WRITES_WAIT);

        apply(image(2, Durability.AVAILABLE, null));
        awaitWrites(50);
        assertThat(cluster.report().protection()).isEqualTo(Protection.UNPROTECTED);

        signalAll("CONT", report(new ServerId("pg-2")).pid());
        awaitProtected();
        checkWrites();
    }

    /// Two zones that lost each other: both servers answer us, and nothing goes from one to the
    /// other.
    @Test
    void aStandbyBehindADeadLinkIsMissedWithinSeconds() throws Exception {
        apply(image(2, Durability.AVAILABLE, null));
        awaitProtected();
        clients.write(2);
        awaitWrites(20);
        long receiver = child(report(new ServerId("pg-2")).pid(), "walreceiver");
        signal("STOP", receiver);
        long frozen = System.nanoTime();
        Await.until(
                "it is missed: " + cluster.report(),
                PATIENCE,
                () -> cluster.report().protection() == Protection.UNPROTECTED);
        awaitWrites(20);
        assertThat(Duration.ofNanos(System.nanoTime() - frozen)).isLessThan(Duration.ofSeconds(20));

        signal("CONT", receiver);
        awaitProtected();
        checkWrites();
    }

    @Test
    void aCrashedPrimaryWithoutItsStandbyServesOnlyWhenTheStandbyHasAll() throws Exception {
        apply(image(2, Durability.STRICT, null));
        awaitProtected();
        clients.write(2);
        awaitWrites(20);
        ServerId primary = primary();
        var standby = new ServerId("pg-2");
        long frozen = report(standby).pid();
        signalAll("STOP", frozen);
        Await.until("the standby's silence is noticed", PATIENCE, () -> !report(standby).serving());
        signal("KILL", report(primary).pid());
        Await.until(
                "it runs again and holds: " + cluster.report(),
                PATIENCE,
                () ->
                        cluster.report().held() != null
                                && cluster.report().held().contains("no standby has confirmed"));
        var _ = new ProcessBuilder("sleep", "2").start().waitFor();
        assertThat(clients.primary()).isNull();

        signalAll("CONT", frozen);
        Await.until("it serves: " + cluster.report(), PATIENCE, () -> clients.primary() != null);
        assertThat(primary()).isEqualTo(primary);
        awaitWrites(20);
        awaitProtected();
        checkWrites();
    }

    @Test
    void aNodeKilledDuringASwitchComesBackWithOnePrimary() throws Exception {
        apply(image(2, Durability.AVAILABLE, null));
        awaitProtected();
        clients.write(2);
        awaitWrites(20);
        apply(image(2, Durability.AVAILABLE, new SwitchWish(1, new ServerId("pg-2"))));
        Await.until("the switch begins", PATIENCE, () -> cluster.report().held() != null);
        Set<Long> acknowledged = clients.acknowledged;
        cluster.abandon();
        clients.stop();
        launcher.close();

        start();
        clients.acknowledged.addAll(acknowledged);
        apply(image(2, Durability.AVAILABLE, new SwitchWish(1, new ServerId("pg-2"))));
        awaitProtected();
        Await.until(
                "the wish is carried out: " + cluster.report(),
                PATIENCE,
                () -> new ServerId("pg-2").equals(cluster.report().primary()));
        awaitProtected();
        checkWrites();
    }

    @Test
    void aReplicaReadsAndIsNeverWaitedForAndARemovedOneLeavesNothing() throws Exception {
        var replica = new ServerId("pg-2");
        apply(
                image(
                        List.of(server(1, ServerRole.MEMBER), server(2, ServerRole.REPLICA)),
                        Durability.SINGLE,
                        null));
        Await.until("it reads: " + cluster.report(), PATIENCE, () -> report(replica).serving());
        assertThat(report(replica).part()).isEqualTo(ServerPart.REPLICA);
        assertThat(report(replica).synchronous()).isFalse();
        assertThat(report(replica).copiedBytes()).isGreaterThan(10_000_000);
        assertThat(cluster.report().protection()).isEqualTo(Protection.NONE_WANTED);

        apply(image(1, Durability.SINGLE, null));
        Await.until("its folder is gone", PATIENCE, () -> !Files.exists(folder.resolve("pg-2")));
        Serving serving = Objects.requireNonNull(clients.serving());
        Await.until(
                "its slot is gone",
                PATIENCE,
                () -> {
                    try (Connection connection =
                            TestClients.connect(Objects.requireNonNull(serving.primary()))) {
                        return connection
                                .query("SELECT FROM pg_replication_slots", PATIENCE)
                                .rows()
                                .isEmpty();
                    }
                });

        assertThat(cluster.report().servers()).hasSize(1);
    }

    @Test
    void ofThreeTheOtherStandbyFollowsTheNewPrimaryAndWritesGoOnInStrict() throws Exception {
        apply(image(3, Durability.STRICT, null));
        awaitProtected();
        awaitFollowers(2);
        clients.write(4);
        awaitWrites(50);
        ServerId old = primary();
        var _ = clients.longestGapMillis();
        signal("KILL", report(old).pid());
        Await.until(
                "another epoch: " + cluster.report(),
                PATIENCE,
                () -> cluster.report().epoch() > 1 && cluster.report().primary() != null);
        awaitWrites(50);
        say("killed one of three, " + clients.longestGapMillis() + " ms without writes");
        awaitProtected();
        awaitFollowers(2);
        checkWrites();
    }

    @Test
    void anotherMemorySizeRestartsAStandbyAndALonePrimary() throws Exception {
        apply(image(1, Durability.SINGLE, null));
        clients.write(2);
        awaitWrites(20);
        long pid = report(primary()).pid();

        apply(image(List.of(sized(1, 24)), Durability.SINGLE, null));
        Await.until(
                "the primary runs anew: " + cluster.report(),
                PATIENCE,
                () -> report(new ServerId("pg-1")).pid() != pid && clients.primary() != null);
        awaitWrites(20);
        assertThat(sharedBuffers()).isEqualTo("24MB");
        SwitchReport restart = cluster.report().switches().getLast();
        assertThat(restart.to()).isEqualTo(restart.from());
        assertThat(restart.pauseMillis()).isPositive();
        assertThat(report(primary()).startMillis()).isBetween(1L, restart.pauseMillis());

        apply(image(List.of(sized(1, 24), sized(2, 16)), Durability.AVAILABLE, null));
        awaitProtected();
        long standby = report(new ServerId("pg-2")).pid();
        apply(image(List.of(sized(1, 24), sized(2, 32)), Durability.AVAILABLE, null));
        Await.until(
                "the standby runs anew: " + cluster.report(),
                PATIENCE,
                () -> {
                    long now = report(new ServerId("pg-2")).pid();
                    return now != 0 && now != standby;
                });
        awaitProtected();
        assertThat(clients.errors).hasValue(0);
        checkWrites();
    }
}
