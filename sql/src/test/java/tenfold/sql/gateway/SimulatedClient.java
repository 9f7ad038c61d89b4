package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.Tag;
import tenfold.testkit.AppendHistory;
import tenfold.testkit.Outcome;

/// One client in a simulation: sends units, sometimes several ahead of their answers, and notes
/// what it is told about each number it has inserted.
final class SimulatedClient {
    /// A unit sent, the number that it inserts or asks for, and how its transaction goes on.
    private record Sent(String sql, long number) {}

    final EmbeddedChannel channel;
    private final Random random;
    private final AppendHistory history;
    private final ArrayDeque<Sent> unanswered = new ArrayDeque<>();
    private final List<Long> inTransaction = new ArrayList<>();
    private final ByteBuf in = Unpooled.buffer();
    private boolean planned;
    private boolean greeted;
    private String error = "";
    private String completed = "";
    private long row = -1;

    SimulatedClient(EmbeddedChannel channel, Random random, AppendHistory history) {
        this.channel = channel;
        this.random = random;
        this.history = history;
    }

    boolean isIdle() {
        return unanswered.isEmpty();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    boolean isGreeted() {
        return greeted;
    }

    /// Sends the next unit.
    void send() {
        String word = planned ? inside() : outside();
        planned =
                word.equals("BEGIN")
                        || (planned && !word.equals("COMMIT") && !word.equals("ROLLBACK"));
        long number =
                switch (word) {
                    case "INSERT" -> history.begin();
                    case "SELECT" -> random.nextInt(1_000_000);
                    default -> -1;
                };
        String sql = number < 0 ? word : word + " " + number;
        unanswered.add(new Sent(word, number));
        ByteBuf out = Unpooled.buffer();
        if (random.nextBoolean()) {
            Replies.query(out, sql);
        } else {
            extended(out, sql);
        }
        channel.writeInbound(out);
        read();
    }

    /// Ends an open transaction, so that nothing is left to find out.
    void finish() {
        if (planned && isIdle() && isOpen()) {
            planned = false;
            unanswered.add(new Sent("ROLLBACK", -1));
            ByteBuf out = Unpooled.buffer();
            Replies.query(out, "ROLLBACK");
            channel.writeInbound(out);
            read();
        }
    }

    private String outside() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> "INSERT";
            case 2 -> "BEGIN";
            default -> "SELECT";
        };
    }

    private String inside() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> "COMMIT";
            case 2 -> "ROLLBACK";
            case 3 -> "SELECT";
            default -> "INSERT";
        };
    }

    private void extended(ByteBuf out, String sql) {
        String name = random.nextBoolean() ? "" : "s" + random.nextInt(1 << 30);
        int start = Replies.begin(out, Tag.PARSE);
        Replies.string(out, name);
        Replies.string(out, sql);
        out.writeShort(0);
        Replies.end(out, start);
        start = Replies.begin(out, Tag.BIND);
        Replies.string(out, "");
        Replies.string(out, name);
        out.writeShort(0).writeShort(0).writeShort(0);
        Replies.end(out, start);
        start = Replies.begin(out, Tag.EXECUTE);
        Replies.string(out, "");
        out.writeInt(0);
        Replies.end(out, start);
        Replies.bare(out, Tag.SYNC);
    }

    /// Takes what the gateway has answered.
    void read() {
        for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
            in.writeBytes(each);
            each.release();
        }
        while (in.readableBytes() >= 5 && in.readableBytes() > in.getInt(in.readerIndex() + 1)) {
            byte tag = in.readByte();
            message(tag, in.readSlice(in.readInt() - 4));
        }
        if (!channel.isOpen()) {
            // Whatever was not answered stays unknown.
            unanswered.clear();
            inTransaction.clear();
        }
    }

    private void message(byte tag, ByteBuf body) {
        switch (tag) {
            case Tag.ERROR -> {
                check(error.isEmpty(), "a second error for one unit");
                error = tenfold.sql.wire.Fault.read(body).sqlState();
            }
            case Tag.COMMAND_COMPLETE ->
                    completed = Replies.text(body, 0, body.readableBytes() - 1);
            case Tag.DATA_ROW -> row = body.getLong(6);
            case Tag.READY -> ready((char) body.getByte(0));
            default -> {
                // The rest says nothing about the outcome.
            }
        }
    }

    private void ready(char status) {
        if (!greeted) {
            greeted = true;
            return;
        }
        check(!unanswered.isEmpty(), "an answer that nobody asked for");
        Sent sent = unanswered.removeFirst();
        check(
                !error.isEmpty()
                        || completed.startsWith(sent.sql())
                        || completed.equals("ROLLBACK"),
                sent + " was answered with " + completed);
        check(
                !error.isEmpty() || !sent.sql().equals("SELECT") || row == sent.number(),
                "the row of somebody else");
        answered(sent, status);
        error = "";
        completed = "";
        row = -1;
    }

    private void answered(Sent sent, char status) {
        boolean failed = !error.isEmpty();
        if (sent.sql().equals("INSERT")) {
            if (!failed && status == 'T') {
                inTransaction.add(sent.number());
            } else if (!failed) {
                history.end(sent.number(), Outcome.ACKED);
            } else if (!error.equals("08007")) {
                history.end(sent.number(), Outcome.FAILED);
            }
        }
        boolean lost = failed && error.equals("40001");
        boolean over = sent.sql().equals("COMMIT") || sent.sql().equals("ROLLBACK") || lost;
        if (over && !(failed && error.equals("08007"))) {
            boolean kept = !failed && completed.equals("COMMIT");
            inTransaction.forEach(each -> history.end(each, kept ? Outcome.ACKED : Outcome.FAILED));
        }
        if (over || status == 'I') {
            inTransaction.clear();
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
