package tenfold.sql.logical;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Lsn;
import tenfold.sql.client.Quote;
import tenfold.sql.client.Row;
import tenfold.sql.compare.Comparison;
import tenfold.sql.compare.ComparisonResult;

/// Compares both sides while changes stream, and holds nobody for it.
///
/// A temporary slot gives a position of the source's log and a snapshot that shows exactly what was
/// committed before it; the follower opens the target's snapshot at the moment when it has applied
/// exactly that. So a difference is a difference, and no row has to be looked at twice.
final class Verification {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration TABLE_PATIENCE = Duration.ofHours(2);
    private static final String REPEATABLE = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ";

    private Verification() {}

    static ComparisonResult run(Route route, Follower follower)
            throws IOException, InterruptedException {
        try (Connection source = route.openSource();
                Connection target = route.openTarget()) {
            open(route, follower, source, target);
            return new Comparison(source, target, List.of(Side.SCHEMA), false, TABLE_PATIENCE)
                    .run((_, _) -> {});
        }
    }

    private static void open(Route route, Follower follower, Connection source, Connection target)
            throws IOException, InterruptedException {
        var at = new CompletableFuture<Lsn>();
        try (Connection replication = route.openReplication();
                Connection marker = route.openSource()) {
            // Asked before the slot is made: whatever is applied by then was committed before it.
            CompletableFuture<Boolean> opened =
                    follower.when(at, () -> target.query(REPEATABLE + "SELECT 1", PATIENCE));
            Row slot =
                    replication
                            .query(
                                    "CREATE_REPLICATION_SLOT tenfold_verify TEMPORARY LOGICAL pgoutput (SNAPSHOT 'export')",
                                    PATIENCE)
                            .one();
            at.complete(slot.lsn(1));
            source.query(
                    REPEATABLE + "SET TRANSACTION SNAPSHOT " + Quote.text(slot.text(2)), PATIENCE);
            Marks.write(marker, "compare " + slot.text(1), PATIENCE);
            opened.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known
                    ? known
                    : new IOException("the copy could not be compared", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(
                    "the copy is more than %s behind; it is compared when it has caught up"
                            .formatted(PATIENCE),
                    e);
        } finally {
            // When the slot could not be made, the follower need not wait for it.
            at.completeExceptionally(new IOException("nothing is compared"));
        }
    }
}
