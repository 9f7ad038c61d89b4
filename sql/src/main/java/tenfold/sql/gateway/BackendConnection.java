package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.Tag;

/// One server connection after login. Reads message headers only; passes on the bytes as they came.
final class BackendConnection extends ChannelInboundHandlerAdapter {

    /// What a replica refuses because it is one: it only reads, replay needs what is read, or what
    /// is asked for needs a primary.
    private static final Set<String> ELSEWHERE =
            Set.of("25006", "40001", "40P01", "0A000", "55000");

    private final Lender lender;
    private final Upstream upstream;
    private final Loop loop;
    private final Answers answers;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Outbox outbox;
    private final long bornNanos = System.nanoTime();
    private final boolean standby;
    final int pid;
    final int key;
    final ReplyQueue replies = new ReplyQueue();
    final ServerStatements statements;

    Settings settings = Settings.NONE;
    Parameters parameters;
    byte status = 'I';
    long idleSinceNanos;
    private @Nullable ClientConnection client;
    private @Nullable ClientConnection lastClient;
    private boolean conforming;
    private boolean sequencesMixed;
    private @Nullable Ask ask;
    private @Nullable ByteBuf saved;
    private int cancels;
    private boolean parked;
    private boolean closed;
    private boolean farewell;
    private boolean broken;
    private boolean stopped;
    private Loss.Refusal refusal = Loss.Refusal.NONE;

    BackendConnection(Lender lender, int pid, int key, Parameters parameters, boolean standby) {
        this.lender = lender;
        this.upstream = lender.upstream();
        this.standby = standby;
        this.loop = lender.loop();
        this.pid = pid;
        this.key = key;
        this.parameters = parameters;
        this.conforming = isConforming(parameters);
        this.answers = new Answers(this, loop);
        this.statements = new ServerStatements(loop.limits().preparedPerServerMax());
    }

    private ChannelHandlerContext ctx() {
        return Objects.requireNonNull(context);
    }

    private Outbox outbox() {
        return Objects.requireNonNull(outbox);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        outbox = new Outbox(added);
    }

    Lender lender() {
        return lender;
    }

    /// The server that this connection leads to.
    Upstream upstream() {
        return upstream;
    }

    boolean isOf(Upstream server) {
        return upstream.equals(server);
    }

    /// Whether the server was a standby when this connection was made.
    boolean isStandby() {
        return standby;
    }

    boolean isClosed() {
        return closed;
    }

    @Nullable ClientConnection client() {
        return client;
    }

    /// The query of our own that is under way.
    @Nullable Ask asked() {
        return ask;
    }

    /// The server has answered a command: one of the client's, or one of ours.
    void ready(byte newStatus, boolean forClient) {
        status = newStatus;
        if (forClient && client != null) {
            client.flight().answered();
        }
        Ask done = ask;
        if (done != null && replies.isEmpty()) {
            ask = null;
            done.done();
        } else if (client != null) {
            client.ready(newStatus);
        }
    }

    /// A setting of this session that the server reports has changed.
    void reported(Parameters changed) {
        parameters = loop.intern(changed);
        conforming = isConforming(parameters);
    }

    /// The server has said why it ends this connection, and the client has heard it.
    void saysFarewell() {
        farewell = true;
    }

    boolean hasSaidFarewell() {
        return farewell;
    }

    /// The server has said that it does not serve any more; with [Loss.Refusal#NONE] it may have
    /// served what it owes an answer.
    void refuses(Fault why, Loss.Refusal how) {
        refusal = how;
        lender.vanished();
        if (how == Loss.Refusal.READ_ONLY) {
            lender.distrusted();
        }
        close(why);
    }

    /// Whether a server that only reads is to blame for it.
    boolean isNoPrimary() {
        return client != null && lender.isPrimary() && client.recovery().blamesServer(this);
    }

    /// Whether this replica refuses what another server runs: then it does so instead.
    boolean isOnlyHere(String sqlState) {
        ClientConnection holder = client;
        return holder != null
                && !lender.isPrimary()
                && status == 'I'
                && ask == null
                && ELSEWHERE.contains(sqlState)
                && holder.destination().runsElsewhere(sqlState);
    }

    /// What is known when this connection is lost, for `why`.
    Loss.Scene scene(Fault why) {
        // Nothing can have been changed on a replica.
        return answers.scene(lender.isPrimary() ? refusal : Loss.Refusal.READ_ONLY, why.message());
    }

    boolean isInsideAnswer() {
        return answers.isInsideMessage();
    }

    boolean isBroken() {
        return broken;
    }

    boolean isWritable() {
        return ctx().channel().isWritable();
    }

    private static boolean isConforming(Parameters parameters) {
        return !parameters.get("standard_conforming_strings").equals("off");
    }

