package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.Tag;

/// Brings one client over the loss of its server: carries out what [Loss] decides, and answers for
/// the transaction that was lost until the client has heard of it.
final class Recovery {
    /// How often one unit may meet a server that is lost.
    private static final int ATTEMPTS_MAX = 3;

    private static final String CAUSE = "the transaction was lost with its database server";

    private enum Transaction {
        NONE,
        /// Lost, and the client does not know.
        UNTOLD,
        /// Lost; a server session in a failed transaction has to take its place.
        FAILED
    }

    private record Todo(Loss.Step step, ByteBuf bytes) {}

    private final ClientConnection client;
    private final Loop loop;
    private @Nullable ArrayDeque<Todo> todo;
    private Transaction transaction = Transaction.NONE;
    private boolean skipping;
    private boolean repeating;
    private char statusAfterSync = 'I';
    private boolean conforming = true;
    private int attempts;

    Recovery(ClientConnection client, Loop loop) {
        this.client = client;
        this.loop = loop;
    }

    /// Whether something has to be done before new messages of the client count.
    boolean isBusy() {
        return todo != null;
    }

    /// Whether messages are sent for another time just now.
    boolean isRepeating() {
        return repeating;
    }

    /// Whether the next server session has to be in a failed transaction.
    boolean isFailed() {
        return transaction == Transaction.FAILED;
    }

    /// The client has a server session in a failed transaction.
    void failedThere() {
        transaction = Transaction.NONE;
    }

    /// What the client sent is answered.
    void settled() {
        attempts = 0;
    }

    // ---- the loss

    /// The client had `server` until now; it may be ended by the loss, or goes on.
    void lost(BackendConnection server, Fault why) {
        int pins = client.session().pins();
        if (server.hasSaidFarewell() || server.isInsideAnswer()) {
            // It has been said, or nothing can be said in the middle of a message.
            client.flush();
            client.quit();
        } else if (pins != 0 || server.isBroken() || !client.isWelcomed()) {
            boolean inFlight = !server.replies.isSettled() || client.intake().isInsideMessage();
            client.end(LostServer.fault(server, why, inFlight, pins));
        } else {
            decide(server, server.scene(why));
            boolean drained = isBusy() && client.endsByDrain();
            if (!drained && client.isOpen()) {
                client.resume();
            }
        }
    }

    /// Decides about everything under way on `server`. The client may be ended by it.
    private void decide(BackendConnection server, Loss.Scene scene) {
        conforming = server.isConforming();
        Flight flight = client.flight();
        if (server.replies.isSkipping()) {
            skipsOn(scene.status());
            return;
        }
        List<Unit> units = units(server, flight);
        boolean seen = scene.begun() || flight.isOverflown() || ++attempts > ATTEMPTS_MAX;
        Loss.Plan plan =
                Loss.plan(
                        new Loss.Scene(
                                scene.status(),
                                scene.refused(),
                                seen,
                                scene.failed(),
                                scene.doubted(),
                                scene.cause()),
                        units);
        server.replies.undoAll((_, subject) -> {
            if (subject instanceof StatementChange change) {
                change.undo(server.statements, client);
            }
        });
        if (plan.end() != null) {
            Counters.add(loop.counters().unknowns);
            client.end(plan.end());
            return;
        }
        boolean again =
                !plan.steps().isEmpty() && plan.steps().getLast() instanceof Loss.Step.Again;
        forgetServer(again);
        if (units.isEmpty() && scene.status() == 'T') {
            transaction = Transaction.UNTOLD;
        }
        take(plan.steps(), flight.kept());
        flight.clear();
    }

    /// The client knows already that its command has failed; it only waits for its Sync.
    private void skipsOn(byte status) {
        skipping = true;
        statusAfterSync = status == 'I' ? 'I' : 'E';
        transaction = status == 'I' ? Transaction.NONE : Transaction.FAILED;
        forgetServer(false);
        client.flight().clear();
    }

    /// What was in the server session is gone.
    private void forgetServer(boolean again) {
        client.intake().forgetServer(again);
        client.session().lost();
    }

    private List<Unit> units(BackendConnection server, Flight flight) {
        if (flight.isOverflown()) {
            return server.replies.overflown();
        }
        ByteBuf kept = flight.kept();
        return kept == null
                ? List.of()
                : Units.read(kept, flight.answeredCount(), conforming, client.statements()::text);
    }

    private void take(List<Loss.Step> steps, @Nullable ByteBuf kept) {
        if (steps.isEmpty()) {
            return;
        }
        ArrayDeque<Todo> later = todo;
        ArrayDeque<Todo> all = new ArrayDeque<>();
        for (Loss.Step step : steps) {
            ByteBuf bytes = Unpooled.EMPTY_BUFFER;
            if (step instanceof Loss.Step.Again(Unit unit) && kept != null) {
                bytes = kept.retainedSlice(unit.from(), unit.to() - unit.from());
            }
            all.add(new Todo(step, bytes));
        }
        if (later != null) {
            all.addAll(later);
        }
        todo = all;
    }

    // ---- what was decided

