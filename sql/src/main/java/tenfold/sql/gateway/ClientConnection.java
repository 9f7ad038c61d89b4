package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.WireException;

/// One client after login: passes bytes between it and the server connection it has borrowed.
final class ClientConnection extends ChannelInboundHandlerAdapter {
    /// Bytes kept of a client that waits; above it we stop reading from it.
    private static final int SAVED_MAX = 1 << 16;

    private final Loop loop;
    private final Pool pool;
    private final VirtualKey identity;
    private final Session session;
    private final Statements statements = new Statements();
    private final Intake intake;
    private final Loan loan;
    private final Effects effects;
    private final Flight flight = new Flight();
    private final Recovery recovery;
    private final Destination destination;
    private @Nullable ChannelHandlerContext ctx;
    private final Backlog backlog;
    private @Nullable Subscription subscription;
    private boolean welcomed;
    private boolean draining;
    private boolean stalled;
    private final boolean readOnly;
    private long startedNanos;

    /// @param readOnly it came by an address for reads
    ClientConnection(Pool pool, VirtualKey identity, Settings startup, boolean readOnly) {
        this.loop = pool.loop();
        this.pool = pool;
        this.identity = identity;
        this.session = new Session(startup);
        this.loan = new Loan(this, pool, session);
        this.effects = new Effects(this, pool);
        this.backlog = new Backlog(loop);
        this.intake = new Intake(this, loop);
        this.recovery = new Recovery(this, loop);
        this.destination = new Destination(this, loop, readOnly);
        this.readOnly = readOnly;
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

    Loan loan() {
        return loan;
    }

    Effects effects() {
        return effects;
    }

    Intake intake() {
        return intake;
    }

    Backlog backlog() {
        return backlog;
    }

    Flight flight() {
        return flight;
    }

    Destination destination() {
        return destination;
    }

    Recovery recovery() {
        return recovery;
    }

    @Nullable BackendConnection backend() {
        return loan.server();
    }

    boolean isOpen() {
        return loan.state() == Loan.State.OPEN;
    }

    /// What it listens to without a server connection of its own.
    @Nullable Subscription subscription() {
        return subscription;
    }

    void subscription(@Nullable Subscription now) {
        subscription = now;
    }

    /// When it last sent something or got an answer.
    long activeNanos() {
        return startedNanos;
    }

    /// Whether it is between two transactions and owed nothing.
    boolean isIdle() {
        BackendConnection server = backend();
        return isOpen()
                && !recovery.isBusy()
                && (server == null
                        || (server.status == 'I'
                                && server.replies.isSettled()
                                && !intake.isInsideMessage()));
    }

    boolean isIdleSince(long nanos) {
        return isIdle() && backlog.isEmpty() && startedNanos < nanos && loop.gate().isOpen();
    }

    boolean isPinned() {
        return backend() != null && session.pins() != 0;
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
            loan.acquire(pool.primary());
        } else {
            welcome(known);
        }
    }

    boolean isWelcomed() {
        return welcomed;
    }

    void welcome(Parameters parameters) {
        welcomed = true;
        loan.told(parameters);
        ByteBuf out = ctx().alloc().buffer(512);
        identity.greet(out, readOnly ? parameters.with("in_hot_standby", "on") : parameters);
        write(out);
        flush();
    }

