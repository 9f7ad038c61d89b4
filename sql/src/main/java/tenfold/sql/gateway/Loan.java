package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tenfold.model.PoolMode;
import tenfold.sql.text.Facts;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Replies;

/// One client's hold on a server connection: gets one for a transaction, makes its session the
/// client's own, and gives it back when nothing of the client's is left in it.
final class Loan {
    enum State {
        /// The client's messages are processed as they come.
        OPEN,
        /// It waits for a server connection.
        WAITING,
        /// Its server connection is being made ready for it, or asked about it.
        PREPARING,
        CLOSED
    }

    /// Brings a server session into a failed transaction; the words are for the server's log.
    private static final String FAIL =
            "BEGIN; ROLLBACK TO SAVEPOINT \"lost with its database server\"";

    private final ClientConnection client;
    private final Loop loop;
    private final Pool pool;
    private final Session session;
    private State state = State.OPEN;
    private @Nullable BackendConnection server;
    private Stock waitingFor;
    private Parameters told = Parameters.NONE;
    private Parameters expected = Parameters.NONE;
    private Settings settingsAtGrant = Settings.NONE;
    private long waitingSinceNanos;

    Loan(ClientConnection client, Pool pool, Session session) {
        this.client = client;
        this.loop = pool.loop();
        this.pool = pool;
        this.session = session;
        this.waitingFor = pool.primary();
    }