    /// `standard_conforming_strings` of this session.
    boolean isConforming() {
        return conforming;
    }

    long ageNanos(long now) {
        return now - bornNanos;
    }

    /// Lends this connection to a client, or takes it back with null.
    void attach(@Nullable ClientConnection borrower) {
        client = borrower;
        if (borrower == null) {
            setReading(true);
        } else if (lastClient != borrower) {
            sequencesMixed |= lastClient != null;
            lastClient = borrower;
        }
    }

    /// Whether sequence values of this session may be another client's than the borrower's.
    boolean sequencesMixed() {
        return sequencesMixed;
    }

    void sequencesDiscarded() {
        sequencesMixed = false;
    }

    boolean wasLentTo(ClientConnection borrower) {
        return lastClient == borrower;
    }

    void setReading(boolean reading) {
        ctx().channel().config().setAutoRead(reading);
    }

    /// Passes `length` bytes of `in` on.
    void pass(ByteBuf in, int from, int length) {
        outbox().pass(in, from, length);
    }

    void flush() {
        outbox().flush();
    }

    /// Where messages of ours are appended; what is in it goes with the next [#flush].
    ByteBuf buffer() {
        return outbox().buffer();
    }

    /// Runs a query of our own; nothing else may be outstanding.
    void ask(String sql, Ask question) {
        ask = question;
        ByteBuf out = buffer();
        int start = Replies.begin(out, Tag.QUERY);
        out.writeCharSequence(sql, StandardCharsets.ISO_8859_1);
        out.writeByte(0);
        Replies.end(out, start);
        replies.add(ReplyQueue.QUERY | ReplyQueue.OURS, null);
        statements.unnamed(null);
        flush();
    }

    /// A cancel request goes out: until it is done, this connection is not lent to anyone else.
    void cancelStarts() {
        cancels++;
    }

    void cancelEnded() {
        cancels--;
        if (cancels == 0 && parked && !closed) {
            parked = false;
            lender.idle(this);
        }
    }

    /// Whether going back to the pool must wait for a cancel request.
    boolean parkForCancel() {
        parked = cancels > 0;
        return parked;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (saved != null) {
            in = saved.writeBytes(in);
            ((ByteBuf) message).release();
            saved = null;
        }
        try {
            answers.process(in);
            if (in.isReadable() && !closed) {
                saved = ctx().alloc().buffer(Math.max(256, in.readableBytes() * 2)).writeBytes(in);
            }
        } catch (RuntimeException e) {
            broken("cannot read the server's message: " + e);
        } finally {
            in.release();
        }
        if (client != null) {
            client.flush();
        }
    }

    /// Answers at once what stands at the head of the queue and is ours to answer.
    void answerSynthetics() {
        while (replies.headIsSynthetic()) {
            answers.synthetic();
        }
    }

    /// Ends this connection because its stream cannot be trusted; its client is told.
    void broken(String why) {
        if (!closed) {
            broken = true;
            Counters.add(loop.counters().brokenServers);
            close(Fault.fatal("08P01", "the database server broke the protocol: " + why));
        }
    }

    void close() {
        close(Fault.fatal("57P01", "terminating connection"));
    }

    /// Ends this connection; its client is told why.
    void close(Fault fault) {
        if (closed) {
            return;
        }
        closed = true;
        answers.close();
        var _ = ctx().close();
        lender.closed(this);
        Ask unanswered = ask;
        ask = null;
        if (unanswered != null) {
            unanswered.failed(fault);
            unanswered.done();
        }
        ClientConnection holder = client;
        client = null;
        if (holder != null) {
            holder.serverLost(this, fault);
        }
        if (saved != null) {
            saved.release();
            saved = null;
        }
        outbox().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        if (!closed) {
            lender.vanished();
            close(Fault.fatal("08006", "the database server closed the connection"));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (client != null) {
            client.setReading(isWritable());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        if (!closed) {
            lender.vanished();
            close(
                    Fault.fatal(
                            "08006",
                            "the connection to the database server failed: " + cause.getMessage()));
        }
    }

    /// Ends politely: a server that is told Terminate logs nothing.
    void terminate() {
        if (!closed) {
            ByteBuf out = buffer();
            Replies.bare(out, Tag.TERMINATE);
            flush();
            close();
        }
    }

    /// Forgets what DISCARD ALL has dropped.
    void discarded() {
        statements.clear();
        settings = Settings.NONE;
        sequencesMixed = false;
        lastClient = null;
    }

    /// Whether a COMMIT is under way: a cancel could then only do harm.
    boolean isCommitting() {
        return replies.commits();
    }

    /// Whether the statement under way was asked to end, for the server's sake.
    boolean isStopped() {
        return stopped;
    }

    void stopped() {
        stopped = true;
    }
}
