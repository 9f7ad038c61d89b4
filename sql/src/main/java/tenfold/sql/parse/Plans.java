package tenfold.sql.parse;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.sql.text.Scanner;
import tenfold.sql.text.Script;

/// The plans of the shapes that one thread has seen lately.
///
/// How it works: a fixed table of sets of four. The hash of the normalised text picks the set, the
/// text itself decides; a new shape takes the place of the one that was used longest ago in its
/// set. A text whose plan depends on a literal (SET, set_config) is parsed each time.
public final class Plans {
    /// Longer texts are not parsed: bulk inserts.
    public static final int TEXT_MAX = 1 << 16;

    private static final int SHAPE_MAX = 1 << 12;
    private static final int WAYS = 4;
    private static final List<Statement> TOO_LONG = List.of(Statement.UNKNOWN);

    private static final class Entry {
        final Plan plan;
        long used;

        Entry(Plan plan, long used) {
            this.plan = plan;
            this.used = used;
        }
    }

    private final Scanner scanner = new Scanner();
    private final Lexer lexer = new Lexer();
    private final Parser parser = new Parser(lexer);
    private final @Nullable Entry[] entries;
    private long clock;
    private long misses;
    private Hint hint = Hint.NONE;

    /// Remembers about `max` shapes, a power of two from 16.
    public Plans(int max) {
        Check.that(
                max >= 16 && Integer.bitCount(max) == 1, "shapes must be a power of two from 16");
        entries = new @Nullable Entry[max];
    }

    /// The plan of the text in `bytes` from `from` to `to`; `conforming` is
    /// `standard_conforming_strings` of the session.
    public Plan plan(byte[] bytes, int from, int to, boolean conforming) {
        if (to - from > TEXT_MAX) {
            hint = Hint.NONE;
            return new Plan(scanner.scan(bytes, from, to, conforming), TOO_LONG, new byte[0]);
        }
        lexer.read(bytes, from, to, conforming);
        hint = lexer.hint();
        int hash = lexer.hash();
        int set = (hash & (entries.length / WAYS - 1)) * WAYS;
        clock++;
        for (int i = set; i < set + WAYS; i++) {
            Entry entry = entries[i];
            if (entry != null && isShape(entry.plan)) {
                entry.used = clock;
                return entry.plan;
            }
        }
        return parse(set, bytes, from, to, conforming);
    }

    /// What the comment ahead of the last text asked for.
    public Hint hint() {
        return hint;
    }

    /// Texts that had to be parsed.
    public long misses() {
        return misses;
    }

    private boolean isShape(Plan plan) {
        byte[] shape = plan.shape();
        return Arrays.equals(shape, 0, shape.length, lexer.normal(), 0, lexer.size());
    }

    private Plan parse(int set, byte[] bytes, int from, int to, boolean conforming) {
        misses++;
        Script script = scanner.scan(bytes, from, to, conforming);
        var plan = new Plan(script, parser.parse(), Arrays.copyOf(lexer.normal(), lexer.size()));
        if (lexer.size() <= SHAPE_MAX && plan.statements().stream().allMatch(Plans::isShared)) {
            entries[eldest(set)] = new Entry(plan, clock);
        }
        return plan;
    }

    private int eldest(int set) {
        int eldest = set;
        for (int i = set; i < set + WAYS; i++) {
            Entry entry = entries[i];
            if (entry == null) {
                return i;
            }
            Entry other = entries[eldest];
            if (other != null && entry.used < other.used) {
                eldest = i;
            }
        }
        return eldest;
    }

    /// Whether no literal changes what the statement means to the pool or the router.
    private static boolean isShared(Statement statement) {
        return switch (statement.kind()) {
            case READ, WRITE ->
                    statement.functions().stream()
                            .noneMatch(each -> each.name().equals("set_config"));
            case BEGIN, COMMIT, ROLLBACK, SAVEPOINT -> true;
            case DDL, SESSION, CURSOR, CALL, UNKNOWN -> false;
        };
    }
}
