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

    private static final class Shape {
        final byte[] normal;
        final Plan plan;
        long used;

        Shape(byte[] normal, Plan plan) {
            this.normal = normal;
            this.plan = plan;
        }
    }

    private final Scanner scanner = new Scanner();
    private final Lexer lexer = new Lexer();
    private final Parser parser = new Parser(lexer);
    private final @Nullable Shape[] shapes;
    private long clock;
    private long misses;
    private Hint hint = Hint.NONE;

    /// Remembers about `max` shapes, a power of two from 16.
    public Plans(int max) {
        Check.that(
                max >= 16 && Integer.bitCount(max) == 1, "shapes must be a power of two from 16");
        shapes = new @Nullable Shape[max];
    }

    /// The plan of the text in `bytes` from `from` to `to`; `conforming` is
    /// `standard_conforming_strings` of the session.
    public Plan plan(byte[] bytes, int from, int to, boolean conforming) {
        if (to - from > TEXT_MAX) {
            hint = Hint.NONE;
            return new Plan(scanner.scan(bytes, from, to, conforming), TOO_LONG);
        }
        lexer.read(bytes, from, to, conforming);
        hint = lexer.hint();
        int hash = lexer.hash();
        int set = (hash & (shapes.length / WAYS - 1)) * WAYS;
        clock++;
        for (int i = set; i < set + WAYS; i++) {
            Shape shape = shapes[i];
            if (shape != null && isThis(shape)) {
                shape.used = clock;
                return shape.plan;
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

    private boolean isThis(Shape shape) {
        return Arrays.equals(shape.normal, 0, shape.normal.length, lexer.normal(), 0, lexer.size());
    }

    private Plan parse(int set, byte[] bytes, int from, int to, boolean conforming) {
        misses++;
        Script script = scanner.scan(bytes, from, to, conforming);
        Plan plan = new Plan(script, parser.parse());
        if (lexer.size() <= SHAPE_MAX && plan.statements().stream().allMatch(Plans::isShape)) {
            var shape = new Shape(Arrays.copyOf(lexer.normal(), lexer.size()), plan);
            shape.used = clock;
            shapes[eldest(set)] = shape;
        }
        return plan;
    }

    private int eldest(int set) {
        int eldest = set;
        for (int i = set; i < set + WAYS; i++) {
            Shape shape = shapes[i];
            if (shape == null) {
                return i;
            }
            Shape other = shapes[eldest];
            if (other != null && shape.used < other.used) {
                eldest = i;
            }
        }
        return eldest;
    }

    /// Whether no literal changes what the statement means to the pool or the router.
    private static boolean isShape(Statement statement) {
        return switch (statement.kind()) {
            case READ, WRITE ->
                    statement.functions().stream()
                            .noneMatch(each -> each.name().equals("set_config"));
            case BEGIN, COMMIT, ROLLBACK, SAVEPOINT -> true;
            case DDL, SESSION, CURSOR, CALL, UNKNOWN -> false;
        };
    }
}
