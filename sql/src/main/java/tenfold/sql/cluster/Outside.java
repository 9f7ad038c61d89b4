package tenfold.sql.cluster;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tenfold.model.ServerId;

/// The one change of primary that a move has asked for, until it is answered.
final class Outside implements Moving.Cluster {
    private final Consumer<Event> events;
    private final Supplier<@Nullable ClusterRecord> record;
    private @Nullable CompletableFuture<Boolean> asked;
    private @Nullable ServerId to;

    Outside(Consumer<Event> events, Supplier<@Nullable ClusterRecord> record) {
        this.events = events;
        this.record = record;
    }

    @Override
    public synchronized CompletableFuture<Boolean> outside(
            @Nullable ServerId server, long wish, long since, long lagBytes) {
        var answer = new CompletableFuture<Boolean>();
        asked = answer;
        to = server;
        events.accept(new Event.OutsideWanted(server, wish, since, lagBytes));
        return answer;
    }

    @Override
    public @Nullable ServerId outside() throws IOException {
        ClusterRecord now = record.get();
        if (now == null) {
            throw new IOException("the record of the cluster is not read yet");
        }
        return now.outside();
    }

    synchronized void refused() {
        answer(false);
    }

    /// Whether it is the first serving after the record.
    synchronized void served(@Nullable ServerId primary, boolean ours) {
        if (primary != null && (to == null ? ours : to.equals(primary))) {
            answer(true);
        }
    }

    private void answer(boolean done) {
        CompletableFuture<Boolean> waiting = asked;
        asked = null;
        if (waiting != null) {
            waiting.complete(done);
        }
    }
}
