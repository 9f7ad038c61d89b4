package tenfold.sql.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tenfold.sql.text.Facts;
import tenfold.sql.text.Scanner;
import tenfold.sql.text.Script;

class SessionTest {
    private final Settings startup = Settings.ofStartup(Map.of("work_mem", "1MB"));
    private final Session session = new Session(startup);
    private byte status = 'I';

    /// Runs statements of one command; the last fails when `fails`.
    private void run(String sql, boolean fails, char after) {
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        Script script = new Scanner().scan(text, 0, text.length, true);
        session.sent(script);
        int completed = script.statements().size() - (fails ? 1 : 0);
        for (int i = 0; i < completed; i++) {
            session.completed(script.statement(i));
        }
        if (fails) {
            session.error();
        }
        status = (byte) after;
        session.ready(status);
    }

    private void run(String sql) {
        run(sql, false, 'I');
    }

    @Test
    void aSettingCountsWhenItsTransactionCommits() {
        run("BEGIN", false, 'T');
        run("SET a.b = 1", false, 'T');
        assertThat(session.settings()).isSameAs(startup);
        run("COMMIT");
        assertThat(session.settings().valueOf("a.b")).contains("= 1");
    }

    @Test
    void commitOfAFailedTransactionKeepsNothing() {
        run("BEGIN", false, 'T');
        run("SET a.b = 1", false, 'T');
        run("SELECT 1/0", true, 'E');
        run("COMMIT");
        assertThat(session.settings()).isSameAs(startup);
    }

    @Test
    void anErrorTakesBackTheWholeCommand() {
        run("SET a.b = 1; SELECT 1/0", true, 'I');
        assertThat(session.settings()).isSameAs(startup);
    }

    @Test
    void resetGoesBackToStartupAndSaysWhatTheServerHas() {
        run("SET work_mem = '2MB'");
        run("RESET ALL");
        assertThat(session.settings()).isSameAs(startup);
        assertThat(session.serverSettings()).isSameAs(Settings.NONE);
    }

    @Test
    void aRoleResetThatIsTakenBackDoesNotUnpin() {
        run("SET ROLE x");
        run("RESET ROLE; SELECT 1/0", true, 'I');
        assertThat(session.pins()).isEqualTo(Facts.PIN_ROLE);
        run("BEGIN", false, 'T');
        run("RESET ROLE", false, 'T');
        run("ROLLBACK");
        assertThat(session.pins()).isEqualTo(Facts.PIN_ROLE);
        run("RESET ROLE; SET ROLE y");
        assertThat(session.pins()).isEqualTo(Facts.PIN_ROLE);
        run("RESET ROLE");
        assertThat(session.pins()).isZero();
        assertThat(session.takeIdentityTouched()).isTrue();
    }

    @Test
    void resetRoleDoesNotEndAnotherSessionAuthorization() {
        run("SET SESSION AUTHORIZATION x");
        run("RESET ROLE");
        assertThat(session.pins()).isEqualTo(Facts.PIN_AUTHORIZATION);
        run("RESET SESSION AUTHORIZATION");
        assertThat(session.pins()).isZero();
    }

    @Test
    void theServerIsAskedWhenAPinMayHaveEnded() {
        run("CREATE TEMP TABLE t(a int)");
        assertThat(session.wantsAnswer()).isTrue();
        session.answered(Facts.PIN_TEMP);
        run("SELECT 1");
        assertThat(session.wantsAnswer()).isFalse();
        run("DROP TABLE t");
        assertThat(session.wantsAnswer()).isTrue();
        session.answered(0);
        assertThat(session.pins()).isZero();
    }

    @Test
    void rollbackToASavepointAfterASettingPins() {
        run("BEGIN", false, 'T');
        run("SET a.b = 1", false, 'T');
        run("ROLLBACK TO SAVEPOINT s", false, 'T');
        run("COMMIT");
        assertThat(session.pins()).isEqualTo(Facts.PIN_SETTING);
    }

    @Test
    void theDifferenceOfSettingsTurnsOneSessionIntoAnother() {
        run("SET a.b = 1 -- comment");
        assertThat(session.settings().differenceFrom(Settings.NONE))
                .isEqualTo(
                        "SET \"a\".\"b\" = 1 -- comment\n;SELECT pg_catalog.set_config(E'work_mem',"
                                + " E'1MB', false)");
        assertThat(Settings.NONE.differenceFrom(session.settings()))
                .isEqualTo("RESET \"a\".\"b\"\n;RESET \"work_mem\"");
        assertThat(session.settings().differenceFrom(session.settings())).isEmpty();
    }
}
