package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.Tag;

/// A database server in one thread: keeps a list of numbers, speaks as much of the protocol as the
/// simulated clients need, and does one thing at a time when it is told to.
///
/// Statements: `INSERT n`, `SELECT n` (answers n), `BEGIN`, `COMMIT`, `ROLLBACK`; a script of
/// several counts as failed after the first, which is how the gateway makes a failed transaction.
final class SimulatedServer {
    /// What is committed; outlives the server.
    private final List<Long> disk;

    private final Random random;
    private final Set<Session> sessions = new LinkedHashSet<>();
    private boolean down;

    SimulatedServer(List<Long> disk, Random random) {
        this.disk = disk;
        this.random = random;
    }

    private static final class Session {
        final EmbeddedChannel channel;
        final ByteBuf in = Unpooled.buffer();
        final ArrayDeque<ByteBuf> out = new ArrayDeque<>();
        final List<Long> written = new ArrayList<>();
        final Map<String, String> statements = new HashMap<>();
        ByteBuf reply = Unpooled.buffer();
        String portal = "";
        char status = 'I';
        boolean skipping;

        Session(EmbeddedChannel channel) {
            this.channel = channel;
        }
    }

    /// Takes a login.
    void connect(BackendLogin login) {
        Lender lender = login.lender();
        var channel = new EmbeddedChannel();
        var connection = new BackendConnection(lender, 1, 1, Parameters.NONE, false);
        channel.pipeline().addLast(connection);
        var session = new Session(channel);
        sessions.add(session);
        lender.opened(connection);
    }

    boolean isDown() {
        return down;
    }

    /// One step of one session; false when there is nothing to do.
    boolean step() {
        List<Session> able = new ArrayList<>();
        for (Session each : sessions) {
            receive(each);
            if (isWhole(each.in) || !each.out.isEmpty()) {
                able.add(each);
            }
        }
        sessions.stream().filter(each -> !each.channel.isOpen()).forEach(SimulatedServer::end);
        sessions.removeIf(each -> !each.channel.isOpen());
        able.removeIf(each -> !each.channel.isOpen());
        if (able.isEmpty()) {
            return false;
        }
        Session session = able.get(random.nextInt(able.size()));
        boolean answers = !session.out.isEmpty() && (random.nextBoolean() || !isWhole(session.in));
        if (answers) {
            deliver(session);
        } else {
            run(session);
        }
        return true;
    }

    private static void receive(Session session) {
        for (ByteBuf each = session.channel.readOutbound();
                each != null;
                each = session.channel.readOutbound()) {
            session.in.writeBytes(each);
            each.release();
        }
    }

    private static boolean isWhole(ByteBuf in) {
        return in.readableBytes() >= 5 && in.readableBytes() > in.getInt(in.readerIndex() + 1);
    }

    /// Hands over what was answered, in pieces that fall as they may.
    private void deliver(Session session) {
        ByteBuf bytes = session.out.removeFirst();
        int cut = random.nextInt(4) == 0 ? random.nextInt(bytes.readableBytes()) : 0;
        if (cut > 0) {
            session.out.addFirst(bytes.retainedSlice(cut, bytes.readableBytes() - cut));
            bytes.writerIndex(bytes.readerIndex() + cut);
        }
        session.channel.writeInbound(bytes);
    }

    // ---- the end of a server

    /// Ends without a word; what was answered and not delivered is lost.
    void kill() {
        down = true;
        List.copyOf(sessions).forEach(SimulatedServer::end);
        sessions.clear();
    }

    /// Ends as an administrator ends it: every session is told, after what it has answered.
    void stop() {
        down = true;
        for (Session each : List.copyOf(sessions)) {
            if (each.skipping || each.reply.isReadable()) {
                each.out.add(each.reply);
            }
            ByteBuf farewell = Unpooled.buffer();
            Fault.fatal("57P01", "terminating connection due to administrator command")
                    .write(farewell);
            each.out.add(farewell);
            while (!each.out.isEmpty() && each.channel.isOpen()) {
                each.channel.writeInbound(each.out.removeFirst());
            }
            end(each);
        }
        sessions.clear();
    }

