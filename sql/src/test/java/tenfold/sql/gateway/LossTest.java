package tenfold.sql.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.Tag;

/// What becomes of what was sent to a server that is lost. Steps are written as `again`, `doom` and
/// `40001E`: the SQLSTATE of a failure and the state of the session after it; `end` ends the
/// client.
class LossTest {
    private final ByteBuf sent = Unpooled.buffer();

    private LossTest query(String sql) {
        Replies.query(sent, sql);
        return this;
    }

    private LossTest message(byte tag, Object... parts) {
        int start = Replies.begin(sent, tag);
        for (Object part : parts) {
            switch (part) {
                case String text -> Replies.string(sent, text);
                case Integer number -> sent.writeShort(number);
                default -> sent.writeBytes((byte[]) part);
            }
        }
        Replies.end(sent, start);
        return this;
    }

    private LossTest run(String sql) {
        return message(Tag.PARSE, "", sql, 0).bound("");
    }

    private LossTest bound(String statement) {
        return message(Tag.BIND, "", statement, 0, 0, 0)
                .message(Tag.DESCRIBE, "P".getBytes(StandardCharsets.US_ASCII), "")
                .message(Tag.EXECUTE, "", 0, 0);
    }

    private LossTest sync() {
        return message(Tag.SYNC);
    }

    private String lost(char status) {
        return lost(status, Loss.Refusal.NONE, false);
    }

    private String refused(char status) {
        return lost(status, Loss.Refusal.STOPPED, false);
    }

    private String begun(char status) {
        return lost(status, Loss.Refusal.NONE, true);
    }

    private String lost(char status, Loss.Refusal refusal, boolean begun) {
        Map<String, byte[]> known =
                Map.of(
                        "read", "SELECT 1 FROM t".getBytes(StandardCharsets.US_ASCII),
                        "write", "DELETE FROM t".getBytes(StandardCharsets.US_ASCII));
        List<Unit> units = Units.read(sent, 0, true, known::get);
        var scene = new Loss.Scene((byte) status, refusal, begun, false, false, "it went away");
        Loss.Plan plan = Loss.plan(scene, units);
        if (plan.end() != null) {
            return "end " + plan.end().sqlState();
        }
        return String.join(" ", plan.steps().stream().map(LossTest::word).toList());
    }

    private static String word(Loss.Step step) {
        return switch (step) {
            case Loss.Step.Again _ -> "again";
            case Loss.Step.Doom _ -> "doom";
            case Loss.Step.Ready(char status) -> "ready" + status;
            case Loss.Step.Fail(_, var fault, char status) -> fault.sqlState() + status;
        };
    }

    @Test
    void aReadRunsAgainUnlessItsAnswerHasBegun() {
        query("SELECT a FROM t WHERE b = 'x'");
        assertThat(lost('I')).isEqualTo("again");
        assertThat(begun('I')).isEqualTo("40001I");
    }

    @Test
    void aWriteIsUnknownUnlessItWasRefused() {
        query("INSERT INTO t VALUES (1)");
        assertThat(lost('I')).isEqualTo("08007I");
        assertThat(refused('I')).isEqualTo("again");
        assertThat(begun('I')).isEqualTo("08007I");
    }

    @Test
    void aReadThatMayWriteCountsAsWrite() {
        assertThat(new LossTest().query("SELECT charge(7)").lost('I')).isEqualTo("08007I");
        assertThat(new LossTest().query("SELECT 1 INTO t").lost('I')).isEqualTo("08007I");
        assertThat(new LossTest().query("SELECT 1; DELETE FROM t").lost('I')).isEqualTo("08007I");
        assertThat(new LossTest().query("WITH x AS (DELETE FROM t RETURNING 1) TABLE x").lost('I'))
                .isEqualTo("08007I");
    }

    @Test
    void whatCommitsOnItsWayIsUnknownEvenIfRefused() {
        assertThat(new LossTest().query("CALL pay()").refused('I')).isEqualTo("08007I");
        assertThat(new LossTest().query("VACUUM t").refused('I')).isEqualTo("08007I");
        assertThat(new LossTest().query("INSERT INTO t VALUES (1); COMMIT").refused('I'))
                .isEqualTo("08007I");
    }

    @Test
    void aServerThatOnlyReadsHasDoneNothing() {
        assertThat(query("CALL pay()").lost('I', Loss.Refusal.READ_ONLY, false)).isEqualTo("again");
    }

    @Test
    void withoutItsSyncNothingOfAnExtendedQueryIsCommitted() {
        run("INSERT INTO t VALUES (1)");
        assertThat(lost('I')).isEqualTo("again");
        sync();
        assertThat(lost('I')).isEqualTo("08007I");
    }

