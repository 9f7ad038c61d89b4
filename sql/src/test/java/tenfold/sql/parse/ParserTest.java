package tenfold.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
    private static List<Statement> parse(String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        return new Plans(16).plan(bytes, 0, bytes.length, true).statements();
    }

    private static Statement one(String sql) {
        List<Statement> statements = parse(sql);
        assertThat(statements).as(sql).hasSize(1);
        return statements.getFirst();
    }

    private static String names(List<?> names) {
        return names.stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            emptyValue = "",
            value = {
                "SELECT 1 | ``",
                "SELECT id, email FROM users WHERE id = $1 | users",
                "select * from Public.Users u, \"Mixed\" AS m where u.id = m.id | public.users Mixed",
                "SELECT a.* FROM a JOIN b USING (id) LEFT JOIN c ON c.x = b.x AND left(c.y, 1) = 'z' | a b c",
                "SELECT * FROM a NATURAL JOIN b CROSS JOIN (c JOIN d ON true) e(x, y) | a b c d",
                "SELECT * FROM (SELECT 1 FROM t ORDER BY x LIMIT 3) s WHERE EXISTS (SELECT 1 FROM u) | t u",
                "WITH c AS (SELECT * FROM t) SELECT * FROM c JOIN d ON c.i = d.i | t d",
                "WITH t AS (SELECT * FROM t) SELECT * FROM t | t",
                "WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT sum(n) FROM r | ``",
                "WITH a AS (SELECT 1), b AS (SELECT * FROM a) SELECT (SELECT 1 FROM b), x FROM (WITH c AS (SELECT 2) SELECT * FROM c) q, c | c",
                "WITH RECURSIVE s AS (SELECT * FROM g) SEARCH DEPTH FIRST BY f, t SET seq CYCLE f, t SET is_c TO true DEFAULT false USING path SELECT * FROM s | g",
                "(SELECT a FROM x) UNION ALL (SELECT b FROM y ORDER BY b) INTERSECT SELECT c FROM z ORDER BY 1 | x y z",
                "SELECT * FROM ((SELECT 1 FROM x) UNION (SELECT 2 FROM y)) s | x y",
                "SELECT ((SELECT 1 FROM x) UNION (SELECT 2 FROM y)) | x y",
                "VALUES (1, 'a'), (2, (SELECT b FROM t)) | t",
                "TABLE ONLY t | t",
                "TABLE s.t ORDER BY 1 LIMIT 3 | s.t",
                "SELECT * FROM ONLY (t) | t",
                "SELECT * FROM t* WHERE a IS DISTINCT FROM b AND c IS NOT DISTINCT FROM (SELECT d FROM u) | t u",
                "SELECT DISTINCT ON (a, b) a, b FROM t ORDER BY a, b | t",
                "SELECT extract(year FROM d), substring(s FROM 1 FOR 3), trim(BOTH 'x' FROM s) FROM t | t",
                "SELECT a AS from_x, b AS \"from\", c AS from, t.from FROM t | t",
                "SELECT count(*) FILTER (WHERE x > 1), rank() OVER (PARTITION BY a ORDER BY b) FROM t GROUP BY ROLLUP (a, b) | t",
                "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM t WINDOW w AS (PARTITION BY y) | t",
                "SELECT * FROM generate_series(1, 10) WITH ORDINALITY AS g(n, o), t | t",
                "SELECT * FROM ROWS FROM (f(1), json_to_recordset('[]') AS (a int, b text)) x, LATERAL (SELECT * FROM t WHERE t.a = x.a) y | t",
                "SELECT * FROM t TABLESAMPLE system (10) REPEATABLE (3) JOIN u ON true | t u",
                "SELECT x::numeric(10, 2), cast(y AS timestamp(3) with time zone), z::pg_catalog.int4[] FROM t | t",
                "SELECT 'it''s; -- no', E'a\\'b', $q$ FROM x $q$, U&'\\0061' FROM t -- , u | t",
                "/* a /* nested */ FROM x */ SELECT 1 FROM t | t",
                "SELECT * FROM db.s.t | s.t",
                "SELECT CASE WHEN a THEN (SELECT b FROM u) ELSE c END FROM t | u t",
                "SELECT ARRAY(SELECT a FROM t), arr[1:2], (r).f, ROW(1, 2) FROM u | t u",
                "SELECT data->>'a' FROM t WHERE data @> '{}' AND tags && ARRAY['x'] OFFSET 3 ROWS FETCH FIRST 5 ROWS WITH TIES | t",
                "EXPLAIN SELECT * FROM t | t",
                "EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM t | t",
                "EXPLAIN ANALYZE VERBOSE (SELECT * FROM t) | t",
                "COPY t (a, b) TO STDOUT WITH (FORMAT csv) | t",
                "COPY (SELECT * FROM t) TO STDOUT | t",
                "SELECT update, insert, key, share FROM t | t",
                "SELECT * FROM current_date, t | t",
                "SELECT * FROM t FOR READ ONLY | t",
                "SELECT JSON_ARRAY(SELECT a FROM t) | t",
                "SELECT * FROM JSON_TABLE(j, '$' COLUMNS (a numeric(3,1) PATH '$.a')) x | ``",
                "SELECT xmlelement(name foo, xmlattributes(a AS b)) FROM t | t",
                "SELECT a FROM t WHERE (a, b) IN (SELECT c, d FROM u) AND e NOT LIKE ALL (VALUES ('x')) | t u",
            })
    void readsAreReads(String sql, String tables) {
        Statement found = one(sql);

        assertThat(found.kind()).as(sql).isEqualTo(Kind.READ);
        assertThat(names(found.reads())).as(sql).isEqualTo(tables);
        assertThat(found.writes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            emptyValue = "",
            value = {
                "INSERT INTO t VALUES (1, 'a') | t | ``",
                "INSERT INTO s.t AS x (a, b) SELECT a, b FROM u ON CONFLICT (a) DO UPDATE SET b = excluded.b WHERE x.b <> 1 RETURNING * | s.t | u",
                "INSERT INTO t (SELECT * FROM u) | t | u",
                "INSERT INTO t (a) (VALUES (1)) ON CONFLICT DO NOTHING | t | ``",
                "INSERT INTO t (values) VALUES (1) | t | ``",
                "INSERT INTO t SELECT * FROM a JOIN b ON a.x = b.x ON CONFLICT ON CONSTRAINT k DO NOTHING | t | a b",
                "INSERT INTO t DEFAULT VALUES RETURNING id | t | ``",
                "INSERT INTO t OVERRIDING SYSTEM VALUE VALUES (1) | t | ``",
                "INSERT INTO t WITH c AS (SELECT * FROM u) SELECT * FROM c | t | u",
                "UPDATE ONLY t SET a = 1, (b, c) = (SELECT 1, 2 FROM u) WHERE d = $1 RETURNING a | t | u",
                "UPDATE t AS x SET a = y.a FROM u y JOIN v ON true WHERE x.i = y.i | t | u v",
                "UPDATE t SET a = 1 WHERE CURRENT OF c | t | ``",
                "DELETE FROM t x USING u WHERE x.i = u.i RETURNING x.* | t | u",
                "MERGE INTO t USING (SELECT * FROM u) s ON t.i = s.i WHEN MATCHED AND s.d THEN DELETE WHEN NOT MATCHED THEN INSERT (i) VALUES (s.i) | t | u",
                "MERGE INTO t AS a USING u ON a.i = u.i WHEN MATCHED THEN UPDATE SET x = CASE WHEN 1 = 1 THEN 2 END WHEN NOT MATCHED THEN DO NOTHING | t | u",
                "WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d | t | ``",
                "WITH a AS (SELECT 1), b AS (WITH c AS (SELECT * FROM u) INSERT INTO t SELECT * FROM c RETURNING 1) TABLE b | t | u",
                "EXPLAIN ANALYZE UPDATE t SET a = 1 | t | ``",
                "EXPLAIN (VERBOSE, ANALYZE) DELETE FROM t | t | ``",
                "COPY t FROM STDIN | t | ``",
                "COPY t (a) FROM '/tmp/x' CSV | t | ``",
                "COPY (INSERT INTO t VALUES (1) RETURNING *) TO STDOUT | t | ``",
                "TRUNCATE TABLE a, ONLY s.b RESTART IDENTITY | a s.b | ``",
            })
    void writesNameTheirTables(String sql, String written, String read) {
        Statement found = one(sql);

        assertThat(found.kind()).as(sql).isEqualTo(Kind.WRITE);
        assertThat(names(found.writes())).as(sql).isEqualTo(written);
        assertThat(names(found.reads())).as(sql).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM t FOR UPDATE",
                "SELECT * FROM t WHERE a = 1 FOR NO KEY UPDATE OF t SKIP LOCKED",
                "SELECT * FROM t LIMIT 1 FOR SHARE NOWAIT",
                "SELECT * FROM t FOR KEY SHARE LIMIT 1",
                "SELECT * FROM (SELECT * FROM t FOR UPDATE) s",
                "SELECT ((SELECT a FROM t) FOR UPDATE)",
                "SELECT 1 WHERE EXISTS ((SELECT 1 FROM t LIMIT 1 FOR UPDATE))",
                "WITH c AS (SELECT * FROM t FOR UPDATE) SELECT * FROM c",
                "(SELECT * FROM t) FOR UPDATE",
            })
    void locksAreNoReads(String sql) {
        assertThat(one(sql).kind()).isEqualTo(Kind.WRITE);
        assertThat(one(sql).has(Statement.LOCKS)).isTrue();
        assertThat(one(sql).writes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            emptyValue = "",
            value = {
                "SELECT now(), s.f(g(1), 'h(2)'), count(*) FROM i(3) | now s.f g count i",
                "SELECT \"F\"(1), coalesce(a, f(2)), greatest(b) FROM t | F f",
                "SELECT a IN (1, 2), b::numeric(3), any(c), (d) FROM t | ``",
                "SELECT f(1) FILTER (WHERE g(2)) OVER (ORDER BY h(3)) FROM t WHERE i(4) = ANY (j(5)) | f g h i j",
                "INSERT INTO t (a, b) VALUES (nextval('s'), $1) RETURNING k(a) | nextval k",
                "SELECT * FROM t ORDER BY left(a, 1) LIMIT f(3) OFFSET g(4) | left f g",
                "SELECT x FROM a JOIN b ON f(a.x) = g(b.x) WHERE a LIKE like('x', 'y') | f g like",
                "SELECT * FROM t TABLESAMPLE system (f(1)) | f",
                "SELECT 1 FROM t GROUP BY GROUPING SETS ((a), cube(b)), f(c) HAVING h(d) | f h",
                "SELECT a::t(f(1)) | f",
                "SELECT OPERATOR(s.+) 1, (SELECT db.s.f(1)) | s.f",
                "VALUES (f(1)) | f",
                "SELECT sum(a) OVER (PARTITION BY (b) ORDER BY (c)) FROM t GROUP BY (d) ORDER BY (e) | sum",
                "INSERT INTO t VALUES (1) ON CONFLICT (a) DO UPDATE SET (a, b) = (1, f(2)) | f",
                "SELECT f(VARIADIC ARRAY[g(1)]) , arr[h(2)] | f g h",
            })
    void findsFunctions(String sql, String functions) {
        assertThat(names(one(sql).functions())).as(sql).isEqualTo(functions);
    }

    @Test
    void knowsWhatTokensStandInTheText() {
        byte[] sql =
                "SELECT a <-> B -- x <=> y\n, '#=', c||-d, e*-1".getBytes(StandardCharsets.UTF_8);
        Plan plan = new Plans(16).plan(sql, 0, sql.length, true);

        assertThat(names(plan, "<->", "b", "||-", "*", "-", ",")).containsOnly(true);
        assertThat(names(plan, "<=>", "#=", "||", "x", "B", "sele")).containsOnly(false);
    }

    private static List<Boolean> names(Plan plan, String... tokens) {
        return Stream.of(tokens)
                .map(each -> plan.names(each.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BEGIN | BEGIN",
                "START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE | BEGIN",
                "COMMIT | COMMIT",
                "END | COMMIT",
                "ABORT | ROLLBACK",
                "ROLLBACK TO SAVEPOINT a | SAVEPOINT",
                "ROLLBACK WORK TO a | SAVEPOINT",
                "RELEASE a | SAVEPOINT",
                "COMMIT PREPARED 'x' | CALL",
                "PREPARE TRANSACTION 'x' | COMMIT",
                "PREPARE p AS SELECT 1 | SESSION",
                "EXECUTE p | CALL",
                "SET x = 1 | SESSION",
                "SHOW x | SESSION",
                "LOCK t | SESSION",
                "SELECT a INTO t FROM u | DDL",
                "SELECT INTO TEMP t FROM u | DDL",
                "CREATE TABLE t AS SELECT 1 | DDL",
                "TRUNCATE t CASCADE | DDL",
                "DO $$ BEGIN END $$ | CALL",
                "CALL p(1) | CALL",
                "EXPLAIN ANALYZE EXECUTE p | CALL",
                "EXPLAIN INSERT INTO t VALUES (1) | SESSION",
                "EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1 | DDL",
                "DECLARE c CURSOR FOR SELECT * FROM t | CURSOR",
                "FETCH ALL FROM c | CURSOR",
                "COPY t TO '/tmp/x' | UNKNOWN",
                "COPY t TO PROGRAM 'cat' | UNKNOWN",
                "SELECT 1 FROM U&\"d\\0061t\" | UNKNOWN",
                "SELECT 1FROM t | UNKNOWN",
                "SELECT (1 | UNKNOWN",
                "SELECT 1) | UNKNOWN",
                "SELECT * FROM | UNKNOWN",
                "SELECT * FROM t WHERE SELECT 1 | UNKNOWN",
                "FROM t | UNKNOWN",
                "WITH a AS SELECT 1 SELECT 2 | UNKNOWN",
                "WITH a AS (SELECT 1) DROP TABLE t | UNKNOWN",
                "INSERT t VALUES (1) | UNKNOWN",
                "frobnicate | UNKNOWN",
                "1 | UNKNOWN",
            })
    void tellsOtherKinds(String sql, Kind kind) {
        assertThat(one(sql).kind()).as(sql).isEqualTo(kind);
    }

    @Test
    void readsTheModesOfTransactions() {
        assertThat(one("BEGIN READ ONLY").traits()).isEqualTo(Statement.READ_ONLY);
        assertThat(one("START TRANSACTION READ WRITE").traits()).isEqualTo(Statement.READ_WRITE);
        assertThat(one("BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY").traits())
                .isEqualTo(Statement.SERIALIZABLE | Statement.READ_ONLY);
        assertThat(one("BEGIN ISOLATION LEVEL READ COMMITTED").traits()).isZero();
        assertThat(one("SET TRANSACTION READ ONLY").traits()).isEqualTo(Statement.READ_ONLY);
        assertThat(one("COMMIT AND CHAIN").traits()).isEqualTo(Statement.CHAIN);
        assertThat(one("ROLLBACK AND NO CHAIN").traits()).isZero();
    }

    @Test
    void countsStatementsAsTheServerAnswersThem() {
        assertThat(parse("BEGIN; SELECT f(';');; INSERT INTO t VALUES (1); COMMIT -- done\n;"))
                .extracting(Statement::kind)
                .containsExactly(Kind.BEGIN, Kind.READ, Kind.WRITE, Kind.COMMIT);
        assertThat(parse("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END"))
                .hasSize(1);
        assertThat(parse("CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)"))
                .hasSize(1);
        assertThat(parse(" ; -- nothing")).isEmpty();
    }

    @Test
    void nestsOnlySoDeep() {
        String deep = "(".repeat(100) + "SELECT 1" + ")".repeat(100);
        String tooDeep = "SELECT " + "(".repeat(20_000) + "1" + ")".repeat(20_000);

        assertThat(one(deep).kind()).isEqualTo(Kind.READ);
        assertThat(one(tooDeep).kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(one("SELECT 1 WHERE " + "(SELECT ".repeat(20_000)).kind())
                .isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void cannotTellNamesThatTheServerCuts() {
        assertThat(one("SELECT * FROM " + "a".repeat(63)).kind()).isEqualTo(Kind.READ);
        assertThat(one("SELECT * FROM " + "a".repeat(64)).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void findsEachOfItsWords() {
        for (Keyword each : Keyword.values()) {
            byte[] word =
                    each.name()
                            .toLowerCase(java.util.Locale.ROOT)
                            .getBytes(StandardCharsets.US_ASCII);
            assertThat(Keyword.find(word, 0, word.length)).isSameAs(each);
        }
    }
}
