package tenfold.sql.logical;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tenfold.sql.client.Connection;

/// Makes the side that follows the primary, with all that was ever acknowledged on the other.
///
/// Clients are held; the old primary is fenced and its sessions ended; a mark in its log is awaited
/// at the new one; sequences are set; then the tier records and serves the new one. When any of
/// this fails before the record, the fence is lowered and clients go on where they were.
final class Switchover {
    private static final Duration FENCE_PATIENCE = Duration.ofSeconds(5);
    private static final Duration CATCH_UP_PATIENCE = Duration.ofSeconds(30);
    private static final Duration CLOSE_ENOUGH = Duration.ofMillis(500);
    private static final Duration CLOSE_AT_LAST = Duration.ofMillis(1500);
    private static final int CATCH_UPS = 10;
    private static final int CATCH_UPS_MAX = 30;

    private final MoveConfig config;
    private final Route route;
    private final Follower follower;
    private final boolean toTarget;

    /// @param route from the old primary to the new one
    /// @param follower of this route
    /// @param toTarget whether the new one is the move's target
    Switchover(MoveConfig config, Route route, Follower follower, boolean toTarget) {
        this.config = config;
        this.route = route;
        this.follower = follower;
        this.toTarget = toTarget;
    }

    /// Waits until the new primary is so close behind that holding clients for it is short. On a
    /// busy machine it never gets as close as it will be without writes, so that less is asked
    /// later.
    void catchUp() throws IOException, InterruptedException {
        try (Connection from = route.openSource()) {
            long millis = 0;
            for (int i = 0; i < CATCH_UPS_MAX; i++) {
                Duration enough = i < CATCH_UPS ? CLOSE_ENOUGH : CLOSE_AT_LAST;
                long began = System.nanoTime();
                String mark = newMark();
                Marks.write(from, mark, CATCH_UP_PATIENCE);
                boolean came = follower.awaitMark(mark, CATCH_UP_PATIENCE);
                millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
                if (came && millis < enough.toMillis()) {
                    return;
                }
            }
            throw new IOException(
                    "the copy stays %d ms behind the writes; try again when there are fewer"
                            .formatted(millis));
        }
    }

    private static String newMark() {
        return "switch " + UUID.randomUUID();
    }

    /// `schema` is the digest that the old primary's schema must still have.
    MoveStatus.Switched run(String schema) throws IOException, InterruptedException {
        try (Connection from = route.openSource();
                Connection other = route.openSource();
                Connection to = route.openTarget()) {
            long lag = follower.lagBytes();
            long began = System.nanoTime();
            config.tier().quiesce(config.drainTime());
            try {
                hand(from, other, to, schema, began);
                config.tier().promote(toTarget, lag);
            } catch (IOException | InterruptedException | RuntimeException e) {
                takeBack(from, to, e);
                throw e;
            }
            return new MoveStatus.Switched(
                    toTarget, Duration.ofNanos(System.nanoTime() - began).toMillis(), lag);
        }
    }

    private void hand(Connection from, Connection other, Connection to, String schema, long began)
            throws IOException, InterruptedException {
        new Fence(from).raise(FENCE_PATIENCE);
        CompletableFuture<Schema> now = readSchema(other);
        String mark = newMark();
        Marks.write(from, mark, FENCE_PATIENCE);
        Duration left = config.switchTime().minusNanos(System.nanoTime() - began);
        if (!follower.awaitMark(mark, left)) {
            throw new IOException(
                    "the copy did not get the last changes within " + config.switchTime());
        }
        Counters.copy(from, to);
        if (!await(now).digest().equals(schema)) {
            throw new ReplayException("the schema was changed during the move");
        }
        if (toTarget) {
            new Side(from).begin("tenfold_back", new Side(to).end());
        } else {
            new Fence(to).lower();
        }
    }

    private static CompletableFuture<Schema> readSchema(Connection server) {
        var read = new CompletableFuture<Schema>();
        Thread.ofVirtual()
                .name("read schema")
                .start(() -> {
                    try {
                        read.complete(Schema.read(server));
                    } catch (IOException | RuntimeException e) {
                        read.completeExceptionally(e);
                    }
                });
        return read;
    }

    private Schema await(CompletableFuture<Schema> read) throws IOException, InterruptedException {
        try {
            return read.get(config.switchTime().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the schema could not be read for the last check", e);
        }
    }

    private void takeBack(Connection from, Connection to, Exception cause) {
        try {
            if (!toTarget) {
                new Fence(to).raise(FENCE_PATIENCE);
            }
            new Fence(from.open() ? from : route.openSource()).lower();
        } catch (IOException e) {
            cause.addSuppressed(e);
        } finally {
            config.tier().resume();
        }
    }
}