    // ---- from the client

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = backlog.with((ByteBuf) message);
        if (waits()) {
            keep(in);
        } else {
            process(in);
        }
    }

    /// Whether what comes has to wait.
    private boolean waits() {
        return !isOpen() || recovery.isBusy();
    }

    private void keep(ByteBuf in) {
        if (loan.isClosed() || !in.isReadable()) {
            in.release();
            return;
        }
        if (waits() && in.readableBytes() > SAVED_MAX) {
            setReading(false);
        }
        backlog.keep(in, ctx().alloc());
        if (waits() && loop.holdsTooMuch()) {
            end(Fault.fatal("53200", "too many bytes of statements wait for the database server"));
        }
    }

    private void process(ByteBuf in) {
        run(in);
        keep(in);
    }

    /// Handles what can be of `in`, and leaves the rest in it.
    void run(ByteBuf in) {
        try {
            intake.process(in);
        } catch (WireException e) {
            end(e.fault());
        }
        BackendConnection server = backend();
        if (server != null) {
            server.flush();
        }
    }

    /// The pool's answer to a client that waits.
    void granted(BackendConnection free) {
        if (loan.take(free)) {
            resume();
            flush();
        }
    }

    /// Goes on with what came while the client had to wait.
    void resume() {
        loan.open();
        setReading(true);
        if (recovery.isBusy()) {
            recovery.advance();
        }
        ByteBuf in = waits() ? null : backlog.take();
        if (in != null) {
            process(in);
        }
    }

    void started() {
        startedNanos = System.nanoTime();
    }

    void ready(byte status) {
        BackendConnection server = Objects.requireNonNull(backend());
        session.ready(status);
        long now = System.nanoTime();
        loop.counters().latency.record((now - startedNanos) / 1000);
        startedNanos = now;
        boolean settled = server.replies.isSettled() && !intake.isInsideMessage();
        destination.ready(server, settled);
        if (settled) {
            flight.clear();
            recovery.settled();
        }
        if (status != 'I') {
            goOn();
            return;
        }
        intake.forgetPortals();
        Counters.add(loop.counters().transactions);
        if (settled) {
            flush();
            loan.settle(server);
            if (recovery.isBusy() && isOpen()) {
                resume();
            }
            goOn();
        }
    }

    /// The next unit waits until this one is answered: it runs on another server.
    void stalls() {
        stalled = true;
    }

    private void goOn() {
        if (stalled && isSettled() && isOpen()) {
            stalled = false;
            resume();
        }
    }

    /// The server connection ended while this client had it.
    void serverLost(BackendConnection server, Fault why) {
        if (backend() == server) {
            loop.gate().abandon(this);
            loan.lost();
            destination.lost();
            stalled = false;
            recovery.lost(server, why);
        }
    }

    /// Whether everything sent is answered.
    boolean isSettled() {
        BackendConnection server = backend();
        return server == null || server.replies.isBetweenUnits();
    }

    // ---- the end

    /// Sends a last error and closes.
    void end(Fault fault) {
        if (loan.isClosed()) {
            return;
        }
        ByteBuf out = buffer();
        fault.write(out);
        write(out);
        ctx().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        leave();
    }

    /// The client has said goodbye.
    void quit() {
        var _ = ctx().close();
        leave();
    }

    /// No new transaction may start; ends at once when none is under way.
    void drain() {
        draining = true;
        BackendConnection server = backend();
        if (server == null || (server.replies.isSettled() && server.status == 'I')) {
            endsByDrain();
        }
    }

    /// Ends the client if it is to go after its transaction.
    boolean endsByDrain() {
        if (draining) {
            end(Fault.fatal("57P01", "terminating connection due to administrator command"));
        }
        return draining;
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
        if (loan.isClosed()) {
            return;
        }
        backlog.clear();
        if (subscription != null) {
            subscription.end();
        }
        flight.clear();
        recovery.close();
        destination.lost();
        destination.cancel();
        loop.left(this);
        loan.end(intake.isInsideMessage());
    }

    // ---- writing to the client

    ByteBuf buffer() {
        return ctx().alloc().buffer();
    }

    void write(ByteBuf message) {
        var _ = ctx().write(message, ctx().voidPromise());
    }

    void flush() {
        ctx().flush();
    }

    boolean isWritable() {
        return ctx().channel().isWritable();
    }

    void setReading(boolean reading) {
        if (ctx().channel().config().isAutoRead() != reading) {
            ctx().channel().config().setAutoRead(reading);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        BackendConnection server = backend();
        if (server != null) {
            server.setReading(context.channel().isWritable());
        }
        if (subscription != null) {
            subscription.flush();
        }
    }
}
