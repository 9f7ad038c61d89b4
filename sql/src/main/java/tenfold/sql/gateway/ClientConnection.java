package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tenfold.model.PoolMode;
import tenfold.sql.text.Facts;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.WireException;

/// One client after login: borrows a server connection for each transaction and passes bytes both
/// ways.
final class ClientConnection extends ChannelInboundHandlerAdapter {
    /// Bytes kept of a client that waits; above it we stop reading from it.
    private static final int SAVED_MAX = 1 << 16;

    private enum State {
        /// Its messages are processed as they come.
        OPEN,
        /// It waits for a server connection.
        WAITING,
        /// Its server connection is being made ready for it, or asked about it.
        PREPARING,
        CLOSED
    }

    private final Loop loop;
    private final Pool pool;
    private final VirtualKey identity;
    private final Session session;
    private final Statements statements = new Statements();
    private final Intake intake;
    private @Nullable ChannelHandlerContext ctx;
    private State state = State.OPEN;
    private @Nullable BackendConnection backend;
    private @Nullable ByteBuf saved;
    private boolean welcomed;
    private boolean draining;
    private Parameters told = Parameters.NONE;
    private Parameters expected = Parameters.NONE;
    private Settings settingsAtGrant = Settings.NONE;
    private long waitingSinceNanos;
    private long startedNanos;

    ClientConnection(Pool pool, VirtualKey identity, Settings startup) {
        this.loop = pool.loop();
        this.pool = pool;
        this.identity = identity;
        this.session = new Session(startup);
        this.intake = new Intake(this, loop);
    }

    VirtualKey identity() {
        return identity;
    }

    Pool pool() {
        return pool;
    }

    Session session() {
        return session;
    }

    Statements statements() {
        return statements;
    }

    @Nullable BackendConnection backend() {
        return backend;
    }

    long waitingSinceNanos() {
        return waitingSinceNanos;
    }

    boolean isPinned() {
        return backend != null && session.pins() != 0;
    }

    private ChannelHandlerContext ctx() {
        return Objects.requireNonNull(ctx);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    /// The login has succeeded: greets the client, once a server session has accepted its settings.
    void open() {
        Parameters known = pool.greeting(session.settings());
        if (known == null) {
            acquire();
        } else {
            welcome(known);
        }
    }

    private void welcome(Parameters parameters) {
        welcomed = true;
        told = parameters;
        ByteBuf out = ctx().alloc().buffer(512);
        identity.greet(out, parameters);
        write(out);
        flush();
    }

    // ---- from the client

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (saved != null) {
            saved.writeBytes(in);
            in.release();
            in = saved;
            saved = null;
        }
        if (state == State.OPEN) {
            process(in);
        } else {
            keep(in);
        }
    }

    private void keep(ByteBuf in) {
        if (state == State.CLOSED || !in.isReadable()) {
            in.release();
            return;
        }
        if (state != State.OPEN && in.readableBytes() > SAVED_MAX) {
            setReading(false);
        }
        saved = ctx().alloc().buffer(Math.max(256, in.readableBytes() * 2)).writeBytes(in);
        in.release();
    }

    private void process(ByteBuf in) {
        try {
            intake.process(in);
        } catch (WireException e) {
            end(e.fault());
        }
        keep(in);
        if (backend != null) {
            backend.flush();
        }
    }

    /// Goes on with what came while the client had to wait.
    private void resume() {
        state = State.OPEN;
        setReading(true);
        if (saved != null) {
            ByteBuf in = saved;
            saved = null;
            process(in);
        }
    }

    // ---- borrowing

    /// Whether a server connection is at hand; if not, the client waits for one.
    boolean acquire() {
        waitingSinceNanos = System.nanoTime();
        state = State.WAITING;
        BackendConnection free = pool.acquire(this);
        if (free == null) {
            return false;
        }
        attach(free);
        return readyToRun(free);
    }

