package tenfold.sql.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tenfold.model.ServerId;
import tenfold.model.ServerState;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.Place;
import tenfold.sql.login.Credentials;
import tenfold.sql.server.Course;
import tenfold.sql.server.PostgresConfig;
import tenfold.sql.server.PostgresServer;
import tenfold.sql.server.ServerSpec;
import tenfold.sql.server.ServerStatus;

/// One server of ours with the thread that watches it: a round trip every quarter of a second, the
/// fifth on a new connection, because a frozen postmaster still lets old ones work.
final class Member implements AutoCloseable {
    private static final long ROUND_NANOS = Duration.ofMillis(250).toNanos();
    private static final long HURRY_NANOS = Duration.ofMillis(15).toNanos();
    private static final long RETRY_NANOS = Duration.ofMillis(25).toNanos();
    private static final int ROUNDS_PER_CONNECTION = 5;
    private static final int ROUNDS_IN_A_HURRY = 50;
    private static final int LINES = 6;

    /// What a standby says when its data and the primary's WAL never fit again.
    private static final List<String> NEVER_AGAIN =
            List.of(
                    "has already been removed",
                    "forked off current database system timeline",
                    "is not in this server's history",
                    "is ahead of the WAL flush position of this server",
                    "can no longer access replication slot",
                    "database system identifier differs");

    private final ServerId id;
    private final PostgresServer server;
    private final Administration administration;
    private final Lane lane;
    private final Thread watch;
    private final Consumer<Event> events;
    private final Function<String, @Nullable ServerId> known;
    private volatile long life;
    private volatile boolean hurry;
    private volatile boolean closed;
    private volatile boolean promoted;
    private volatile @Nullable Course course;
    private long tidiedIn;
    private long quietSince;

    Member(
            ServerSpec spec,
            ClusterConfig config,
            Consumer<Event> events,
            Function<String, @Nullable ServerId> known) {
        this.id = spec.id();
        this.events = events;
        this.known = known;
        Path log = config.logs().resolve(id + ".log");
        server =
                new PostgresServer(
                        spec,
                        PostgresConfig.of(
                                config.launcher(),
                                log,
                                config.secrets(),
                                config.progress(),
                                this::changed));
        String password = config.secrets().apply(spec.administrator());
        administration =
                new Administration(
                        new Endpoint(
                                new Place.UnixSocket(server.socket()),
                                "postgres",
                                PostgresServer.SUPERUSER,
                                new Credentials.Password(password)));
        lane = new Lane("lane of " + id);
        watch = Thread.ofVirtual().name("watch of " + id).start(this::watch);
    }

    ServerId id() {
        return id;
    }

    Lane lane() {
        return lane;
    }

    PostgresServer server() {
        return server;
    }

    Administration administration() {
        return administration;
    }

    Course course() {
        return Objects.requireNonNull(course, "not started");
    }

    long life() {
        return life;
    }

    /// Whether round trips are to follow each other quickly, because a change waits for them.
    void hurry(boolean wanted) {
        hurry = wanted;
    }

    void start(long newLife, Course as) {
        life = newLife;
        promoted = false;
        course = as;
        server.start(as);
    }

    /// Whether it became primary in this life.
    boolean promoted() {
        return promoted;
    }

    void promoting() {
        promoted = true;
    }

    /// Where to take a copy of it.
    Endpoint replication(String password) {
        return new Endpoint(
                new Place.UnixSocket(server.socket()),
                "postgres",
                PostgresServer.REPLICATOR,
                new Credentials.Password(password));
    }

    /// Gives the running server other settings; they count after a reload.
    void write(Course as) throws IOException {
        course = as;
        server.write(as);
    }

    private void changed(ServerStatus status) {
        boolean ended =
                status.pid() == 0
                        && (status.state() == ServerState.RECOVERING
                                || status.state() == ServerState.FAILED);
        if (ended) {
            boolean heals = status.state() == ServerState.RECOVERING;
            events.accept(new Event.Ended(id, life, status.reason(), heals));
        }
    }

    private void watch() {
        while (!closed) {
            if (server.status().state() == ServerState.RUNNING) {
                try (Connection connection = administration.connect()) {
                    rounds(connection, life);
                } catch (IOException _) {
                    LockSupport.parkNanos(RETRY_NANOS); // its silence is what counts
                }
            } else {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private void rounds(Connection connection, long during) throws IOException {
        for (int i = 0; i < (hurry ? ROUNDS_IN_A_HURRY : ROUNDS_PER_CONNECTION) && !closed; i++) {
            long sent = System.nanoTime();
            View view = Administration.look(connection, known);
            events.accept(new Event.Heard(id, during, sent, view));
            tidy(view, during);
            checkFollowing(view, during);
            pause(sent);
        }
    }

    /// When it streams: what it had before its copy is needed no more, nor are slots that it kept
    /// for others when it was primary.
    private void tidy(View view, long during) throws IOException {
        if (view.streaming() && tidiedIn != during) {
            tidiedIn = during;
            server.forgetFormer();
            administration.slots(Set.of());
        }
    }

    private void pause(long sent) {
        while (!closed) {
            long next = sent + (hurry ? HURRY_NANOS : ROUND_NANOS);
            long left = next - System.nanoTime();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(Math.min(left, RETRY_NANOS));
        }
    }

    /// A standby that has not received for seconds says why in its log.
    private void checkFollowing(View view, long during) {
        Course as = course;
        if (!view.recovering() || view.streaming() || as == null || as.follow() == null) {
            quietSince = 0;
            return;
        }
        long now = System.nanoTime();
        if (quietSince == 0) {
            quietSince = now;
        } else if (now - quietSince > Duration.ofSeconds(3).toNanos()) {
            server.lastLines(LINES).stream()
                    .filter(line -> NEVER_AGAIN.stream().anyMatch(line::contains))
                    .findFirst()
                    .ifPresent(line -> events.accept(new Event.CopyBroken(id, during, line)));
        }
    }

    /// Ends watching; the server is not touched.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watch);
        lane.close();
    }
}
