package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static tenfold.sql.TestGateway.one;
import static tenfold.sql.TestGateway.run;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import tenfold.testkit.Await;

/// Clients that listen share one server connection once they are idle, and hear what they would
/// hear alone.
@Timeout(120)
class ListenTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static TestGateway gateway;
    private static Connection direct;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.open(2);
        direct = DriverManager.getConnection(gateway.postgres().jdbcUrl());
    }

    @AfterAll
    static void stop() throws Exception {
        direct.close();
        gateway.close();
    }

    private static Connection listener(String... channels) throws SQLException {
        Connection client = gateway.connect();
        for (String channel : channels) {
            run(client, "LISTEN " + channel);
        }
        return client;
    }

    private static int pinned() {
        return pinned(gateway);
    }

    private static int pinned(TestGateway at) {
        return at.sql().report().serverConnectionsPinned();
    }

    /// Waits until who has just listened by himself does so no more.
    private static void awaitShared() throws Exception {
        Await.until("a listener of its own", PATIENCE, () -> pinned() > 0);
        Await.until("no listener of its own", PATIENCE, () -> pinned() == 0);
    }

    /// The payloads heard until there are `count`, or for some seconds.
    private static List<String> hear(Connection client, int count) throws SQLException {
        List<String> heard = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (heard.size() < count && System.nanoTime() < deadline) {
            PGNotification[] some = client.unwrap(PGConnection.class).getNotifications(100);
            for (PGNotification each : some == null ? new PGNotification[0] : some) {
                heard.add(each.getParameter());
            }
        }
        return heard;
    }

    private static List<String> hearRest(Connection client) throws SQLException {
        List<String> heard = new ArrayList<>();
        PGNotification[] some = client.unwrap(PGConnection.class).getNotifications(100);
        for (PGNotification each : some == null ? new PGNotification[0] : some) {
            heard.add(each.getParameter());
        }
        return heard;
    }

    @Test
    void manyIdleListenersNeedNoServerConnectionOfTheirOwn() throws Exception {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) { // Four times as many as there are server connections.
            all.add(listener("news", "\"Strange \"\"näme\""));
            awaitShared();
        }
        run(
                direct,
                "NOTIFY news, 'one'",
                "NOTIFY \"Strange \"\"näme\", 'zwölf'",
                "NOTIFY other, '3'");
        for (Connection each : all) {
            assertThat(hear(each, 2)).containsExactly("one", "zwölf");
            assertThat(hearRest(each)).isEmpty();
            each.close();
        }
        Await.until(
                "the shared connection listens to nothing",
                PATIENCE,
                () ->
                        one(
                                        direct,
                                        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
                                .equals("0"));
    }

    @Test
    void theNotifiersProcessIsNamed() throws Exception {
        try (Connection client = listener("named")) {
            awaitShared();
            run(direct, "NOTIFY named, 'x'");
            PGNotification[] heard = client.unwrap(PGConnection.class).getNotifications(5_000);
            assertThat(heard).hasSize(1);
            assertThat(heard[0].getPID())
                    .isEqualTo(Integer.parseInt(one(direct, "SELECT pg_backend_pid()")));
        }
    }

    @Test
    void noneIsLostOrDoubledWhileTheListenerMovesThereAndBack() throws Exception {
        var over = new AtomicBoolean();
        try (Connection client = listener("stream");
                Connection notifier = DriverManager.getConnection(gateway.postgres().jdbcUrl())) {
            CompletableFuture<Integer> sent = send(notifier, over);
            List<String> heard = new ArrayList<>();
            for (int round = 0; round < 4; round++) {
                var alone = new AtomicBoolean();
                Await.until(
                        "it has moved to the shared connection",
                        PATIENCE,
                        () -> {
                            heard.addAll(hearRest(client));
                            alone.compareAndSet(false, pinned() > 0);
                            return alone.get() && pinned() == 0;
                        });
                heard.addAll(hear(client, 20));
                assertThat(one(client, "SELECT pg_listening_channels()")).isEqualTo("stream");
                heard.addAll(hear(client, 20));
            }
            over.set(true);
            int count = sent.join();
            heard.addAll(hear(client, count - heard.size()));
            assertThat(heard)
                    .isEqualTo(IntStream.range(0, count).mapToObj(Integer::toString).toList());
        }
    }

    /// Numbers, one transaction each, until it is over; how many there were.
    private static CompletableFuture<Integer> send(Connection notifier, AtomicBoolean over) {
        return CompletableFuture.supplyAsync(
                () -> {
                    int number = 0;
                    while (!over.get()) {
                        try {
                            run(notifier, "NOTIFY stream, '" + number + "'");
                            one(notifier, "SELECT pg_sleep(0.001)");
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                        number++;
                    }
                    return number;
                },
                task -> Thread.startVirtualThread(task));
    }

    @Test
    void insideATransactionNotificationsWaitForItsEnd() throws Exception {
        try (Connection client = listener("patience")) {
            awaitShared();
            client.setAutoCommit(false);
            one(client, "SELECT 1");
            run(direct, "NOTIFY patience, 'late'");
            assertThat(hearRest(client)).isEmpty();
            one(client, "SELECT 2");
            assertThat(hearRest(client)).isEmpty();
            client.commit();
            assertThat(hear(client, 1)).containsExactly("late");
        }
    }

    @Test
    void whoNotifiesItselfHearsItBeforeTheAnswerIsComplete() throws Exception {
        try (Connection client = listener("myself")) {
            awaitShared();
            run(client, "NOTIFY myself, 'now'");
            PGNotification[] heard = client.unwrap(PGConnection.class).getNotifications();
            assertThat(heard).hasSize(1);
            awaitShared();
            run(client, "SELECT pg_notify('myself', 'again')");
            assertThat(client.unwrap(PGConnection.class).getNotifications()).hasSize(1);
            awaitShared();
            client.setAutoCommit(false);
            run(client, "NOTIFY myself, 'at the end'");
            assertThat(client.unwrap(PGConnection.class).getNotifications()).isEmpty();
            client.commit();
            assertThat(client.unwrap(PGConnection.class).getNotifications()).hasSize(1);
        }
    }

    @Test
    void listeningAndUnlisteningCountAtCommit() throws Exception {
        try (Connection client = listener("kept", "given_up")) {
            awaitShared();
            client.setAutoCommit(false);
            run(client, "LISTEN never", "UNLISTEN kept");
            client.rollback();
            run(client, "LISTEN more", "UNLISTEN given_up");
            client.commit();
            client.setAutoCommit(true);
            awaitShared();
            run(
                    direct,
                    "NOTIFY never, '1'",
                    "NOTIFY given_up, '2'",
                    "NOTIFY more, '3'",
                    "NOTIFY kept, '4'");
            assertThat(hear(client, 2)).containsExactly("3", "4");
            assertThat(hearRest(client)).isEmpty();
            run(client, "UNLISTEN *");
            run(direct, "NOTIFY kept, '5'");
            assertThat(hearRest(client)).isEmpty();
            assertThat(one(client, "SELECT count(*) FROM pg_listening_channels()")).isEqualTo("0");
        }
    }

    @Test
    void aSharedConnectionThatBreaksIsMadeAgain() throws Exception {
        try (Connection client = listener("mended")) {
            awaitShared();
            String before = shared();
            one(direct, "SELECT pg_terminate_backend(" + before + ")");
            Await.until(
                    "another one", PATIENCE, () -> !shared().isEmpty() && !shared().equals(before));
            Await.until(
                    "it hears again",
                    PATIENCE,
                    () -> {
                        run(direct, "NOTIFY mended, 'x'");
                        return !hearRest(client).isEmpty();
                    });
            assertThat(one(client, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void anIdleListenerOutlivesItsServer() throws Exception {
        try (TestGateway mortal = TestGateway.open(2);
                Connection client = mortal.connect()) {
            run(client, "LISTEN after_life");
            Await.until("pinned", PATIENCE, () -> pinned(mortal) == 1);
            Await.until("shared", PATIENCE, () -> pinned(mortal) == 0);
            mortal.postgres().processes().kill();
            mortal.postgres().restart();
            try (Connection notifier = mortal.connect()) {
                Await.until(
                        "it hears again",
                        PATIENCE,
                        () -> {
                            run(notifier, "NOTIFY after_life");
                            return !hearRest(client).isEmpty();
                        });
            }
            assertThat(one(client, "SELECT pg_listening_channels()")).isEqualTo("after_life");
        }
    }

    /// The process that listens for all, or nothing.
    private static String shared() throws SQLException {
        String pid =
                one(
                        direct,
                        "SELECT max(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%tenfold.mark%'");
        return pid.equals("null") ? "" : pid;
    }
}
