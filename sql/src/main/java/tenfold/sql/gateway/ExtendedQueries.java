package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import tenfold.sql.text.Facts;
import tenfold.sql.text.Script;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.Tag;
import tenfold.sql.wire.WireException;

/// One client's Parse, Bind, Describe, Execute and Close messages.
///
/// A named statement is known to servers by a name of ours and is shared by all clients that
/// prepared the same; where a server lacks it, a Parse of ours goes ahead of the client's message.
/// The unnamed one is passed on as it is, and sent again when a server has another client's.
final class ExtendedQueries {
    private static final int COPIED_MAX = 1 << 14;

    private final ClientConnection client;
    private final Loop loop;
    private final Relay relay;
    private final Map<String, Script> portals = new HashMap<>();
    private Script unnamedPortal = Script.PLAIN;

    ExtendedQueries(ClientConnection client, Loop loop, Relay relay) {
        this.client = client;
        this.loop = loop;
        this.relay = relay;
    }

    /// The transaction is over, and with it all portals.
    void forgetPortals() {
        portals.clear();
    }

    void parse(ByteBuf in, BackendConnection server, int at, int length) {
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
        if (client.recovery().isRepeating()) {
            client.statements().remove(name);
        }
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
        if (waitsToListen(in, server, at, statement.script())) {
            return;
        }
        parseNamed(in, server, at, length, name, statement);
    }

    private void parseNamed(
            ByteBuf in,
            BackendConnection server,
            int at,
            int length,
            String name,
            Prepared statement) {
        relay.drop(in, at, length);
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
        if (waitsToListen(in, server, at, statement.script())) {
            return;
        }
        if (!server.replies.isSkipping()) {
            client.statements().put("", statement);
            server.statements.unnamed(statement);
        }
        relay.pass(
                in,
                server,
                at,
                length,
                ReplyQueue.PARSE,
                new StatementChange("", statement, true, true));
    }

    void bind(ByteBuf in, BackendConnection server, int at, int length) {
        int end = (int) Math.min(at + 1L + length, in.writerIndex());
        int portalLength = stringAt(in, at + 5, end);
        int nameAt = at + 5 + portalLength + 1;
        int nameLength = stringAt(in, nameAt, end);
        Prepared statement = client.statements().get(in, nameAt, nameLength);
        if (statement == null) {
            bindUnknown(in, server, at, length, Replies.text(in, nameAt, nameLength));
            return;
        }
        if (client.destination().isActive()) {
            client.destination().sends(statement.text(loop).plan(), server);
        }
        Script script = statement.script();
        if (waitsToListen(in, server, at, script)) {
            return;
        }
        if (portalLength == 0) {
            unnamedPortal = script;
        } else if (!script.isPlain()) {
            portals.put(Replies.text(in, at + 5, portalLength), script);
        }
        if (script.has(Facts.CURRENT_VALUE) && !mayReadSequence(in, server, at, length)) {
            return;
        }
        if (server.replies.isSkipping()) {
            relay.drop(in, at, length);
            return;
        }
        relay.passRun(in, at);
        ensure(server, statement);
        server.replies.add(ReplyQueue.BIND, null);
        if (nameLength == 0) {
            relay.take(in, at, length);
            return;
        }
        byte[] serverName = statement.name();
        ByteBuf out = server.buffer();
        out.writeByte(Tag.BIND).writeInt(length - nameLength + serverName.length);
        out.writeBytes(in, at + 5, portalLength + 1).writeBytes(serverName);
        int rest = nameAt + nameLength;
        boolean small = end - rest <= COPIED_MAX;
        if (small) {
            out.writeBytes(in, rest, end - rest);
        }
        relay.take(in, at, length);
        relay.skipTo(small ? end : rest);
    }

    /// Whether the message waits until the server listens for the client.
    private boolean waitsToListen(ByteBuf in, BackendConnection server, int at, Script script) {
        Subscription subscription = client.subscription();
        if (subscription == null || !subscription.isNeededAt(server, script.flags())) {
            return false;
        }
        relay.passRun(in, at);
        return true;
    }