    /// The pool's answer to a client that waits.
    void granted(BackendConnection free) {
        attach(free);
        if (readyToRun(free)) {
            resume();
            flush();
        }
    }

    private void attach(BackendConnection free) {
        backend = free;
        free.attach(this);
        if (!ctx().channel().isWritable()) {
            free.setReading(false);
        }
    }

    /// Makes the server session this client's; true when nothing had to be asked of the server.
    private boolean readyToRun(BackendConnection free) {
        Settings wanted = session.settings();
        String script =
                Interned.same(free.settings, wanted) ? "" : wanted.differenceFrom(free.settings);
        if (pool.readsSequences() && free.sequencesMixed()) {
            script = script.isEmpty() ? "DISCARD SEQUENCES" : script + "\n;DISCARD SEQUENCES";
        }
        if (script.isEmpty()) {
            run(free);
            return true;
        }
        state = State.PREPARING;
        free.ask(script, new Ask(answer -> prepared(free, answer)));
        return false;
    }

    private void prepared(BackendConnection free, Ask answer) {
        if (state == State.CLOSED || backend != free) {
            return;
        }
        Fault fault = answer.fault();
        if (free.isClosed()) {
            backend = null;
            if (session.pins() != 0) {
                end(Fault.fatal("57P01", "the database server ended the session"));
            } else if (acquire()) {
                resume();
            }
            return;
        }
        if (fault != null) {
            end(fault.asFatal());
            return;
        }
        if (pool.readsSequences()) {
            free.sequencesDiscarded();
        }
        run(free);
        resume();
        flush();
    }

    /// Makes the server session forget the sequence values of others, then goes on.
    void discardSequences(BackendConnection server) {
        state = State.PREPARING;
        server.ask("DISCARD SEQUENCES", new Ask(answer -> prepared(server, answer)));
    }

    private void run(BackendConnection free) {
        state = State.OPEN;
        free.settings = session.settings();
        session.granted();
        settingsAtGrant = session.settings();
        expected = free.parameters;
        if (welcomed) {
            tellChanges(free.parameters);
            return;
        }
        pool.greet(session.settings(), free.parameters);
        welcome(free.parameters);
        if (!keepsServer()) {
            release(free);
        }
    }

    private void tellChanges(Parameters now) {
        if (!Interned.same(now, told)) {
            ByteBuf out = ctx().alloc().buffer();
            now.forEachChange(told, (name, value) -> Replies.parameter(out, name, value));
            told = now;
            write(out);
        }
    }

    private boolean keepsServer() {
        return session.pins() != 0 || pool.mode() == PoolMode.SESSION;
    }

    // ---- from the server

    void completed(Facts facts) {
        session.completed(facts);
        if (facts.has(Facts.DDL)) {
            pool.schemaChanged();
        }
        boolean all = facts.has(Facts.DEALLOCATE) && facts.name().isEmpty();
        if ((all || facts.has(Facts.DISCARD_ALL)) && backend != null) {
            backend.statements.clear();
            statements.clear();
        }
        if (facts.has(Facts.DISCARD_ALL) && backend != null) {
            backend.discarded();
        }
    }

    void failed() {
        session.error();
    }

    void started() {
        startedNanos = System.nanoTime();
    }

    void ready(byte status) {
        BackendConnection server = Objects.requireNonNull(backend);
        session.ready(status);
        long now = System.nanoTime();
        loop.counters().latency.record((now - startedNanos) / 1000);
        startedNanos = now;
        if (status != 'I') {
            return;
        }
        intake.forgetPortals();
        Counters.add(loop.counters().transactions);
        if (!server.replies.isSettled() || intake.isInsideMessage()) {
            return;
        }
        flush();
        if (!Interned.same(session.settings(), settingsAtGrant)) {
            session.reported(server.parameters.get("DateStyle"));
        }
        if (!Interned.same(server.settings, session.serverSettings())) {
            server.settings = loop.intern(session.serverSettings());
        }
        if (session.wantsAnswer()) {
            askWhatHolds(server);
        } else {
            settled(server);
        }
    }

