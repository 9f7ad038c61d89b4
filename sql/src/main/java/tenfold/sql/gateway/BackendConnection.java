package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tenfold.sql.text.Facts;
import tenfold.sql.text.Script;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.Tag;

/// One server connection after login. Reads message headers only; passes on the bytes as they came.
final class BackendConnection extends ChannelInboundHandlerAdapter {
    /// Messages that must be seen whole are waited for up to this length; longer ones are passed on
    /// unread.
    private static final int WHOLE_MAX = 1 << 16;

    private final Lender lender;
    private final Loop loop;
    private @Nullable ChannelHandlerContext context;
    private final long bornNanos = System.nanoTime();
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
    private long bodyLeft;
    private boolean bodyForward;
    private int completions;
    private int cancels;
    private boolean parked;
    private boolean closed;
    private boolean farewell;

    BackendConnection(Lender lender, int pid, int key, Parameters parameters) {
        this.lender = lender;
        this.loop = lender.loop();
        this.pid = pid;
        this.key = key;
        this.parameters = parameters;
        this.conforming = isConforming(parameters);
        this.statements = new ServerStatements(loop.limits().preparedPerServerMax());
    }

    private ChannelHandlerContext ctx() {
        return Objects.requireNonNull(context);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    boolean isClosed() {
        return closed;
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

    void write(ByteBuf message) {
        var _ = ctx().write(message, ctx().voidPromise());
    }

    void flush() {
        ctx().flush();
    }

    ByteBuf buffer() {
        return ctx().alloc().buffer();
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
        write(out);
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
            process(in);
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

    private void process(ByteBuf in) {
        int from = in.readerIndex();
        while (!closed) {
            int at = in.readerIndex();
            int available = in.writerIndex() - at;
            if (bodyLeft > 0) {
                int n = (int) Math.min(bodyLeft, available);
                in.skipBytes(n);
                bodyLeft -= n;
                from = bodyForward ? from : at + n;
                if (bodyLeft > 0) {
                    break;
                }
                continue;
            }
            if (replies.headIsSynthetic()) {
                from = relay(in, from, at);
                answerSynthetic();
                continue;
            }
            if (available < 5) {
                break;
            }
            byte tag = in.getByte(at);
            int length = in.getInt(at + 1);
            if (length < 4) {
                broken("message length " + length);
                return;
            }
            boolean complete = length < available;
            if (!complete && length <= WHOLE_MAX && Tag.isReadWhole(tag)) {
                break;
            }
            from = message(in, from, tag, length, complete);
        }
        relay(in, from, in.readerIndex());
    }

    /// Judges the message at the reader index, moves behind what is there of it, and returns where
    /// the next run of bytes for the client begins.
    private int message(ByteBuf in, int from, byte tag, int length, boolean complete) {
        int at = in.readerIndex();
        int verdict =
                switch (tag) {
                    case Tag.NOTICE, Tag.NOTIFICATION -> asynchronous();
                    case Tag.PARAMETER_STATUS -> parameterStatus(in, at, length, complete);
                    case Tag.ERROR -> error(in, at, length, complete);
                    default -> reply(in, at, tag, length, complete);
                };
        if (verdict == ReplyQueue.BROKEN) {
            broken("unexpected message " + (char) tag);
            return in.readerIndex();
        }
        int end = at + (int) Math.min(1L + length, in.writerIndex() - at);
        int next = from;
        if (verdict != ReplyQueue.FORWARD) {
            next = relay(in, from, at);
            next = end;
        }
        if (verdict == ReplyQueue.REPLACE) {
            replaceError();
        }
        in.readerIndex(end);
        bodyLeft = 1L + length - (end - at);
        bodyForward = verdict == ReplyQueue.FORWARD;
        if (tag == Tag.READY) {
            next = ready(in, next, end, in.getByte(at + 5));
        }
        return next;
    }

    private @Nullable Fault replacement;

    private void replaceError() {
        if (client != null && replacement != null) {
            ByteBuf out = buffer();
            replacement.write(out);
            client.write(out);
        }
    }

    private int reply(ByteBuf in, int at, byte tag, int length, boolean complete) {
        Object subject = replies.headSubject();
        int verdict = replies.on(tag);
        if (verdict == ReplyQueue.SWALLOW && ask != null && tag == Tag.DATA_ROW && complete) {
            ask.row(in.slice(at + 5, length - 4));
        }
        if (tag == Tag.COMMAND_COMPLETE && subject instanceof Script script && client != null) {
            client.completed(script.statement(completions++));
        }
        return verdict;
    }

    private int asynchronous() {
        return client == null || ask != null ? ReplyQueue.SWALLOW : ReplyQueue.FORWARD;
    }

    private int parameterStatus(ByteBuf in, int at, int length, boolean complete) {
        if (!complete) {
            return ReplyQueue.BROKEN;
        }
        Parameters changed = parameters.with(in, at + 5, at + 1 + length);
        if (changed == null) {
            return ReplyQueue.BROKEN;
        }
        parameters = loop.intern(changed);
        conforming = isConforming(parameters);
        // While we prepare the session, the client is told the sum of all changes afterwards.
        return asynchronous();
    }

    private int error(ByteBuf in, int at, int length, boolean complete) {
        Fault fault =
                complete
                        ? Fault.read(in.slice(at + 5, length - 4))
                        : Fault.error("XX000", "an error message too long to be read");
        boolean fatal = !fault.severity().equals("ERROR");
        if (fatal) {
            farewell = true;
            return client == null || ask != null ? ReplyQueue.SWALLOW : ReplyQueue.FORWARD;
        }
        Object subject = replies.headSubject();
        if (ask != null && replies.headIsOurs()) {
            ask.failed(fault);
        } else {
            Counters.add(loop.counters().errors);
        }
        int verdict = replies.onError(this::undo);
        if (client != null && verdict != ReplyQueue.SWALLOW) {
            client.failed();
        }
        if (verdict == ReplyQueue.REPLACE) {
            replacement = (Fault) subject;
        }
        return verdict;
    }

    private void undo(int entry, @Nullable Object subject) {
        if (subject instanceof StatementChange change) {
            change.undo(statements, client);
        }
    }

    private void answerSynthetic() {
        int kind = replies.takeSynthetic();
        if (client != null) {
            ByteBuf out = ctx().alloc().buffer(8);
            Replies.bare(out, kind == ReplyQueue.PARSE ? Tag.PARSE_COMPLETE : Tag.CLOSE_COMPLETE);
            client.write(out);
        }
    }

    /// Answers at once what stands at the head of the queue and is ours to answer.
    void answerSynthetics() {
        while (replies.headIsSynthetic()) {
            answerSynthetic();
        }
    }

    private int ready(ByteBuf in, int from, int end, byte newStatus) {
        status = newStatus;
        completions = 0;
        int next = relay(in, from, end);
        if (ask != null && replies.isEmpty()) {
            Ask done = ask;
            ask = null;
            done.done();
        } else if (client != null) {
            client.ready(newStatus);
        }
        return next;
    }

    private int relay(ByteBuf in, int from, int to) {
        if (to > from && client != null) {
            client.write(in.retainedSlice(from, to - from));
        }
        return Math.max(from, to);
    }

    /// Ends this connection because its stream cannot be trusted; its client is told.
    void broken(String why) {
        if (!closed) {
            Counters.add(loop.counters().brokenServers);
            close(Fault.fatal("08P01", "the database server broke the protocol: " + why));
        }
    }

    void close() {
        close(Fault.fatal("57P01", "terminating connection"));
    }

    private void close(Fault fault) {
        if (closed) {
            return;
        }
        closed = true;
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
            holder.serverLost(this, fault, farewell);
        }
        if (saved != null) {
            saved.release();
            saved = null;
        }
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
            write(out);
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

    /// Whether the statement in flight is a COMMIT: a cancel could then only do harm.
    boolean isCommitting() {
        return replies.headSubject() instanceof Script script && script.has(Facts.COMMIT);
    }
}
