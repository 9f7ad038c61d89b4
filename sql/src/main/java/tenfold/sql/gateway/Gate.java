package tenfold.sql.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tenfold.sql.wire.Fault;

/// Holds what one loop's clients would send to the primary, and waits until nothing runs there.
///
/// Who has no server connection waits in the line of its [Stock]; who has one and is between two
/// units waits here. While it is open, a message only looks at one field.
final class Gate {
    private enum State {
        OPEN,
        /// No transaction may begin.
        QUIET,
        /// No unit may begin.
        FROZEN
    }

    private static final long LOOK_MICROS = 500;

    /// How long statements that were asked to end may take for it.
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Loop loop;
    private final ArrayDeque<ClientConnection> held = new ArrayDeque<>();
    private State state = State.OPEN;
    private long rounds;
    private long began;
    private int running;
    private int ended;

    Gate(Loop loop) {
        this.loop = loop;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    int heldCount() {
        return held.size();
    }

    /// Whether `client`, which has `server`, may not begin anything there now; then it waits.
    boolean holds(ClientConnection client, BackendConnection server) {
        boolean applies =
                server.lender().isPrimary()
                        && server.replies.isBetweenUnits()
                        && (state == State.FROZEN || server.status == 'I');
        if (applies && held.size() >= loop.limits().waitersMax()) {
            client.end(Fault.fatal("53300", "too many clients wait for a server connection"));
        } else if (applies) {
            held.addLast(client);
            client.loan().waitsAtGate();
        }
        return applies;
    }

    /// Once in a while: ends waits that took too long.
    void tick(long now) {
        Duration patience = loop.limits().holdTime();
        while (!held.isEmpty()
                && now - held.getFirst().loan().waitingSinceNanos() > patience.toNanos()) {
            Counters.add(loop.counters().waitTimeouts);
            held.removeFirst()
                    .end(
                            Fault.fatal(
                                    "57P03",
                                    "statements were held for more than "
                                            + patience.toMillis()
                                            + " ms"));
        }
    }

    void abandon(ClientConnection client) {
        held.remove(client);
    }

    /// Lets everything go on.
    void open() {
        if (state == State.OPEN) {
            return;
        }
        state = State.OPEN;
        rounds++;
        loop.pools().forEach(pool -> pool.primary().lend());
        for (int left = held.size(); left > 0 && state == State.OPEN; left--) {
            held.removeFirst().resume();
        }
    }

    /// Holds new transactions; those that run after `patience` are ended.
    void quiesce(Duration patience, CompletableFuture<Quiet> done) {
        close(State.QUIET);
        look(rounds, patience, done);
    }

    /// Holds every statement; nothing is held any more if one runs after `patience`.
    void freeze(Duration patience, CompletableFuture<Quiet> done) {
        close(State.FROZEN);
        look(rounds, patience, done);
    }

    private void close(State wanted) {
        state = wanted;
        rounds++;
        began = System.nanoTime();
        running = busy().size();
        ended = 0;
    }

    private void look(long round, Duration patience, CompletableFuture<Quiet> done) {
        if (round != rounds) {
            done.completeExceptionally(
                    new IllegalStateException("statements go on before all of them were held"));
            return;
        }
        List<BackendConnection> busy = busy();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        if (busy.isEmpty()) {
            int waiting = loop.pools().stream().mapToInt(Pool::waitingCount).sum();
            done.complete(new Quiet(running - ended, ended, waiting + held.size(), took));
            return;
        }
        if (took.compareTo(patience) > 0 && !giveUp(busy, took.minus(patience))) {
            open();
            done.completeExceptionally(
                    new IllegalStateException(
                            busy.size() + " statements still ran after " + patience));
            return;
        }
        var _ =
                loop.executor()
                        .schedule(
                                () -> look(round, patience, done),
                                LOOK_MICROS,
                                TimeUnit.MICROSECONDS);
    }

    /// Connections to the primary on which something runs.
    private List<BackendConnection> busy() {
        return loop.pools().stream()
                .flatMap(pool -> pool.primary().all().stream())
                .filter(this::isBusy)
                .toList();
    }

    private boolean isBusy(BackendConnection server) {
        if (server.client() == null) {
            return false;
        }
        boolean transaction = server.status != 'I' && state != State.FROZEN;
        return transaction || !server.replies.isBetweenUnits();
    }

    /// Patience is over since `late`: ends what surely leaves nothing behind, asks statements to
    /// end, and in the end cuts what has not.
    private boolean giveUp(List<BackendConnection> busy, Duration late) {
        if (state == State.FROZEN) {
            return false;
        }
        boolean all = late.compareTo(GRACE) > 0;
        for (BackendConnection server : busy) {
            if (all || (server.status != 'I' && !server.isCommitting())) {
                ended++;
                server.close(
                        Fault.fatal(
                                "57P01",
                                "the database server is changed and the transaction took too long"));
            } else if (!server.isCommitting()) {
                loop.shared().clients().stop(server, loop);
            }
        }
        return true;
    }
}
