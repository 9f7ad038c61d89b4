package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.sql.text.Facts;
import tenfold.sql.text.Script;
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
    private final Map<String, Script> portals = new HashMap<>();
    private Script unnamedPortal = Script.PLAIN;
    private long bodyLeft;
    private boolean bodyDropped;
    private int runStart;

    Intake(ClientConnection client, Loop loop) {
        this.client = client;
        this.loop = loop;
    }

    /// Whether the server has part of a message and waits for the rest.
    boolean isInsideMessage() {
        return bodyLeft > 0 && !bodyDropped;
    }

    /// The transaction is over, and with it all portals.
    void forgetPortals() {
        portals.clear();
    }

    /// Processes what can be; the rest stays readable.
    void process(ByteBuf in) {
        runStart = in.readerIndex();
        while (step(in)) {
            // Each step is one message or a part of one.
        }
        passRun(in, in.readerIndex());
    }

    private boolean step(ByteBuf in) {
        int at = in.readerIndex();
        int available = in.writerIndex() - at;
        if (bodyLeft > 0) {
            return body(in, at, available);
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
            if (withoutServer(in, tag, at, length)) {
                return client.isOpen();
            }
            passRun(in, at);
            if (!client.acquire()) {
                return false;
            }
        }
        BackendConnection server = java.util.Objects.requireNonNull(client.backend());
        if (server.replies.size() >= loop.limits().pipelineMax()) {
            throw new WireException(
                    Fault.fatal("54000", "too many messages sent ahead of their replies")
                            .withHint("Send Sync more often."));
        }
        message(in, server, tag, at, length);
        return client.isOpen();
    }

    private boolean body(ByteBuf in, int at, int available) {
        int n = (int) Math.min(bodyLeft, available);
        in.skipBytes(n);
        bodyLeft -= n;
        if (bodyDropped) {
            passRun(in, at);
            runStart = at + n;
        }
        return bodyLeft == 0 && available > n;
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
        drop(in, at, length);
        return true;
    }

    private void message(ByteBuf in, BackendConnection server, byte tag, int at, int length) {
        if (server.replies.isEmpty()) {
            client.started();
        }
        switch (tag) {
            case Tag.QUERY -> query(in, server, at, length);
            case Tag.PARSE -> parse(in, server, at, length);
            case Tag.BIND -> bind(in, server, at, length);
            case Tag.EXECUTE -> execute(in, server, at, length);
            case Tag.DESCRIBE -> describe(in, server, at, length);
            case Tag.CLOSE -> close(in, server, at, length);
            case Tag.FUNCTION_CALL -> pass(in, server, at, length, ReplyQueue.FUNCTION, null);
            case Tag.SYNC -> pass(in, server, at, length, ReplyQueue.SYNC, null);
            case Tag.COPY_DONE, Tag.COPY_FAIL -> {
                server.replies.copyEnds();
                take(in, at, length);
            }
            case Tag.TERMINATE -> {
                drop(in, at, length);
                client.quit();
            }
            default -> take(in, at, length);
        }
    }

    // ---- moving bytes

    /// Lets the message follow the run of bytes that the server gets unchanged.
    private void take(ByteBuf in, int at, int length) {
        int end = (int) Math.min(at + 1L + length, in.writerIndex());
        in.readerIndex(end);
        bodyLeft = at + 1L + length - end;
        bodyDropped = false;
    }

    /// Leaves the message out.
    private void drop(ByteBuf in, int at, int length) {
        passRun(in, at);
        take(in, at, length);
        bodyDropped = true;
        runStart = in.readerIndex();
    }

    private void pass(
            ByteBuf in,
            BackendConnection server,
            int at,
            int length,
            int entry,
            @Nullable Object subject) {
        if (server.replies.add(entry, subject)) {
            take(in, at, length);
        } else {
            drop(in, at, length);
        }
    }

    private void passRun(ByteBuf in, int to) {
        BackendConnection server = client.backend();
        if (to > runStart && server != null) {
            server.write(in.retainedSlice(runStart, to - runStart));
        }
        runStart = Math.max(to, runStart);
    }

    // ---- simple queries

    private void query(ByteBuf in, BackendConnection server, int at, int length) {
        byte[] text = loop.scratch(length - 4);
        in.getBytes(at + 5, text, 0, length - 4);
        Script script = loop.scan(text, length - 5, server);
        client.statements().dropUnnamed();
        server.statements.unnamed(null);
        Counters.add(loop.counters().statements);
        if (script == Script.PLAIN) {
            pass(in, server, at, length, ReplyQueue.QUERY, null);
            return;
        }
        if (script.has(Facts.CURRENT_VALUE) && !mayReadSequence(server)) {
            refuseQuery(in, server, at, length);
            return;
        }
        client.session().sent(script);
        String deallocated = deallocates(script);
        if (deallocated != null) {
            deallocate(in, server, at, length, deallocated, script);
            return;
        }
        pass(in, server, at, length, ReplyQueue.QUERY, script);
    }

    private void refuseQuery(ByteBuf in, BackendConnection server, int at, int length) {
        drop(in, at, length);
        if (server.replies.add(ReplyQueue.QUERY | ReplyQueue.REFUSED, Sequences.REFUSAL)) {
            write(server, "refused by the gateway");
        }
    }

    private static void write(BackendConnection server, String sql) {
        ByteBuf out = server.buffer();
        Replies.query(out, sql);
        server.write(out);
    }

    private @Nullable String deallocates(Script script) {
        boolean single = script.statements().size() == 1 && script.has(Facts.DEALLOCATE);
        String name = single ? script.statement(0).name() : "";
        return name.isEmpty() || client.statements().get(name) == null ? null : name;
    }

    /// DEALLOCATE of a statement that was prepared by protocol: the server knows another name, or
    /// none yet; then one is made for the occasion, so that the server's own answer is the answer.
    private void deallocate(
            ByteBuf in, BackendConnection server, int at, int length, String name, Script script) {
        Prepared statement = java.util.Objects.requireNonNull(client.statements().get(name));
        client.statements().remove(name, statement);
        drop(in, at, length);
        String serverName =
                new String(statement.name(), java.nio.charset.StandardCharsets.US_ASCII);
        if (!server.statements.has(statement)
                && server.replies.add(ReplyQueue.QUERY | ReplyQueue.OURS, null)) {
            write(server, "PREPARE \"" + serverName + "\" AS SELECT 1");
        }
        server.statements.remove(statement);
        if (server.replies.add(ReplyQueue.QUERY, script)) {
            write(server, "DEALLOCATE \"" + serverName + "\"");
        }
    }

    private boolean mayReadSequence(BackendConnection server) {
        return Sequences.mayRead(client, server);
    }

    // ---- extended queries

    private void parse(ByteBuf in, BackendConnection server, int at, int length) {
        int end = at + 1 + length;
        int nameLength = stringAt(in, at + 5, end);
        int bodyAt = at + 5 + nameLength + 1;
        int bodyLength = end - bodyAt;
        byte[] body = loop.scratch(bodyLength);
        in.getBytes(bodyAt, body, 0, bodyLength);
        if (nameLength == 0) {
            parseUnnamed(in, server, at, length, body, bodyLength);
            return;
        }
        String name = Replies.text(in, at + 5, nameLength);
        if (client.statements().get(name) != null) {
            refuse(
                    in,
                    server,
                    at,
                    length,
                    Fault.error("42P05", "prepared statement \"" + name + "\" already exists"));
            return;
        }
        if (client.statements().size() >= loop.limits().preparedPerClientMax()) {
            refuse(in, server, at, length, Fault.error("54000", "too many prepared statements"));
            return;
        }
        Prepared statement =
                client.pool().intern(body, bodyLength, client.session().settings(), server);
        parseNamed(in, server, at, length, name, statement);
    }

    private void parseNamed(
            ByteBuf in,
            BackendConnection server,
            int at,
            int length,
            String name,
            Prepared statement) {
        drop(in, at, length);
        boolean known = server.statements.has(statement);
        var change = new StatementChange(name, statement, !known, true);
        if (known) {
            if (server.replies.add(ReplyQueue.PARSE | ReplyQueue.SYNTHETIC, change)) {
                client.statements().put(name, statement);
                answerAtOnce(server);
            }
            return;
        }
        if (!server.replies.isSkipping()) {
            makeRoom(server, statement);
            server.replies.add(ReplyQueue.PARSE, change);
            client.statements().put(name, statement);
            send(server, statement, true);
        }
    }

    private void answerAtOnce(BackendConnection server) {
        if (server.replies.headIsSynthetic()) {
            server.answerSynthetics();
            client.flush();
        }
    }

    private void parseUnnamed(
            ByteBuf in, BackendConnection server, int at, int length, byte[] body, int bodyLength) {
        Prepared known = client.statements().get("");
        Prepared statement =
                known != null && known.hasBody(body, bodyLength)
                        ? known
                        : client.pool().unnamed(body, bodyLength, server);
        if (!server.replies.isSkipping()) {
            client.statements().put("", statement);
            server.statements.unnamed(statement);
        }
        pass(
                in,
                server,
                at,
                length,
                ReplyQueue.PARSE,
                new StatementChange("", statement, true, true));
    }

    private void bind(ByteBuf in, BackendConnection server, int at, int length) {
        int end = (int) Math.min(at + 1L + length, in.writerIndex());
        int portalLength = stringAt(in, at + 5, end);
        int nameAt = at + 5 + portalLength + 1;
        int nameLength = stringAt(in, nameAt, end);
        Prepared statement = client.statements().get(in, nameAt, nameLength);
        if (statement == null) {
            bindUnknown(in, server, at, length, Replies.text(in, nameAt, nameLength));
            return;
        }
        Script script = statement.script();
        if (portalLength == 0) {
            unnamedPortal = script;
        } else if (script != Script.PLAIN) {
            portals.put(Replies.text(in, at + 5, portalLength), script);
        }
        if (script.has(Facts.CURRENT_VALUE) && !mayReadSequence(server)) {
            refuse(in, server, at, length, Sequences.REFUSAL);
            return;
        }
        if (server.replies.isSkipping()) {
            drop(in, at, length);
            return;
        }
        passRun(in, at);
        ensure(server, statement);
        server.replies.add(ReplyQueue.BIND, null);
        if (nameLength == 0) {
            take(in, at, length);
            return;
        }
        byte[] serverName = statement.name();
        ByteBuf out = server.buffer();
        out.writeByte(Tag.BIND).writeInt(length - nameLength + serverName.length);
        out.writeBytes(in, at + 5, portalLength + 1).writeBytes(serverName);
        int rest = nameAt + nameLength;
        boolean small = end - rest <= NAMES_MAX;
        if (small) {
            out.writeBytes(in, rest, end - rest);
        }
        server.write(out);
        take(in, at, length);
        runStart = small ? end : rest;
    }

    /// A name that no Parse of this client made: one that SQL PREPARE made, or none at all.
    private void bindUnknown(
            ByteBuf in, BackendConnection server, int at, int length, String name) {
        boolean sqlPrepared = (client.session().pins() & Facts.PIN_PREPARE) != 0;
        if (name.isEmpty() || (sqlPrepared && !name.startsWith("tenfold."))) {
            unnamedPortal = Script.PLAIN;
            pass(in, server, at, length, ReplyQueue.BIND, null);
        } else {
            refuse(in, server, at, length, unknown(name));
        }
    }

    private static Fault unknown(String name) {
        return Fault.error("26000", "prepared statement \"" + name + "\" does not exist");
    }

    /// Puts a message in this one's place that the server refuses; the client gets `fault` as the
    /// reason.
    private void refuse(ByteBuf in, BackendConnection server, int at, int length, Fault fault) {
        drop(in, at, length);
        if (server.replies.add(ReplyQueue.BIND | ReplyQueue.REFUSED, fault)) {
            ByteBuf out = server.buffer();
            int start = Replies.begin(out, Tag.BIND);
            Replies.string(out, "");
            Replies.string(out, "tenfold.refused");
            out.writeShort(0).writeShort(0).writeShort(0);
            Replies.end(out, start);
            server.write(out);
        }
    }

    /// Makes sure that the server has `statement`, ahead of the message that uses it.
    private void ensure(BackendConnection server, Prepared statement) {
        boolean unnamed = statement.name().length == 0;
        if (unnamed ? server.statements.unnamed() == statement : server.statements.has(statement)) {
            return;
        }
        if (unnamed) {
            server.statements.unnamed(statement);
        } else {
            makeRoom(server, statement);
        }
        server.replies.add(
                ReplyQueue.PARSE | ReplyQueue.OURS,
                new StatementChange(null, statement, true, true));
        send(server, statement, true);
    }

    private static void makeRoom(BackendConnection server, Prepared statement) {
        Prepared eldest = server.statements.add(statement);
        if (eldest != null) {
            server.replies.add(
                    ReplyQueue.CLOSE | ReplyQueue.OURS,
                    new StatementChange(null, eldest, true, false));
            send(server, eldest, false);
        }
    }

    private static void send(BackendConnection server, Prepared statement, boolean parse) {
        ByteBuf out = server.buffer();
        if (parse) {
            statement.writeParse(out);
        } else {
            statement.writeClose(out);
        }
        server.write(out);
    }

    private void execute(ByteBuf in, BackendConnection server, int at, int length) {
        int nameLength = stringAt(in, at + 5, at + 1 + length);
        Script script = unnamedPortal;
        if (nameLength > 0) {
            script =
                    portals.isEmpty()
                            ? Script.PLAIN
                            : portals.getOrDefault(
                                    Replies.text(in, at + 5, nameLength), Script.PLAIN);
        }
        Counters.add(loop.counters().statements);
        if (script != Script.PLAIN && !server.replies.isSkipping()) {
            client.session().sent(script);
        }
        pass(in, server, at, length, ReplyQueue.EXECUTE, script == Script.PLAIN ? null : script);
    }

    private void describe(ByteBuf in, BackendConnection server, int at, int length) {
        if (in.getByte(at + 5) != 'S') {
            pass(in, server, at, length, ReplyQueue.DESCRIBE_PORTAL, null);
            return;
        }
        int nameLength = stringAt(in, at + 6, at + 1 + length);
        Prepared statement = client.statements().get(in, at + 6, nameLength);
        if (statement == null || server.replies.isSkipping()) {
            describeUnknown(in, server, at, length, Replies.text(in, at + 6, nameLength));
            return;
        }
        passRun(in, at);
        ensure(server, statement);
        server.replies.add(ReplyQueue.DESCRIBE_STATEMENT, null);
        if (nameLength == 0) {
            take(in, at, length);
            return;
        }
        drop(in, at, length);
        ByteBuf out = server.buffer();
        out.writeByte(Tag.DESCRIBE).writeInt(6 + statement.name().length);
        out.writeByte('S').writeBytes(statement.name()).writeByte(0);
        server.write(out);
    }

    private void describeUnknown(
            ByteBuf in, BackendConnection server, int at, int length, String name) {
        boolean sqlPrepared = (client.session().pins() & Facts.PIN_PREPARE) != 0;
        if (name.isEmpty() || (sqlPrepared && !name.startsWith("tenfold."))) {
            pass(in, server, at, length, ReplyQueue.DESCRIBE_STATEMENT, null);
        } else {
            refuse(in, server, at, length, unknown(name));
        }
    }

    /// Close of a statement only forgets the client's name: others may use it on this server.
    private void close(ByteBuf in, BackendConnection server, int at, int length) {
        int nameLength = stringAt(in, at + 6, at + 1 + length);
        if (in.getByte(at + 5) != 'S' || nameLength == 0) {
            if (in.getByte(at + 5) == 'S') {
                client.statements().dropUnnamed();
                server.statements.unnamed(null);
            }
            pass(in, server, at, length, ReplyQueue.CLOSE, null);
            return;
        }
        String name = Replies.text(in, at + 6, nameLength);
        Prepared statement = client.statements().get(name);
        if (statement == null
                && (client.session().pins() & Facts.PIN_PREPARE) != 0
                && !name.startsWith("tenfold.")) {
            pass(in, server, at, length, ReplyQueue.CLOSE, null);
            return;
        }
        drop(in, at, length);
        var change = statement == null ? null : new StatementChange(name, statement, false, false);
        if (server.replies.add(ReplyQueue.CLOSE | ReplyQueue.SYNTHETIC, change)) {
            if (statement != null) {
                client.statements().remove(name, statement);
            }
            answerAtOnce(server);
        }
    }

    private static int stringAt(ByteBuf in, int at, int end) {
        int length = Replies.stringLength(in, at, end);
        if (length < 0) {
            throw new WireException("invalid string in message");
        }
        return length;
    }
}
