package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tenfold.sql.parse.Hint;
import tenfold.sql.parse.Kind;
import tenfold.sql.parse.Plan;
import tenfold.sql.parse.Statement;
import tenfold.sql.route.Catalogue;
import tenfold.sql.route.Judgement;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.Tag;

/// Looks ahead in what a client has sent, up to the end of the next unit, for what it does. The
/// unit may run on a replica only if all of it is there.
///
/// One for each loop; what it found is valid until it looks again.
final class Ahead {
    /// Messages of one unit that are looked at.
    private static final int MESSAGES_MAX = 256;

    private final Loop loop;
    private final Map<String, Prepared.Text> parsed = new HashMap<>();
    private final List<Plan> plans = new ArrayList<>();
    private @Nullable ClientConnection client;
    private Catalogue catalogue = Catalogue.NONE;
    private @Nullable Judgement judgement;
    private Hint hint = Hint.NONE;
    private boolean readOnly;

    Ahead(Loop loop) {
        this.loop = loop;
    }

    /// What the unit of `from` that begins at `at` does, by `known`.
    Judgement look(ClientConnection from, ByteBuf in, int at, Catalogue known) {
        client = from;
        parsed.clear();
        plans.clear();
        catalogue = known;
        judgement = null;
        hint = Hint.NONE;
        readOnly = false;
        boolean whole = unit(in, at);
        Judgement found = judgement;
        client = null;
        catalogue = Catalogue.NONE;
        if (!whole || found == null) {
            readOnly = false;
            return Judgement.ANYTHING;
        }
        return found;
    }

    /// What its first comment asks for.
    Hint hint() {
        return hint;
    }

    /// Whether it begins a transaction that only reads.
    boolean beginsReadOnly() {
        return readOnly;
    }

    private boolean unit(ByteBuf in, int from) {
        int at = from;
        for (int i = 0; i < MESSAGES_MAX && in.writerIndex() - at >= 5; i++) {
            byte tag = in.getByte(at);
            long end = at + 1L + in.getInt(at + 1);
            if (end > in.writerIndex() || end < at + 5) {
                return false;
            }
            switch (tag) {
                case Tag.QUERY -> {
                    add(loop.plan(in, at + 5, (int) end - 1, true), loop.hint());
                    return i == 0;
                }
                case Tag.SYNC -> {
                    return true;
                }
                case Tag.PARSE -> parse(in, at + 5, (int) end);
                case Tag.BIND -> {
                    if (!bind(in, at + 5, (int) end)) {
                        return false;
                    }
                }
                case Tag.DESCRIBE, Tag.EXECUTE, Tag.CLOSE, Tag.FLUSH -> {}
                default -> {
                    return false;
                }
            }
            at = (int) end;
        }
        return false;
    }

    private void parse(ByteBuf in, int at, int end) {
        int name = Math.max(0, Replies.stringLength(in, at, end));
        int from = at + name + 1;
        int length = Math.max(0, Replies.stringLength(in, from, end));
        Plan plan = loop.plan(in, from, from + length, true);
        parsed.put(Replies.text(in, at, name), new Prepared.Text(plan, loop.hint()));
        add(plan, loop.hint());
    }

    private boolean bind(ByteBuf in, int at, int end) {
        int portal = Math.max(0, Replies.stringLength(in, at, end));
        int from = at + portal + 1;
        int length = Math.max(0, Replies.stringLength(in, from, end));
        if (!parsed.isEmpty() && parsed.containsKey(Replies.text(in, from, length))) {
            return true;
        }
        Prepared statement = Objects.requireNonNull(client).statements().get(in, from, length);
        if (statement == null) {
            return false;
        }
        Prepared.Text text = statement.text(loop);
        add(text.plan(), text.hint());
        return true;
    }

    private void add(Plan plan, Hint wish) {
        plans.add(plan);
        Judgement before = judgement;
        if (before == null) {
            readOnly = beginsReadOnly(plan);
            hint = wish;
        }
        Judgement next = judge(plan, catalogue);
        judgement = before == null ? next : before.and(next);
    }

    /// What was looked at last stays on the primary as long as `known` is what is known.
    void learn(Catalogue known) {
        for (Plan each : plans) {
            each.remember(known, judge(each, known).onPrimary());
        }
    }

    private static boolean beginsReadOnly(Plan plan) {
        if (plan.statements().size() != 1) {
            return false;
        }
        Statement only = plan.statements().getFirst();
        return only.kind() == Kind.BEGIN
                && only.has(Statement.READ_ONLY)
                && !only.has(Statement.READ_WRITE | Statement.SERIALIZABLE);
    }

    static Judgement judge(Plan plan, Catalogue catalogue) {
        if (plan.derived(catalogue) instanceof Judgement known) {
            return known;
        }
        Judgement made = catalogue.judge(plan);
        plan.remember(catalogue, made);
        return made;
    }
}