    State state() {
        return state;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    void open() {
        state = State.OPEN;
    }

    @Nullable BackendConnection server() {
        return server;
    }

    long waitingSinceNanos() {
        return waitingSinceNanos;
    }

    /// What the client knows of its session.
    Parameters told() {
        return told;
    }

    /// What the client was told of its session.
    void told(Parameters parameters) {
        told = parameters;
    }

    // ---- getting one

    /// Whether a server connection from `from` is at hand; if not, the client waits for one.
    boolean acquire(Stock from) {
        BackendConnection free = from.pick(client);
        if (free != null) {
            return take(free);
        }
        waitingSinceNanos = System.nanoTime();
        state = State.WAITING;
        waitingFor = from;
        from.await(client);
        return false;
    }

    /// The client, which has a server connection, may not use it now.
    void waitsAtGate() {
        waitingSinceNanos = System.nanoTime();
        state = State.WAITING;
    }

    /// No replica is known to be far enough for what it reads.
    void waitsForPosition() {
        waitingSinceNanos = System.nanoTime();
        state = State.WAITING;
        waitingFor = pool.primary();
    }

    /// The client has been moved to another line.
    void waitsFor(Stock stock) {
        waitingFor = stock;
    }

    /// The client has it now; true when nothing has to be asked of the server first.
    boolean take(BackendConnection free) {
        server = free;
        free.attach(client);
        if (!client.isWritable()) {
            free.setReading(false);
        }
        return readyToRun(free);
    }

    /// Makes the server session this client's; true when nothing had to be asked of the server.
    private boolean readyToRun(BackendConnection free) {
        Settings wanted = session.settings();
        String script =
                Interned.same(free.settings, wanted) ? "" : wanted.differenceFrom(free.settings);
        if (pool.facts().readsSequences() && free.sequencesMixed()) {
            script = script.isEmpty() ? "DISCARD SEQUENCES" : script + "\n;DISCARD SEQUENCES";
        }
        if (script.isEmpty()) {
            return runs(free);
        }
        state = State.PREPARING;
        free.ask(script, new Ask(answer -> prepared(free, answer)));
        return false;
    }

    private void prepared(BackendConnection free, Ask answer) {
        if (state == State.CLOSED || server != free) {
            return;
        }
        Fault fault = answer.fault();
        if (free.isClosed()) {
            server = null;
            if (session.pins() != 0) {
                client.end(Fault.fatal("57P01", "the database server ended the session"));
            } else if (acquire(pool.primary())) {
                client.resume();
            }
            return;
        }
        if (fault != null) {
            client.end(fault.asFatal());
            return;
        }
        if (pool.facts().readsSequences()) {
            free.sequencesDiscarded();
        }
        if (runs(free)) {
            client.resume();
            client.flush();
        }
    }

    /// Lets the client run; false when its failed transaction has to be there first.
    private boolean runs(BackendConnection free) {
        if (!client.recovery().isFailed()) {
            run(free);
            return true;
        }
        state = State.PREPARING;
        free.ask(FAIL, new Ask(answer -> failed(free, answer)));
        return false;
    }

    private void failed(BackendConnection free, Ask answer) {
        if (free.isClosed() || free.status != 'E') {
            prepared(free, answer);
            return;
        }
        if (state == State.CLOSED || server != free) {
            return;
        }
        client.recovery().failedThere();
        run(free);
        session.ready((byte) 'E');
        client.resume();
        client.flush();
    }

    /// Makes the server session forget the sequence values of others, then goes on.
    void discardSequences(BackendConnection held) {
        state = State.PREPARING;
        held.ask("DISCARD SEQUENCES", new Ask(answer -> prepared(held, answer)));
    }

    private void run(BackendConnection free) {
        state = State.OPEN;
        free.settings = session.settings();
        session.granted();
        settingsAtGrant = session.settings();
        expected = free.parameters;
        if (client.isWelcomed()) {
            tellChanges(free.parameters);
            return;
        }
        pool.greet(session.settings(), free.parameters);
        client.welcome(free.parameters);
        if (!keepsServer()) {
            release(free);
        }
    }

    private void tellChanges(Parameters now) {
        if (!Interned.same(now, told)) {
            ByteBuf out = client.buffer();
            now.forEachChange(told, (name, value) -> Replies.parameter(out, name, value));
            told = now;
            client.write(out);
        }
    }

    // ---- giving it back

    private boolean keepsServer() {
        return session.pins() != 0 || pool.mode() == PoolMode.SESSION;
    }

    /// The server connection is between two transactions and owes nothing.
    void settle(BackendConnection held) {
        if (!Interned.same(session.settings(), settingsAtGrant)) {
            session.reported(held.parameters.get("DateStyle"));
        }
        if (!Interned.same(held.settings, session.serverSettings())) {
            held.settings = loop.intern(session.serverSettings());
        }
        if (session.wantsAnswer()) {
            state = State.PREPARING;
            held.ask(Probe.SQL, new Ask(answer -> answered(held, answer)));
        } else {
            settled(held);
        }
    }

    private void answered(BackendConnection held, Ask answer) {
        if (state == State.CLOSED || server != held || held.isClosed()) {
            return;
        }
        session.answered(Probe.held(answer));
        goOn(held);
    }

    /// The server connection is asked something on the client's behalf; until [#goOn] nothing of
    /// the client's runs.
    void pause() {
        state = State.PREPARING;
    }

    void goOn(BackendConnection held) {
        state = State.OPEN;
        settled(held);
        if (state == State.OPEN) {
            client.resume();
        }
    }

    private void settled(BackendConnection held) {
        if (hasDrifted(held)) {
            session.pin(Facts.PIN_SETTING);
        }
        if (client.endsByDrain()) {
            return;
        }
        if (!Interned.same(session.settings(), settingsAtGrant)) {
            session.intern(loop.intern(session.settings()));
            settingsAtGrant = session.settings();
            expected = held.parameters;
        }
        if (!keepsServer()) {
            release(held);
        } else if (!Interned.same(held.settings, session.settings()) && readyToRun(held)) {
            client.resume();
        }
    }

    /// Whether a reported setting changed that no statement we understood has changed.
    private boolean hasDrifted(BackendConnection held) {
        if (Interned.same(held.parameters, expected)
                || !Interned.same(session.settings(), settingsAtGrant)) {
            return false;
        }
        return held.parameters.driftedFrom(expected);
    }

    private void release(BackendConnection held) {
        told = held.parameters;
        server = null;
        held.attach(null);
        giveBack(held);
    }

    private void giveBack(BackendConnection held) {
        if (session.takeIdentityTouched()) {
            pool.restoreIdentity(held);
        } else {
            pool.release(held);
        }
    }

    /// The server connection ended while the client had it.
    void lost() {
        server = null;
        state = State.OPEN;
    }

    /// The client is gone: what it has goes back to the pool, or is closed where it is not clean.
    void end(boolean insideMessage) {
        boolean preparing = state == State.PREPARING;
        if (state == State.WAITING) {
            waitingFor.abandon(client);
            loop.gate().abandon(client);
        }
        state = State.CLOSED;
        BackendConnection held = server;
        if (held == null) {
            return;
        }
        server = null;
        held.attach(null);
        boolean clean = held.replies.isSettled() && held.status == 'I' && !insideMessage;
        if (preparing || !clean || (session.pins() & Facts.PIN_FOREVER) != 0) {
            held.terminate();
        } else if (keepsServer()) {
            pool.discard(held);
        } else {
            giveBack(held);
        }
    }
}
