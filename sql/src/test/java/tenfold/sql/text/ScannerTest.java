package tenfold.sql.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScannerTest {
    private static Script scan(String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        return new Scanner().scan(bytes, 0, bytes.length, true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT temp, hold FROM prepare_me WHERE a = 'set x = 1; BEGIN'",
                "UPDATE t SET a = 1 WHERE b = $1",
                "SELECT E'it\\'s; SET x = 1' -- ; LISTEN a",
                "SELECT /* ; SET a = 1 /* nested */ ; LISTEN b */ 1",
                "SELECT $tag$; BEGIN; $$ $tag$, \"begin;\"",
                "INSERT INTO t VALUES ('a', now(), 12.5e3) RETURNING id",
                "SELECT set_config('request.jwt', $1, true)",
                "SELECT pg_advisory_xact_lock(1)",
                "SET LOCAL work_mem = '1MB'",
                "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
                "",
                " ; ",
            })
    void seesNothingSpecial(String sql) {
        assertThat(scan(sql).flags() & ~Facts.SETTING).isZero();
        assertThat(scan(sql).statements()).allMatch(each -> each.settings().isEmpty());
    }

    @Test
    void plainStatementsCostNoAllocation() {
        assertThat(scan("SELECT 1")).isSameAs(Script.PLAIN);
        assertThat(scan("begin")).isSameAs(scan("START TRANSACTION"));
    }

    @Test
    void tellsEndsOfTransactionsApart() {
        assertThat(scan("END").flags()).isEqualTo(Facts.COMMIT);
        assertThat(scan("ABORT").flags()).isEqualTo(Facts.ROLLBACK);
        assertThat(scan("ROLLBACK TO SAVEPOINT a").flags()).isEqualTo(Facts.ROLLBACK_TO);
        assertThat(scan("COMMIT PREPARED 'x'").flags()).isZero();
        assertThat(scan("PREPARE TRANSACTION 'x'").flags()).isEqualTo(Facts.COMMIT);
    }

    @Test
    void findsWhatStaysInASession() {
        assertThat(scan("PREPARE p AS SELECT 1").has(Facts.PIN_PREPARE)).isTrue();
        assertThat(scan("create TEMP table t(a int)").has(Facts.PIN_TEMP)).isTrue();
        assertThat(scan("SELECT 1 AS a INTO TEMPORARY t").has(Facts.PIN_TEMP)).isTrue();
        assertThat(scan("CREATE VIEW pg_temp.v AS SELECT 1").has(Facts.PIN_TEMP)).isTrue();
        assertThat(scan("SELECT pg_try_advisory_lock(1)").has(Facts.PIN_ADVISORY)).isTrue();
        assertThat(scan("SELECT \"pg_advisory_lock\"(1)").has(Facts.PIN_ADVISORY)).isTrue();
        assertThat(scan("DECLARE c CURSOR WITH HOLD FOR SELECT 1").has(Facts.PIN_CURSOR)).isTrue();
        assertThat(scan("SELECT set_config('a.b', 'c', false)").has(Facts.PIN_SETTING)).isTrue();
        assertThat(scan("SELECT set_config($1, $2, $3)").has(Facts.PIN_SETTING)).isTrue();
        assertThat(scan("SET ROLE x").has(Facts.PIN_ROLE)).isTrue();
        assertThat(scan("SET SESSION AUTHORIZATION x").has(Facts.PIN_AUTHORIZATION)).isTrue();
        assertThat(scan("LOAD 'auto_explain'").has(Facts.PIN_FOREVER)).isTrue();
    }

    @Test
    void tellsCallsOfSequenceFunctionsFromDefinitionsThatNameThem() {
        assertThat(scan("SELECT currval('s')").flags()).isEqualTo(Facts.CURRENT_VALUE);
        assertThat(scan("SELECT nextval('s')").flags()).isEqualTo(Facts.DRAWS_VALUE);
        assertThat(scan("CREATE TABLE t(a int DEFAULT nextval('s'))").flags()).isEqualTo(Facts.DDL);
        assertThat(scan("CREATE TABLE t(a int DEFAULT currval('s'))").flags())
                .isEqualTo(Facts.DDL | Facts.WILL_READ_VALUE);
    }

    @Test
    void readsWhatADoBlockExecutes() {
        assertThat(scan("DO $$ BEGIN SET x.y = '1'; END $$").has(Facts.PIN_SETTING)).isTrue();
        assertThat(
                        scan("DO $$ BEGIN EXECUTE 'CREATE TEMP TABLE t(a int)'; END $$")
                                .has(Facts.PIN_TEMP))
                .isTrue();
        assertThat(scan("DO $$ BEGIN UPDATE t SET a = 1; SET LOCAL x.y = 1; END $$").flags())
                .isEqualTo(Facts.DDL);
        assertThat(scan("SELECT $$ SET x = 1; LISTEN y $$").flags()).isZero();
    }

    @Test
    void keepsTheNameAndARepeatableTextOfSettings() {
        assertThat(scan("SET statement_timeout TO '5s'").statement(0).settings())
                .containsExactly(
                        new Setting("statement_timeout", "SET \"statement_timeout\" = '5s'"));
        assertThat(scan("set session MyApp.\"User\" = 7").statement(0).settings())
                .containsExactly(new Setting("myapp.user", "SET \"myapp\".\"user\" = 7"));
        assertThat(scan("RESET search_path").statement(0).settings())
                .containsExactly(new Setting("search_path", null));
        assertThat(scan("SET x = DEFAULT").statement(0).settings())
                .containsExactly(new Setting("x", null));
        assertThat(scan("SET TIME ZONE 'UTC'").statement(0).settings())
                .containsExactly(new Setting("timezone", "SET TIME ZONE 'UTC'"));
        assertThat(
                        scan("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY, ISOLATION LEVEL REPEATABLE READ")
                                .statement(0)
                                .settings())
                .extracting(Setting::name)
                .containsExactly("default_transaction_read_only", "default_transaction_isolation");
    }

    @Test
    void countsStatementsAsTheServerAnswersThem() {
        Script script = scan("BEGIN; SET a = 1;; COMMIT -- done\n;");

        assertThat(script.statements())
                .extracting(Facts::flags)
                .isEqualTo(List.of(Facts.BEGIN, Facts.SETTING, Facts.COMMIT));
        assertThat(
                        scan("CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)")
                                .statements())
                .hasSize(1);
        assertThat(
                        scan("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END")
                                .statements())
                .hasSize(1);
    }

    @Test
    void backslashesEscapeWhenStringsDoNotConform() {
        byte[] text = "SELECT 'a\\'; SET x = 1; --'".getBytes(StandardCharsets.UTF_8);

        assertThat(new Scanner().scan(text, 0, text.length, false).flags()).isZero();
        assertThat(new Scanner().scan(text, 0, text.length, true).has(Facts.SETTING)).isTrue();
    }

    @tenfold.testkit.Rounds(200)
    void neverFailsOnAnyBytes(long seed) {
        var random = new java.util.Random(seed);
        String alphabet = "SETset ;'\"$$tag/*-*\\E(),.\nDO BEGINset_config";
        byte[] text = new byte[random.nextInt(200)];
        for (int i = 0; i < text.length; i++) {
            text[i] =
                    (byte)
                            (random.nextInt(20) == 0
                                    ? random.nextInt()
                                    : alphabet.charAt(random.nextInt(alphabet.length())));
        }

        assertThat(new Scanner().scan(text, 0, text.length, random.nextBoolean())).isNotNull();
    }
}