    /// False when the message was refused, or waits until the server is ready for it.
    private boolean mayReadSequence(ByteBuf in, BackendConnection server, int at, int length) {
        return switch (Sequences.reading(client, server)) {
            case ALLOWED -> true;
            case LATER -> {
                relay.passRun(in, at);
                yield false;
            }
            case REFUSED -> {
                refuse(in, server, at, length, Sequences.REFUSAL);
                yield false;
            }
        };
    }

    /// A name that no Parse of this client made: one that SQL PREPARE made, or none at all.
    private void bindUnknown(
            ByteBuf in, BackendConnection server, int at, int length, String name) {
        boolean sqlPrepared = (client.session().pins() & Facts.PIN_PREPARE) != 0;
        if (name.isEmpty() || (sqlPrepared && !name.startsWith("tenfold."))) {
            unnamedPortal = Script.PLAIN;
            client.destination().sendsAnything(server);
            relay.pass(in, server, at, length, ReplyQueue.BIND, null);
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
        relay.drop(in, at, length);
        if (server.replies.add(ReplyQueue.BIND | ReplyQueue.REFUSED, fault)) {
            ByteBuf out = server.buffer();
            int start = Replies.begin(out, Tag.BIND);
            Replies.string(out, "");
            Replies.string(out, "tenfold.refused");
            out.writeShort(0).writeShort(0).writeShort(0);
            Replies.end(out, start);
        }
    }

    /// Makes sure that the server has `statement`, ahead of the message that uses it.
    private static void ensure(BackendConnection server, Prepared statement) {
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
    }

    void execute(ByteBuf in, BackendConnection server, int at, int length) {
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
        if (!script.isPlain() && !server.replies.isSkipping()) {
            client.effects().sends(script);
        }
        relay.pass(in, server, at, length, ReplyQueue.EXECUTE, script.isPlain() ? null : script);
    }

    void describe(ByteBuf in, BackendConnection server, int at, int length) {
        if (in.getByte(at + 5) != 'S') {
            relay.pass(in, server, at, length, ReplyQueue.DESCRIBE_PORTAL, null);
            return;
        }
        int nameLength = stringAt(in, at + 6, at + 1 + length);
        Prepared statement = client.statements().get(in, at + 6, nameLength);
        if (statement == null || server.replies.isSkipping()) {
            describeUnknown(in, server, at, length, Replies.text(in, at + 6, nameLength));
            return;
        }
        relay.passRun(in, at);
        ensure(server, statement);
        server.replies.add(ReplyQueue.DESCRIBE_STATEMENT, null);
        if (nameLength == 0) {
            relay.take(in, at, length);
            return;
        }
        relay.drop(in, at, length);
        ByteBuf out = server.buffer();
        out.writeByte(Tag.DESCRIBE).writeInt(6 + statement.name().length);
        out.writeByte('S').writeBytes(statement.name()).writeByte(0);
    }

    private void describeUnknown(
            ByteBuf in, BackendConnection server, int at, int length, String name) {
        boolean sqlPrepared = (client.session().pins() & Facts.PIN_PREPARE) != 0;
        if (name.isEmpty() || (sqlPrepared && !name.startsWith("tenfold."))) {
            relay.pass(in, server, at, length, ReplyQueue.DESCRIBE_STATEMENT, null);
        } else {
            refuse(in, server, at, length, unknown(name));
        }
    }

    /// Close of a statement only forgets the client's name: others may use it on this server.
    void close(ByteBuf in, BackendConnection server, int at, int length) {
        int nameLength = stringAt(in, at + 6, at + 1 + length);
        if (in.getByte(at + 5) != 'S' || nameLength == 0) {
            if (in.getByte(at + 5) == 'S') {
                client.statements().dropUnnamed();
                server.statements.unnamed(null);
            }
            relay.pass(in, server, at, length, ReplyQueue.CLOSE, null);
            return;
        }
        String name = Replies.text(in, at + 6, nameLength);
        Prepared statement = client.statements().get(name);
        if (statement == null
                && (client.session().pins() & Facts.PIN_PREPARE) != 0
                && !name.startsWith("tenfold.")) {
            relay.pass(in, server, at, length, ReplyQueue.CLOSE, null);
            return;
        }
        relay.drop(in, at, length);
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
