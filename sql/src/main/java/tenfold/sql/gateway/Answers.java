package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.sql.text.Script;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.Tag;

/// Reads what one server sends, by message headers, and passes the client's part of it on: runs of
/// messages as slices of what was read.
final class Answers {
    /// Messages that must be seen whole are waited for up to this length; longer ones are passed on
    /// unread.
    private static final int WHOLE_MAX = 1 << 16;

    /// Verdict: the server ran nothing of what was asked.
    private static final int REFUSED = 4;

    /// What a server says that shuts down, crashes or starts: admin_shutdown, crash_shutdown,
    /// cannot_connect_now.
    private static final Set<String> STOPS = Set.of("57P01", "57P02", "57P03");

    private final BackendConnection server;
    private final ReplyQueue replies;
    private final Loop loop;
    private long bodyLeft;
    private boolean bodyForward;
    private int completions;
    private @Nullable Fault replacement;
    private final CommitDoubt doubt = new CommitDoubt();
    private final Prelude prelude;

    /// Whether the client has got a part of the answer to its oldest unit, and whether a command of
    /// that unit is complete.
    private boolean begun;

    private boolean completed;
    private boolean failed;

    Answers(BackendConnection server, Loop loop) {
        this.server = server;
        this.replies = server.replies;
        this.prelude = new Prelude(server);
        this.loop = loop;
    }