    @Test
    void preparedStatementsAreKnownByTheirText() {
        assertThat(new LossTest().bound("read").sync().lost('I')).isEqualTo("again");
        assertThat(new LossTest().bound("write").sync().lost('I')).isEqualTo("08007I");
        assertThat(new LossTest().bound("nobody").sync().lost('I')).isEqualTo("08007I");
    }

    @Test
    void aTransactionThatOnlyBeganRunsAgain() {
        query("BEGIN");
        assertThat(lost('I')).isEqualTo("again");
        query("INSERT INTO t VALUES (1)");
        assertThat(lost('I')).isEqualTo("again again");
        query("COMMIT");
        assertThat(lost('I')).isEqualTo("end 08007");
        assertThat(refused('I')).isEqualTo("again again again");
    }

    @Test
    void aDriversFirstStatementOfATransactionRunsAgain() {
        run("BEGIN").run("INSERT INTO t VALUES (1)").sync();
        assertThat(lost('I')).isEqualTo("again");
        assertThat(begun('I')).isEqualTo("40001E");
    }

    @Test
    void aRolledBackTransactionRunsAgainAndWhatFollowsIsJudgedAlone() {
        query("BEGIN").query("DELETE FROM t").query("ROLLBACK").query("DELETE FROM t");
        assertThat(lost('I')).isEqualTo("again again again 08007I");
    }

    @Test
    void anOpenTransactionFailsOnceAndTheRestGetsPostgresOwnAnswers() {
        query("DELETE FROM t");
        assertThat(lost('T')).isEqualTo("40001E");
        query("SELECT 1").query("ROLLBACK");
        assertThat(lost('T')).isEqualTo("40001E again again");
        query("DELETE FROM t");
        assertThat(lost('T')).isEqualTo("40001E again again 08007I");
    }

    @Test
    void aCommitIsUnknownUnlessItWasRefused() {
        query("COMMIT");
        assertThat(lost('T')).isEqualTo("08007I");
        assertThat(refused('T')).isEqualTo("40001I");
        assertThat(new LossTest().query("PREPARE TRANSACTION 'x'").lost('T')).isEqualTo("08007I");
        assertThat(new LossTest().query("DELETE FROM t").query("COMMIT").lost('T'))
                .isEqualTo("end 08007");
        assertThat(new LossTest().query("DELETE FROM t").query("COMMIT").refused('T'))
                .isEqualTo("40001E again");
    }

    @Test
    void aRollbackHasItsWay() {
        assertThat(query("ROLLBACK").lost('T')).isEqualTo("doom again");
    }

    @Test
    void aFailedTransactionStaysFailed() {
        assertThat(new LossTest().lost('E')).isEqualTo("doom");
        assertThat(query("COMMIT").query("DELETE FROM t").lost('E')).isEqualTo("doom again 08007I");
    }

    @Test
    void aCopyIsUnknownOnceAllItsDataWereSent() {
        query("COPY t FROM STDIN").message(Tag.COPY_DATA, "1\n");
        assertThat(begun('I')).isEqualTo("40001I");
        message(Tag.COPY_DONE);
        assertThat(begun('I')).isEqualTo("08007I");
        query("SELECT 1");
        assertThat(begun('I')).isEqualTo("end 08007");
    }

    @Test
    void eachItemOfAPipelineIsJudgedInOrder() {
        query("SELECT 1").query("DELETE FROM t").run("SELECT 2").sync();
        assertThat(lost('I')).isEqualTo("again 08007I again");
        assertThat(refused('I')).isEqualTo("again again again");
    }

    @Test
    void answeredUnitsAreOver() {
        query("DELETE FROM t").query("SELECT 1");
        assertThat(Units.read(sent, 1, true, _ -> null))
                .singleElement()
                .matches(unit -> unit.has(Unit.READS));
    }

    @Test
    void afterItsErrorOnlyTheEndOfAnAnswerIsMissing() {
        assertThat(failed('I', "DELETE FROM t")).isEqualTo("readyI");
        assertThat(failed('T', "DELETE FROM t")).isEqualTo("readyE");
        assertThat(failed('T', "COMMIT")).isEqualTo("readyI");
    }

    private static String failed(char status, String sql) {
        var scene =
                new Loss.Scene((byte) status, Loss.Refusal.NONE, true, true, false, "it went away");
        List<Unit> units = Units.read(new LossTest().query(sql).sent, 0, true, _ -> null);
        return word(Loss.plan(scene, units).steps().getFirst());
    }

    @Test
    void aCommitWithoutItsStandbysIsUnknown() {
        query("COMMIT");
        var scene =
                new Loss.Scene((byte) 'T', Loss.Refusal.STOPPED, false, false, true, "it stopped");
        Loss.Plan plan = Loss.plan(scene, Units.read(sent, 0, true, _ -> null));
        assertThat(plan.steps()).singleElement().extracting(LossTest::word).isEqualTo("08007I");
    }
}
