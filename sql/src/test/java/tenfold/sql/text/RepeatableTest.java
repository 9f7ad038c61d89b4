package tenfold.sql.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RepeatableTest {
    private static boolean reads(String sql) {
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        return Repeatable.onlyReads(text, 0, text.length, true);
    }

    @Test
    void readsAreRecognised() {
        assertThat(
                        new String[] {
                            "SELECT 1",
                            " /* a */ select count(*), max(b) from t where c in (1, 2) -- end",
                            "(SELECT 1) UNION (SELECT 2);",
                            "VALUES (1), (2)",
                            "TABLE t",
                            "SHOW work_mem",
                            "SELECT 'x(''y'';delete', $1, $$ insert $$ FROM \"T\" ORDER BY 1",
                            "SELECT a::varchar(10), coalesce(b, 'c') FROM t",
                            "",
                            ";"
                        })
                .allMatch(RepeatableTest::reads);
    }

    @Test
    void whateverMayWriteIsNoRead() {
        assertThat(
                        new String[] {
                            "INSERT INTO t VALUES (1)",
                            "SELECT 1; SELECT 2",
                            "SELECT * INTO t FROM s",
                            "WITH x AS (INSERT INTO t VALUES (1) RETURNING 1) SELECT 1",
                            "SELECT f(1)",
                            "SELECT f /* x */ (1)",
                            "SELECT \"count\"(1)",
                            "SELECT s.f()",
                            "SELECT nextval('s')",
                            "SELECT setval('s', 1), count(*) FROM t",
                            "SELECT * FROM t FOR UPDATE",
                            "EXPLAIN ANALYZE DELETE FROM t",
                            "EXECUTE p",
                            "SELECT 'a' f(1)"
                        })
                .noneMatch(RepeatableTest::reads);
    }

    @Test
    void escapesAreReadAsTheSessionReadsThem() {
        byte[] text = "SELECT '\\'; DELETE FROM t --'".getBytes(StandardCharsets.UTF_8);
        assertThat(Repeatable.onlyReads(text, 0, text.length, true)).isFalse();
        assertThat(Repeatable.onlyReads(text, 0, text.length, false)).isTrue();
        assertThat(reads("SELECT E'\\'; DELETE FROM t --'")).isTrue();
    }

    @Test
    void aStatementThatMayCommitOnItsWayLeavesSomething() {
        for (String sql :
                new String[] {
                    "CALL p()", "DO $$BEGIN COMMIT; END$$", "VACUUM", "REINDEX TABLE t"
                }) {
            byte[] text = sql.getBytes(StandardCharsets.UTF_8);
            assertThat(Repeatable.leavesNothing(text, 0, text.length)).as(sql).isFalse();
        }
    }
}