    /// Processes what can be; the rest stays readable.
    void process(ByteBuf in) {
        int from = in.readerIndex();
        while (!server.isClosed()) {
            int at = in.readerIndex();
            if (bodyLeft > 0) {
                int end = body(in);
                from = bodyForward ? from : end;
                if (bodyLeft > 0) {
                    break;
                }
                continue;
            }
            if (replies.headIsSynthetic()) {
                from = relay(in, from, at);
                synthetic();
                continue;
            }
            int available = in.writerIndex() - at;
            if (available < 5) {
                break;
            }
            byte tag = in.getByte(at);
            int length = in.getInt(at + 1);
            if (length < 4) {
                server.broken("message length " + length);
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

    /// Moves on in the body of a message and returns where.
    private int body(ByteBuf in) {
        int n = (int) Math.min(bodyLeft, in.readableBytes());
        in.skipBytes(n);
        bodyLeft -= n;
        return in.readerIndex();
    }

    /// Judges the message at the reader index, moves behind what is there of it, and returns where
    /// the next run of bytes for the client begins.
    private int message(ByteBuf in, int from, byte tag, int length, boolean complete) {
        int at = in.readerIndex();
        int verdict =
                switch (tag) {
                    case Tag.NOTICE -> notice(in, at, length, complete);
                    case Tag.NOTIFICATION -> notification(in, at, length, complete);
                    case Tag.PARAMETER_STATUS -> parameterStatus(in, at, length, complete);
                    case Tag.ERROR -> error(in, at, length, complete);
                    default -> reply(in, at, tag, length, complete);
                };
        if (verdict == ReplyQueue.BROKEN) {
            server.broken("unexpected message " + (char) tag);
            return in.readerIndex();
        }
        if (verdict == ReplyQueue.FORWARD) {
            prelude.on(tag);
        }
        int end = at + (int) Math.min(1L + length, in.writerIndex() - at);
        int next = from;
        if (verdict != ReplyQueue.FORWARD) {
            // Nothing of the answer of a server that ran nothing is shown.
            if (verdict != REFUSED) {
                var _ = relay(in, from, at);
            }
            next = end;
        }
        if (verdict == ReplyQueue.REPLACE) {
            replaceError();
        }
        in.readerIndex(end);
        bodyLeft = 1L + length - (end - at);
        bodyForward = verdict == ReplyQueue.FORWARD;
        if (tag == Tag.READY) {
            next = endOfDoubt(in, next, at);
            next = notifications(in, next, at, verdict);
            completions = 0;
            next = relay(in, next, end);
            begun = false;
            prelude.clear();
            completed = false;
            failed = false;
            server.ready(in.getByte(at + 5), verdict == ReplyQueue.FORWARD);
        }
        return next;
    }

    private void replaceError() {
        ClientConnection client = server.client();
        if (client != null && replacement != null) {
            ByteBuf out = client.buffer();
            replacement.write(out);
            client.write(out);
        }
    }

    private int reply(ByteBuf in, int at, byte tag, int length, boolean complete) {
        Object subject = replies.headSubject();
        int verdict = replies.on(tag);
        if (tag == Tag.COMMAND_COMPLETE) {
            completed = true;
            completes();
        }
        if (tag == Tag.COMMAND_COMPLETE && subject instanceof Script script) {
            completed(script);
        } else if (verdict == ReplyQueue.SWALLOW && tag == Tag.DATA_ROW && complete) {
            ownRow(in.slice(at + 5, length - 4));
        }
        return verdict == ReplyQueue.FORWARD && !doubt.isNone() ? doubted(tag) : verdict;
    }

    private int doubted(byte tag) {
        if (tag == Tag.READY) {
            return ReplyQueue.FORWARD;
        }
        replacement = CommitDoubt.FAULT;
        return doubt.judge(tag);
    }

    /// Tells the client of a doubtful commit before the ReadyForQuery at `at`, if it does not know.
    private int endOfDoubt(ByteBuf in, int from, int at) {
        if (doubt.isNone() || !doubt.ends()) {
            return from;
        }
        int next = relay(in, from, at);
        replacement = CommitDoubt.FAULT;
        replaceError();
        return next;
    }

    /// Also passed on while we ask whether the client still listens.
    private int notification(ByteBuf in, int at, int length, boolean complete) {
        ClientConnection client = server.client();
        if (client == null) {
            if (complete) {
                server.lender().notified(in.slice(at, 1 + length));
            }
            return ReplyQueue.SWALLOW;
        }
        Subscription subscription = client.subscription();
        boolean taken =
                subscription != null && complete && subscription.heard(in.slice(at, 1 + length));
        return taken ? ReplyQueue.SWALLOW : ReplyQueue.FORWARD;
    }

    /// Lets the notifications that waited for the end of the transaction go ahead of the
    /// ReadyForQuery at `at`.
    private int notifications(ByteBuf in, int from, int at, int verdict) {
        ClientConnection client = server.client();
        if (client == null
                || client.subscription() == null
                || verdict != ReplyQueue.FORWARD
                || in.getByte(at + 5) != 'I') {
            return from;
        }
        int next = relay(in, from, at);
        client.subscription().writeWaiting();
        return next;
    }

    private int notice(ByteBuf in, int at, int length, boolean complete) {
        if (complete) {
            doubt.notice(in, at + 5, at + 1 + length);
        }
        return asynchronous();
    }

    private void completed(Script script) {
        ClientConnection client = server.client();
        if (client != null) {
            client.effects().completed(script.statement(completions++));
        }
    }

    private void completes() {
        ClientConnection client = server.client();
        if (client != null) {
            client.destination().completes();
        }
    }

    private void ownRow(ByteBuf row) {
        Ask ask = server.asked();
        if (ask != null) {
            ask.row(row);
        }
    }

    private int asynchronous() {
        boolean unseen = server.client() == null || server.asked() != null;
        return unseen ? ReplyQueue.SWALLOW : ReplyQueue.FORWARD;
    }

    private int parameterStatus(ByteBuf in, int at, int length, boolean complete) {
        if (!complete) {
            return ReplyQueue.BROKEN;
        }
        Parameters changed = server.parameters.with(in, at + 5, at + 1 + length);
        if (changed == null) {
            return ReplyQueue.BROKEN;
        }
        server.reported(changed);
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
            return farewell(fault);
        }
        if (fault.sqlState().equals("25006") && mayBeRefusal() && server.isNoPrimary()) {
            server.refuses(fault, Loss.Refusal.READ_ONLY);
            return REFUSED;
        }
        if (mayBeRefusal() && server.isOnlyHere(fault.sqlState())) {
            server.close(fault);
            return REFUSED;
        }
        if (fault.sqlState().equals("57014") && server.isStopped() && mayBeRefusal()) {
            server.refuses(fault, Loss.Refusal.STOPPED);
            return REFUSED;
        }
        Object subject = replies.headSubject();
        Ask ask = server.asked();
        if (ask != null && replies.headIsOurs()) {
            ask.failed(fault);
        } else {
            Counters.add(loop.counters().errors);
        }
        int verdict = replies.onError(this::undo);
        ClientConnection client = server.client();
        if (client != null && verdict != ReplyQueue.SWALLOW) {
            failed = true;
            client.effects().failed();
        }
        if (verdict == ReplyQueue.REPLACE) {
            replacement = (Fault) subject;
        }
        return verdict;
    }

    /// A server that stops has not run what it owes an answer; any other reason to end the
    /// connection is the client's own.
    private int farewell(Fault fault) {
        boolean stops = STOPS.contains(fault.sqlState());
        if (!stops) {
            server.saysFarewell();
            return asynchronous();
        }
        boolean refusal = mayBeRefusal();
        server.refuses(fault, refusal ? Loss.Refusal.STOPPED : Loss.Refusal.NONE);
        return refusal ? REFUSED : ReplyQueue.SWALLOW;
    }

    /// Whether nothing has been seen yet of an answer.
    private boolean mayBeRefusal() {
        return !begun && !completed && doubt.isNone();
    }

    /// What is known of the oldest unit when the server is lost, for `why`.
    Loss.Scene scene(Loss.Refusal refusal, String why) {
        return new Loss.Scene(server.status, refusal, begun, failed, !doubt.isNone(), why);
    }

    /// Whether the client has got only a part of a message.
    boolean isInsideMessage() {
        return bodyLeft > 0 && bodyForward;
    }

    private void undo(int entry, @Nullable Object subject) {
        if (subject instanceof StatementChange change) {
            change.undo(server.statements, server.client());
        }
    }

    /// Answers what stands at the head of the queue and is ours to answer.
    void synthetic() {
        int kind = replies.takeSynthetic();
        ClientConnection client = server.client();
        if (client != null) {
            boolean held = prelude.isHeld();
            begun |= !held;
            ByteBuf out = held ? prelude.buffer(client) : client.buffer();
            Replies.bare(out, kind == ReplyQueue.PARSE ? Tag.PARSE_COMPLETE : Tag.CLOSE_COMPLETE);
            if (!held) {
                client.write(out);
            }
        }
    }

    /// The connection has ended.
    void close() {
        prelude.clear();
    }

    private int relay(ByteBuf in, int from, int to) {
        ClientConnection client = server.client();
        if (to > from && client != null) {
            if (prelude.isHeld()) {
                prelude.buffer(client).writeBytes(in, from, to - from);
                return to;
            }
            begun = true;
            prelude.release(client);
            client.write(in.retainedSlice(from, to - from));
        }
        return Math.max(from, to);
    }
}
