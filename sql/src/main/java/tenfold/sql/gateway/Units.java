package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tenfold.sql.text.Facts;
import tenfold.sql.text.Repeatable;
import tenfold.sql.text.Scanner;
import tenfold.sql.text.Script;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.Tag;

/// Divides bytes that a client has sent into units and finds what is in each. Used only when a
/// server was lost: nothing of this costs a query anything.
final class Units {
    private final ByteBuf in;
    private final boolean conforming;
    private final Function<String, byte @Nullable []> prepared;
    private final Scanner scanner = new Scanner();
    private final Map<String, Integer> parsed = new HashMap<>();
    private final Map<String, Integer> portals = new HashMap<>();
    private final List<Unit> units = new ArrayList<>();
    private int start;
    private int marks;
    private int statements;

    private Units(ByteBuf in, boolean conforming, Function<String, byte @Nullable []> prepared) {
        this.in = in;
        this.conforming = conforming;
        this.prepared = prepared;
    }

    /// The units in `in` after the first `answered`.
    ///
    /// @param conforming `standard_conforming_strings` of the session
    /// @param prepared text of a statement that the client prepared before, by name
    static List<Unit> read(
            ByteBuf in,
            int answered,
            boolean conforming,
            Function<String, byte @Nullable []> prepared) {
        List<Unit> all = new Units(in, conforming, prepared).read();
        return all.subList(Math.min(answered, all.size()), all.size());
    }

    /// The marks of the statement in one Query, Parse or Bind.
    static int marksOf(
            ByteBuf message, boolean conforming, Function<String, byte @Nullable []> prepared) {
        var units = new Units(message, conforming, prepared);
        units.begin(0);
        int end = message.writerIndex();
        units.message(message.getByte(0), 0, end, true);
        if (units.units.isEmpty()) {
            units.parsed.values().forEach(units::runs);
            units.portals.values().forEach(units::runs);
            units.end(end, 0);
        }
        return units.units.getFirst().marks();
    }

    private List<Unit> read() {
        int at = in.readerIndex();
        begin(at);
        while (in.writerIndex() - at >= 5) {
            byte tag = in.getByte(at);
            long end = at + 1L + in.getInt(at + 1);
            boolean whole = end <= in.writerIndex();
            message(tag, at, whole ? (int) end : in.writerIndex(), whole);
            at = whole ? (int) end : in.writerIndex();
        }
        if (in.writerIndex() > start) {
            end(in.writerIndex(), 0);
        }
        return units;
    }

    private void begin(int at) {
        start = at;
        marks = Unit.READS | Unit.LEAVES_NOTHING;
        statements = 0;
    }

    private void end(int at, int complete) {
        int single = statements == 1 ? Unit.SINGLE : 0;
        units.add(new Unit(start, at, marks | complete | single));
        begin(at);
    }

    private void message(byte tag, int at, int end, boolean whole) {
        switch (tag) {
            case Tag.QUERY -> {
                runs(marksOf(bytes(at + 5, end - 1)));
                end(end, Unit.COMPLETE);
            }
            case Tag.PARSE -> {
                int text = at + 5 + length(at + 5, end) + 1;
                parsed.put(text(at + 5, text - 1), marksOf(bytes(text, text + length(text, end))));
            }
            case Tag.BIND -> {
                int name = at + 5 + length(at + 5, end) + 1;
                portals.put(text(at + 5, name - 1), prepared(text(name, name + length(name, end))));
            }
            case Tag.EXECUTE ->
                    runs(portals.getOrDefault(text(at + 5, at + 5 + length(at + 5, end)), 0));
            case Tag.FUNCTION_CALL -> {
                runs(0);
                end(end, whole ? Unit.COMPLETE : 0);
            }
            case Tag.SYNC -> end(end, Unit.COMPLETE);
            case Tag.COPY_DATA, Tag.COPY_DONE, Tag.COPY_FAIL -> copies(tag, end);
            default -> {
                // Describe, Close and Flush change nothing.
            }
        }
    }

    /// COPY data belong to the command before them, which a Query or Sync seemed to have ended.
    private void copies(byte tag, int end) {
        int copy = Unit.COPIES | (tag == Tag.COPY_DONE ? Unit.COPIED : 0);
        boolean ended = marks == (Unit.READS | Unit.LEAVES_NOTHING) && statements == 0;
        if (ended && !units.isEmpty()) {
            Unit last = units.removeLast();
            units.add(new Unit(last.from(), end, (last.marks() | copy) & ~Unit.READS));
            begin(end);
        } else {
            marks = (marks | copy) & ~Unit.READS;
        }
    }

    private void runs(int statement) {
        statements++;
        int all = Unit.READS | Unit.LEAVES_NOTHING;
        int ends = statement & (Unit.COMMITS | Unit.ROLLS_BACK);
        int open = ends != 0 ? statement : marks | statement;
        marks =
                (marks & statement & all)
                        | ((marks | statement)
                                & (Unit.COMMITS | Unit.ROLLS_BACK | Unit.COPIES | Unit.COPIED))
                        | (open & Unit.LEAVES_OPEN);
    }

    private int prepared(String name) {
        Integer known = parsed.get(name);
        if (known != null) {
            return known;
        }
        byte[] text = prepared.apply(name);
        return text == null ? 0 : marksOf(text);
    }

    private int marksOf(byte[] text) {
        Script script = scanner.scan(text, 0, text.length, conforming);
        int found = 0;
        for (Facts each : script.statements()) {
            found = after(found, each);
        }
        boolean settingOnly = script.flags() == Facts.SETTING;
        boolean begins = script.flags() == Facts.BEGIN && script.statements().size() == 1;
        boolean plain = script.flags() == 0 && script.statements().size() <= 1;
        if (settingOnly
                || begins
                || (plain && Repeatable.onlyReads(text, 0, text.length, conforming))) {
            found |= Unit.READS;
        }
        if (script.statements().size() <= 1 && Repeatable.leavesNothing(text, 0, text.length)) {
            found |= Unit.LEAVES_NOTHING;
        }
        return found;
    }

    private static int after(int marks, Facts statement) {
        if (statement.has(Facts.BEGIN)) {
            return marks | Unit.LEAVES_OPEN;
        }
        int closed = marks & ~Unit.LEAVES_OPEN;
        if (statement.has(Facts.COMMIT)) {
            return closed | Unit.COMMITS;
        }
        return statement.has(Facts.ROLLBACK) ? closed | Unit.ROLLS_BACK : marks;
    }

    private byte[] bytes(int from, int to) {
        byte[] copy = new byte[Math.max(0, to - from)];
        in.getBytes(from, copy);
        return copy;
    }

    private String text(int from, int to) {
        return Replies.text(in, from, Math.max(0, to - from));
    }

    /// Of the string at `at`; up to `end` when it does not end.
    private int length(int at, int end) {
        int length = Replies.stringLength(in, at, end);
        return length < 0 ? Math.max(0, end - at) : length;
    }
}
