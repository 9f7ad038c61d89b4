package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.Tag;
import tenfold.sql.wire.WireException;

/// Reads one client's messages and passes them to the server it has borrowed.
///
/// How it works: runs of bytes that the server may have as they are, are forwarded as slices of
/// what was read; only messages that name a prepared statement are written anew. Bodies of COPY
/// data, parameters and function calls are streamed. A message is looked at only when the client
/// has a server connection; until then everything stays in the client's buffer.
final class Intake {
    private static final int SMALL_MAX = 10_000;
    private static final int LARGE_MAX = (1 << 30) - 1;
    private static final int NAMES_MAX = 1 << 14;

    private final ClientConnection client;
    private final Loop loop;
    private final Relay relay;
    private final SimpleQueries simple;
    private final ExtendedQueries extended;
    private int sentFrom;

    /// Whether the next message begins a unit.
    private boolean fresh = true;

    Intake(ClientConnection client, Loop loop) {
        this.client = client;
        this.loop = loop;
        this.relay = new Relay(client);
        this.simple = new SimpleQueries(client, loop, relay);
        this.extended = new ExtendedQueries(client, loop, relay);
    }

    /// Whether the server has part of a message and waits for the rest.
    boolean isInsideMessage() {
        return relay.isInsideMessage();
    }

    /// The transaction is over, and with it all portals.
    void forgetPortals() {
        extended.forgetPortals();
    }

    /// The server is gone. Part of a message that it has comes `again`, or its rest is dropped.
    void forgetServer(boolean again) {
        fresh = true;
        relay.forgetServer(again);
        extended.forgetPortals();
    }

    /// Processes what can be; the rest stays readable.
    void process(ByteBuf in) {
        relay.begin(in);
        sentFrom = in.readerIndex();
        while (step(in)) {
            // Each step is one message or a part of one.
        }
        relay.passRun(in, in.readerIndex());
        if (client.backend() != null && in.readerIndex() > sentFrom) {
            client.flight().sent(in, sentFrom, in.readerIndex());
        }
    }

    private boolean step(ByteBuf in) {
        int at = in.readerIndex();
        int available = in.writerIndex() - at;
        if (relay.hasBody()) {
            return relay.body(in) && in.isReadable();
        }
        if (available < 5) {
            return false;
        }
        byte tag = in.getByte(at);
        int length = in.getInt(at + 1);
        check(tag, length);
        boolean complete = length < available;
        if (!complete && (isReadWhole(tag) || (tag == Tag.BIND && available < NAMES_MAX))) {
            return false;
        }
        if (client.backend() == null) {
            sentFrom = at;
            if (withoutServer(in, tag, at, length)) {
                sentFrom = in.readerIndex();
                return client.isOpen();
            }
            relay.passRun(in, at);
            fresh = true;
            Stock destination = client.destination().choose(in, at);
            if (destination == null || !client.loan().acquire(destination)) {
                return false;
            }
        }
        BackendConnection server = java.util.Objects.requireNonNull(client.backend());
        if (fresh
                && !server.lender().isPrimary()
                && !server.replies.isSettled()
                && !client.destination().continues(in, at, server)) {
            relay.passRun(in, at);
            client.stalls();
            return false;
        }
        if (!loop.gate().isOpen() && tag != Tag.TERMINATE && loop.gate().holds(client, server)) {
            relay.passRun(in, at);
            return false;
        }
        if (server.replies.size() >= loop.limits().pipelineMax()) {
            throw new WireException(
                    Fault.fatal("54000", "too many messages sent ahead of their replies")
                            .withHint("Send Sync more often."));
        }
        message(in, server, tag, at, length);
        if (in.readerIndex() > at) {
            fresh = tag == Tag.QUERY || tag == Tag.SYNC || tag == Tag.FUNCTION_CALL;
        }
        return client.isOpen();
    }

    private static boolean isReadWhole(byte tag) {
        return tag != Tag.BIND && tag != Tag.COPY_DATA && tag != Tag.FUNCTION_CALL;
    }

    private void check(byte tag, int length) {
        int max =
                switch (tag) {
                    case Tag.QUERY, Tag.PARSE -> loop.limits().statementLengthMax();
                    case Tag.BIND, Tag.COPY_DATA, Tag.FUNCTION_CALL -> LARGE_MAX;
                    case Tag.EXECUTE, Tag.DESCRIBE, Tag.CLOSE, Tag.COPY_FAIL -> SMALL_MAX;
                    case Tag.SYNC, Tag.FLUSH, Tag.COPY_DONE, Tag.TERMINATE -> 4;
                    default ->
                            throw new WireException(
                                    "invalid frontend message type " + (tag & 0xff));
                };
        if (length < 4 || length > max) {
            throw new WireException(
                    Fault.fatal("08P01", "invalid message length")
                            .withHint(
                                    "'"
                                            + (char) tag
                                            + "' may have "
                                            + max
                                            + " bytes, not "
                                            + length
                                            + "."));
        }
    }

    /// Handles what needs no server; false when the message does need one.
    private boolean withoutServer(ByteBuf in, byte tag, int at, int length) {
        if (client.recovery().answers(in, tag, at, length)) {
            relay.drop(in, at, length);
            return true;
        }
        switch (tag) {
            case Tag.SYNC -> {
                ByteBuf out = in.alloc().buffer(8);
                Replies.ready(out, (byte) 'I');
                client.write(out);
                client.flush();
            }
            case Tag.TERMINATE -> client.quit();
            case Tag.FLUSH, Tag.COPY_DATA, Tag.COPY_DONE, Tag.COPY_FAIL -> {}
            default -> {
                return false;
            }
        }
        relay.drop(in, at, length);
        return true;
    }

    private void message(ByteBuf in, BackendConnection server, byte tag, int at, int length) {
        if (server.replies.isEmpty()) {
            client.started();
        }
        switch (tag) {
            case Tag.QUERY -> simple.query(in, server, at, length);
            case Tag.PARSE -> extended.parse(in, server, at, length);
            case Tag.BIND -> extended.bind(in, server, at, length);
            case Tag.EXECUTE -> extended.execute(in, server, at, length);
            case Tag.DESCRIBE -> extended.describe(in, server, at, length);
            case Tag.CLOSE -> extended.close(in, server, at, length);
            case Tag.FUNCTION_CALL -> {
                client.destination().sendsAnything(server);
                relay.pass(in, server, at, length, ReplyQueue.FUNCTION, null);
            }
            case Tag.SYNC -> relay.pass(in, server, at, length, ReplyQueue.SYNC, null);
            case Tag.COPY_DONE, Tag.COPY_FAIL -> {
                server.replies.copyEnds();
                relay.take(in, at, length);
            }
            case Tag.TERMINATE -> {
                relay.drop(in, at, length);
                client.quit();
            }
            default -> relay.take(in, at, length);
        }
    }
}
