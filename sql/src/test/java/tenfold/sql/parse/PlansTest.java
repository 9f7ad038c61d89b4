package tenfold.sql.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.sql.text.Facts;
import tenfold.testkit.Rounds;

class PlansTest {
    private static Plan plan(Plans plans, String sql) {
        byte[] bytes = ("xx" + sql + "FROM y").getBytes(UTF_8);
        return plans.plan(bytes, 2, bytes.length - 6, true);
    }

    @Test
    void textsThatDifferInLiteralsCommentsAndCaseShareOnePlan() {
        var plans = new Plans(16);
        Plan first = plan(plans, "SELECT a FROM t WHERE b = 1 AND c = 'x' -- one");

        assertThat(plan(plans, "select A /* two */ from T\nwhere b=2.5e3 and c = E'\\'' "))
                .isSameAs(first);
        assertThat(plan(plans, "SELECT a FROM t WHERE b = $$q$$ AND c = 0xFF")).isSameAs(first);
        assertThat(plans.misses()).isEqualTo(1);
    }

    @Test
    void namesParametersAndQuotesMakeOtherPlans() {
        var plans = new Plans(16);
        Plan first = plan(plans, "SELECT a FROM t WHERE b = $1");

        assertThat(plan(plans, "SELECT a FROM t WHERE b = $2")).isNotSameAs(first);
        assertThat(plan(plans, "SELECT a FROM t WHERE b = 1")).isNotSameAs(first);
        assertThat(plan(plans, "SELECT a FROM \"T\" WHERE b = $1")).isNotSameAs(first);
        assertThat(plan(plans, "SELECT a FROM \"t\" WHERE b = $1")).isNotSameAs(first);
        assertThat(plan(plans, "SELECT \"a b\" FROM t"))
                .isNotSameAs(plan(plans, "SELECT a b FROM t"));
    }

    @Test
    void whatDependsOnALiteralIsReadEachTime() {
        var plans = new Plans(16);

        assertThat(plan(plans, "SELECT set_config('a.b', 'c', true)").script().flags()).isZero();
        assertThat(plan(plans, "SELECT set_config('a.b', 'c', false)").script().flags())
                .isEqualTo(Facts.PIN_SETTING);
        assertThat(plan(plans, "SET a.b = 'x'").script().statement(0).settings().toString())
                .contains("x");
        assertThat(plan(plans, "SET a.b = 'y'").script().statement(0).settings().toString())
                .contains("y");
        assertThat(plan(plans, "BEGIN; SET a.b = 'z'").script().statement(1).settings().toString())
                .contains("z");
    }

    @Test
    void readsHintsOfEachText() {
        var plans = new Plans(16);
        String sql = "SELECT 1";

        plan(plans, "/* tenfold: primary */ " + sql);
        assertThat(plans.hint()).isEqualTo(Hint.PRIMARY);
        plan(plans, "  -- first\n/*tenfold:Replica*/" + sql);
        assertThat(plans.hint()).isEqualTo(Hint.REPLICA);
        plan(plans, "/* tenfold: lsn=16/B374D848 */ " + sql);
        assertThat(plans.hint()).isEqualTo(new Hint.Lsn(0x16B374D848L));
        plan(plans, "/* tenfold: lsn=x */ " + sql);
        assertThat(plans.hint()).isEqualTo(Hint.NONE);
        plan(plans, sql + " /* tenfold: primary */");
        assertThat(plans.hint()).isEqualTo(Hint.NONE);
        assertThat(plans.misses()).isEqualTo(1);
    }

    @Test
    void forgetsTheShapeThatWasUsedLongestAgo() {
        var plans = new Plans(16);
        Plan kept = plan(plans, "SELECT kept");
        for (int i = 0; i < 1_000; i++) {
            plan(plans, "SELECT c" + i);
            assertThat(plan(plans, "SELECT kept")).isSameAs(kept);
        }

        assertThat(plans.misses()).isEqualTo(1_001);
    }

    @Test
    void doesNotParseVeryLongTexts() {
        var plans = new Plans(16);
        String row = "(1, 'x'), ";
        String sql = "INSERT INTO t VALUES " + row.repeat(10_000) + "(2, 'y')";

        assertThat(plan(plans, sql).statements()).containsExactly(Statement.UNKNOWN);
        assertThat(plan(plans, "INSERT INTO t VALUES " + row.repeat(100) + "(2, 'y')").statements())
                .extracting(Statement::kind)
                .containsExactly(Kind.WRITE);
    }

    @Test
    void backslashesEscapeWhenStringsDoNotConform() {
        byte[] text = "SELECT 'a\\', b FROM t --' FROM u".getBytes(UTF_8);

        assertThat(tableOf(text, true)).isEqualTo("t");
        assertThat(tableOf(text, false)).isEqualTo("u");
    }

    private static String tableOf(byte[] text, boolean conforming) {
        Plan plan = new Plans(16).plan(text, 0, text.length, conforming);
        return plan.statements().getFirst().reads().getFirst().name();
    }

    @Rounds(2_000)
    void mutatedStatementsAreReadInOnePass(long seed) {
        var random = new Random(seed);
        byte[] text =
                mutate(
                        Statements.REALISTIC.get(random.nextInt(Statements.REALISTIC.size())),
                        random);
        var plans = new Plans(16);

        Plan plan = plans.plan(text, 0, text.length, random.nextBoolean());

        assertThat(plan.statements().size()).isLessThanOrEqualTo(text.length);
        assertThat(plans.plan(text, 0, text.length, true).script()).isNotNull();
        assertThat(plan.shape().length).isLessThanOrEqualTo(2 * text.length);
    }

    /// Some bytes replaced, some pieces cut out, doubled or put elsewhere.
    private static byte[] mutate(String sql, Random random) {
        String tokens = "(),;.[]:'\"$-*/\\ 1aé\0";
        StringBuilder text = new StringBuilder(sql);
        for (int i = random.nextInt(6); i >= 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            int to = Math.min(text.length(), at + random.nextInt(30));
            String piece = text.substring(at, to);
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, tokens.charAt(random.nextInt(tokens.length())));
                case 1 -> text.delete(at, to);
                case 2 ->
                        text.insert(random.nextInt(text.length()), piece.repeat(random.nextInt(9)));
                default -> text.insert(at, tokens.charAt(random.nextInt(tokens.length())));
            }
        }
        return text.toString().getBytes(UTF_8);
    }

    @Test
    void timeGrowsWithTheLengthOnly() {
        String[] hostile = {
            "(",
            "SELECT(",
            "a.",
            "/*",
            "$a",
            "WITH a AS(",
            "CASE ",
            "'",
            "FROM(",
            ",",
            "a(",
            "[",
            "::a(",
            "-",
            "x'",
            "u&\""
        };
        for (String each : hostile) {
            String sql = "SELECT " + each.repeat(Plans.TEXT_MAX / each.length() - 10);
            long began = System.nanoTime();
            plan(new Plans(16), sql);
            long millis = (System.nanoTime() - began) / 1_000_000;

            assertThat(millis).as(each).isLessThan(2_000);
        }
    }
}