    /// Goes on with what was decided, as far as that is possible now.
    void advance() {
        while (todo != null && client.isOpen()) {
            Todo next = todo.getFirst();
            boolean done =
                    switch (next.step()) {
                        case Loss.Step.Doom() -> doom();
                        case Loss.Step.Ready(char status) -> ends(status);
                        case Loss.Step.Fail fail -> client.isSettled() && tell(fail);
                        case Loss.Step.Again _ -> again(next.bytes());
                    };
            if (!done) {
                return;
            }
            forget(next);
        }
    }

    private void forget(Todo done) {
        ArrayDeque<Todo> rest = todo;
        if (rest == null || !rest.remove(done)) {
            return;
        }
        done.bytes().release();
        if (rest.isEmpty()) {
            todo = null;
        }
    }

    private boolean doom() {
        transaction = Transaction.FAILED;
        return true;
    }

    private boolean ends(char status) {
        transaction = status == 'E' ? Transaction.FAILED : Transaction.NONE;
        return ready(status);
    }

    private boolean again(ByteBuf bytes) {
        Counters.add(loop.counters().replays);
        repeating = true;
        try {
            client.run(bytes);
        } finally {
            repeating = false;
        }
        if (!client.isOpen()) {
            return false;
        }
        if (bytes.isReadable()) {
            // The rest of the message is still to come.
            client.backlog().putInFront(bytes, bytes.alloc());
        }
        return true;
    }

    private boolean tell(Loss.Step.Fail fail) {
        refuse(fail.fault(), fail.status(), !fail.unit().has(Unit.COMPLETE));
        return true;
    }

    /// Sends an error in place of an answer.
    private void refuse(Fault fault, char status, boolean untilSync) {
        Counters.add(
                fault.sqlState().equals("40001")
                        ? loop.counters().retries
                        : loop.counters().unknowns);
        transaction = status == 'E' ? Transaction.FAILED : Transaction.NONE;
        ByteBuf out = client.buffer();
        fault.write(out);
        if (untilSync) {
            skipping = true;
            statusAfterSync = status;
        } else {
            Replies.ready(out, (byte) status);
        }
        client.write(out);
        client.flush();
    }

    // ---- messages of a client that has no server

    /// Whether a message is answered here; then it goes no further.
    boolean answers(ByteBuf in, byte tag, int at, int length) {
        if (tag == Tag.TERMINATE) {
            return false;
        }
        if (skipping) {
            if (tag == Tag.SYNC) {
                skipping = false;
                ready(statusAfterSync);
            }
            return true;
        }
        return switch (transaction) {
            case NONE -> false;
            case FAILED -> tag == Tag.SYNC && ready('E');
            case UNTOLD -> tells(in, tag, at, length);
        };
    }

    private boolean ready(char status) {
        ByteBuf out = client.buffer();
        Replies.ready(out, (byte) status);
        client.write(out);
        client.flush();
        return true;
    }

    /// The first word of a client since its transaction was lost.
    private boolean tells(ByteBuf in, byte tag, int at, int length) {
        int end = (int) Math.min(at + 1L + length, in.writerIndex());
        int marks =
                switch (tag) {
                    case Tag.QUERY, Tag.PARSE, Tag.BIND ->
                            Units.marksOf(
                                    in.slice(at, end - at), conforming, client.statements()::text);
                    default -> 0;
                };
        boolean query = tag == Tag.QUERY || tag == Tag.FUNCTION_CALL;
        return switch (tag) {
            case Tag.SYNC -> ready('T');
            case Tag.QUERY,
                    Tag.PARSE,
                    Tag.BIND,
                    Tag.EXECUTE,
                    Tag.DESCRIBE,
                    Tag.CLOSE,
                    Tag.FUNCTION_CALL -> {
                boolean ends = (marks & (Unit.COMMITS | Unit.ROLLS_BACK)) != 0;
                boolean open = !ends || (marks & Unit.LEAVES_OPEN) != 0;
                if ((marks & Unit.ROLLS_BACK) != 0 && (marks & Unit.SINGLE) != 0) {
                    transaction = Transaction.FAILED;
                    yield false;
                }
                refuse(Loss.retry(CAUSE), open ? 'E' : 'I', !query);
                yield true;
            }
            default -> false;
        };
    }

    // ---- a server that only reads

    /// Whether an error that says so is the server's fault and not the client's own doing: then the
    /// server is not the primary any more.
    boolean blamesServer(BackendConnection server) {
        if (attempts > 0 || server.status != 'I' || client.flight().isOverflown()) {
            return false;
        }
        Settings settings = client.session().settings();
        List<Unit> units = units(server, client.flight());
        return settings.valueOf("default_transaction_read_only").isEmpty()
                && settings.valueOf("transaction_read_only").isEmpty()
                && !units.isEmpty()
                && !units.getFirst().has(Unit.LEAVES_OPEN)
                && !units.getFirst().endsTransaction();
    }

    void close() {
        ArrayDeque<Todo> rest = todo;
        todo = null;
        if (rest != null) {
            rest.forEach(each -> each.bytes().release());
        }
    }
}