    private static void end(Session session) {
        session.channel.finishAndReleaseAll();
        session.out.forEach(ByteBuf::release);
        session.out.clear();
    }

    // ---- statements

    private void run(Session session) {
        ByteBuf in = session.in;
        byte tag = in.readByte();
        ByteBuf body = in.readSlice(in.readInt() - 4);
        switch (tag) {
            case Tag.QUERY -> query(session, string(body));
            case Tag.SYNC -> sync(session);
            case Tag.TERMINATE -> {
                sessions.remove(session);
                end(session);
            }
            default -> {
                if (!session.skipping) {
                    extended(session, tag, body);
                }
            }
        }
    }

    private static String string(ByteBuf body) {
        int length = body.bytesBefore((byte) 0);
        String text = Replies.text(body, body.readerIndex(), length);
        body.skipBytes(length + 1);
        return text;
    }

    private void query(Session session, String sql) {
        for (String statement : sql.split(";", -1)) {
            if (!execute(session, statement.strip(), true)) {
                break;
            }
        }
        if (session.status == 'I') {
            commit(session);
        }
        ready(session);
    }

    private void sync(Session session) {
        session.skipping = false;
        if (session.status == 'I') {
            commit(session);
        }
        ready(session);
    }

    private static void ready(Session session) {
        Replies.ready(session.reply, (byte) session.status);
        session.out.add(session.reply);
        session.reply = Unpooled.buffer();
    }

    private void extended(Session session, byte tag, ByteBuf body) {
        switch (tag) {
            case Tag.PARSE -> {
                session.statements.put(string(body), string(body));
                Replies.bare(session.reply, Tag.PARSE_COMPLETE);
            }
            case Tag.BIND -> {
                string(body);
                session.portal = session.statements.getOrDefault(string(body), "");
                Replies.bare(session.reply, Tag.BIND_COMPLETE);
            }
            case Tag.EXECUTE -> {
                if (!execute(session, session.portal, false)) {
                    session.skipping = true;
                }
            }
            default -> throw new AssertionError("message " + (char) tag);
        }
    }

    /// Runs one statement; false when it fails.
    private boolean execute(Session session, String sql, boolean describes) {
        String word = sql.split(" ", 2)[0];
        boolean ends = word.equals("COMMIT") || (word.equals("ROLLBACK") && !sql.contains("TO"));
        if (session.status == 'E' && !ends) {
            return fail(session, "25P02");
        }
        switch (word) {
            case "INSERT" -> session.written.add(number(sql));
            case "SELECT" -> row(session, number(sql), describes);
            case "BEGIN" -> session.status = 'T';
            case "COMMIT", "ROLLBACK" -> {
                if (!ends) {
                    return fail(session, "3B001");
                }
                boolean commits = word.equals("COMMIT") && session.status != 'E';
                if (commits) {
                    commit(session);
                }
                session.written.clear();
                session.status = 'I';
                Replies.commandComplete(session.reply, commits ? "COMMIT" : "ROLLBACK");
                return true;
            }
            default -> throw new AssertionError("statement " + sql);
        }
        Replies.commandComplete(session.reply, word);
        return true;
    }

    private static long number(String sql) {
        return Long.parseLong(sql.substring(sql.indexOf(' ') + 1));
    }

    private static void row(Session session, long value, boolean describes) {
        if (describes) {
            int start = Replies.begin(session.reply, Tag.ROW_DESCRIPTION);
            session.reply.writeShort(0);
            Replies.end(session.reply, start);
        }
        int start = Replies.begin(session.reply, Tag.DATA_ROW);
        session.reply.writeShort(1).writeInt(8).writeLong(value);
        Replies.end(session.reply, start);
    }

    private static boolean fail(Session session, String state) {
        session.status = session.status == 'I' ? 'I' : 'E';
        session.written.clear();
        Fault.error(state, "failed").write(session.reply);
        return false;
    }

    private void commit(Session session) {
        disk.addAll(session.written);
        session.written.clear();
    }
}
