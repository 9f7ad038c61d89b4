package tenfold.sql.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tenfold.model.ExternalPlace;
import tenfold.model.MoveReport;
import tenfold.model.MoveWish;
import tenfold.model.ServerId;
import tenfold.sql.client.Endpoint;
import tenfold.sql.logical.LogicalMove;
import tenfold.sql.logical.MoveConfig;
import tenfold.sql.logical.Tier;

/// The logical move that the image wishes, and what it needs of the cluster.
final class Moving implements AutoCloseable {
    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final int ASKS_MAX = 50;
    private static final long ASK_AGAIN_MILLIS = 100;

    /// Lets a server outside serve (null: the primary again). Completes with true when it serves,
    /// with false when the cluster cannot decide it now; then nothing has changed.
    interface Cluster {
        CompletableFuture<Boolean> outside(
                @Nullable ServerId server, long wish, long since, long lagBytes);

        /// Who serves from outside by the record. Throws while it is not read yet.
        @Nullable ServerId outside() throws IOException;
    }

    private final Clients clients;
    private final Cluster cluster;
    private final Path record;
    private volatile @Nullable MoveWish wish;
    private volatile @Nullable LogicalMove move;
    private volatile @Nullable String problem;

    Moving(Clients clients, Cluster cluster, Path record) {
        this.clients = clients;
        this.cluster = cluster;
        this.record = record;
    }

    /// @param source the database now, as a superuser
    /// @param password of the target's role
    synchronized void want(@Nullable MoveWish newly, Supplier<Endpoint> source, String password) {
        MoveWish before = wish;
        wish = newly;
        if (newly == null || before == null || before.number() != newly.number()) {
            close();
        }
        if (newly == null) {
            return;
        }
        try {
            problem = null;
            LogicalMove running = move;
            if (running == null) {
                move = LogicalMove.open(config(newly, source, password), newly.goal());
            } else {
                running.want(newly.goal());
            }
        } catch (IOException | RuntimeException e) {
            problem = String.valueOf(e.getMessage());
        }
    }

    private MoveConfig config(MoveWish newly, Supplier<Endpoint> source, String password) {
        ExternalPlace place = Objects.requireNonNull(newly.target().external(), "external");
        Endpoint target = Endpoint.external(place, _ -> password);
        return new MoveConfig(
                newly.number(),
                source,
                target,
                record,
                new Wish(newly.number(), newly.target().id()));
    }

    /// Waits for nothing: who asks may be whom the move waits for.
    @Nullable MoveReport report() {
        MoveWish wanted = wish;
        if (wanted == null) {
            return null;
        }
        LogicalMove running = move;
        if (running == null) {
            return new MoveReport(
                    wanted.number(),
                    MoveReport.Phase.CHECKING,
                    0,
                    0,
                    0,
                    0,
                    0,
                    null,
                    List.of(String.valueOf(problem)));
        }
        return running.status().report(wanted.target().id());
    }

    /// The cluster as one move needs it.
    private final class Wish implements Tier {
        private final long number;
        private final ServerId target;
        private volatile long since;

        Wish(long number, ServerId target) {
            this.number = number;
            this.target = target;
        }

        @Override
        public boolean targetIsPrimary() throws IOException {
            return target.equals(cluster.outside());
        }

        @Override
        public void quiesce(Duration patience) throws IOException, InterruptedException {
            since = System.nanoTime();
            long max = patience.plus(MARGIN).toMillis();
            try {
                var _ = clients.quiesce(patience).get(max, TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                clients.resume();
                throw new IOException("clients could not be held", e);
            }
        }

        @Override
        public void resume() {
            clients.resume();
        }

        /// Waits for the record as long as it takes: half a switch would be worse.
        @Override
        public void promote(boolean toTarget, long lagBytes) throws IOException {
            ServerId to = toTarget ? target : null;
            for (int i = 0; i < ASKS_MAX; i++) {
                if (cluster.outside(to, number, since, lagBytes).join()) {
                    return;
                }
                java.util.concurrent.locks.LockSupport.parkNanos(ASK_AGAIN_MILLIS * 1_000_000);
            }
            throw new IOException("the cluster is busy with another change");
        }
    }

    @Override
    public synchronized void close() {
        LogicalMove running = move;
        move = null;
        if (running != null) {
            running.close();
        }
    }
}