    private void settled(BackendConnection server) {
        if (hasDrifted(server)) {
            session.pin(Facts.PIN_SETTING);
        }
        if (draining) {
            end(Fault.fatal("57P01", "terminating connection due to administrator command"));
            return;
        }
        if (!Interned.same(session.settings(), settingsAtGrant)) {
            session.intern(loop.intern(session.settings()));
            settingsAtGrant = session.settings();
            expected = server.parameters;
        }
        if (!keepsServer()) {
            release(server);
        } else if (!Interned.same(server.settings, session.settings()) && readyToRun(server)) {
            resume();
        }
    }

    /// Whether a reported setting changed that no statement we understood has changed.
    private boolean hasDrifted(BackendConnection server) {
        if (Interned.same(server.parameters, expected)
                || !Interned.same(session.settings(), settingsAtGrant)) {
            return false;
        }
        return server.parameters.driftedFrom(expected);
    }

    private void askWhatHolds(BackendConnection server) {
        state = State.PREPARING;
        server.ask(Probe.SQL, new Ask(answer -> answered(server, answer)));
    }

    private void answered(BackendConnection server, Ask answer) {
        if (state == State.CLOSED || backend != server || server.isClosed()) {
            return;
        }
        session.answered(Probe.held(answer));
        state = State.OPEN;
        settled(server);
        if (state == State.OPEN) {
            resume();
        }
    }

    private void release(BackendConnection server) {
        told = server.parameters;
        backend = null;
        server.attach(null);
        if (session.takeIdentityTouched()) {
            pool.restoreIdentity(server);
        } else {
            pool.release(server);
        }
    }

    /// The server connection ended while this client had it.
    void serverLost(BackendConnection server, Fault fault, boolean farewell) {
        if (backend != server) {
            return;
        }
        boolean inFlight = !server.replies.isSettled() || intake.isInsideMessage();
        backend = null;
        if (farewell) {
            flush();
            var _ = ctx().close();
        } else {
            end(LostServer.fault(server, fault, inFlight));
        }
    }

    // ---- the end

    /// Sends a last error and closes.
    void end(Fault fault) {
        if (state == State.CLOSED) {
            return;
        }
        ByteBuf out = ctx().alloc().buffer();
        fault.write(out);
        write(out);
        ctx().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        leave();
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /// The client has said goodbye.
    void quit() {
        var _ = ctx().close();
        leave();
    }

    /// No new transaction may start; ends at once when none is under way.
    void drain() {
        draining = true;
        if (backend == null || (backend.replies.isSettled() && backend.status == 'I')) {
            end(Fault.fatal("57P01", "terminating connection due to administrator command"));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        leave();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }

    private void leave() {
        if (state == State.CLOSED) {
            return;
        }
        boolean preparing = state == State.PREPARING;
        boolean waiting = state == State.WAITING;
        state = State.CLOSED;
        if (saved != null) {
            saved.release();
            saved = null;
        }
        if (waiting) {
            pool.abandon(this);
        }
        loop.left(this);
        if (backend != null) {
            handBack(backend, preparing);
        }
    }

    private void handBack(BackendConnection server, boolean preparing) {
        backend = null;
        server.attach(null);
        boolean clean =
                server.replies.isSettled() && server.status == 'I' && !intake.isInsideMessage();
        if (preparing || !clean || (session.pins() & Facts.PIN_FOREVER) != 0) {
            server.terminate();
        } else if (keepsServer()) {
            pool.discard(server);
        } else {
            pool.release(server);
        }
    }

    // ---- writing to the client

    void write(ByteBuf message) {
        var _ = ctx().write(message, ctx().voidPromise());
    }

    void flush() {
        ctx().flush();
    }

    void setReading(boolean reading) {
        if (ctx().channel().config().isAutoRead() != reading) {
            ctx().channel().config().setAutoRead(reading);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (backend != null) {
            backend.setReading(context.channel().isWritable());
        }
    }
}
