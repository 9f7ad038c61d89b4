package tenfold.control.move;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.control.SimulatedStation;
import tenfold.model.ClusterReport;
import tenfold.model.ExternalPlace;
import tenfold.model.LatencySummary;
import tenfold.model.LoadReport;
import tenfold.model.MoveReport;
import tenfold.model.MoveWish;
import tenfold.model.Protection;
import tenfold.model.ReadsReport;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
import tenfold.model.ServerPart;
import tenfold.model.ServerReport;
import tenfold.model.ServerRole;
import tenfold.model.ServerState;
import tenfold.model.SqlReport;
import tenfold.model.SwitchReport;
import tenfold.model.TroublesReport;
import tenfold.model.Zone;

/// Single moments of moves that a simulation meets rarely.
class MoveStateTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final ServerId ONE = new ServerId("pg-1");
    private static final ServerId TWO = new ServerId("pg-2");
    private static final TierServer SECOND =
            TierServer.local(TWO, new Zone("b"), ServerRole.MEMBER, Path.of("/run/2"));
    private static final Tier TIER =
            Tier.single(TierServer.local(ONE, new Zone("a"), ServerRole.MEMBER, Path.of("/run/1")))
                    .withLastServer(2);

    private static ServerReport server(ServerId id, ServerPart part, long pid, long copied) {
        return new ServerReport(
                id,
                new Zone("a"),
                part,
                part == ServerPart.JOINING ? ServerState.PREPARING : ServerState.RUNNING,
                NOON,
                "as told",
                pid,
                0,
                0,
                true,
                false,
                0,
                0,
                0,
                0,
                copied,
                1000);
    }

    private static SqlReport report(
            ServerId primary,
            long epoch,
            List<ServerReport> servers,
            List<SwitchReport> switches,
            MoveReport... move) {
        var cluster =
                new ClusterReport(
                        epoch,
                        primary,
                        Protection.NONE_WANTED,
                        null,
                        servers,
                        switches,
                        null,
                        move.length == 0 ? null : move[0]);
        return new SqlReport(
                1,
                List.of(),
                cluster,
                null,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                TroublesReport.NONE,
                ReadsReport.NONE,
                LoadReport.NONE,
                LatencySummary.NONE);
    }

    private static List<ServerReport> both(ServerPart second, long copied) {
        return List.of(server(ONE, ServerPart.PRIMARY, 1, 0), server(TWO, second, 2, copied));
    }

    private static MoveState start(Tier tier, SqlReport sql, Leg... legs) {
        var request = new Move.Request(1, Step.MOVE, "move", 0, List.of(legs));
        return MoveState.start(request, tier, sql, NOON);
    }

    private static MoveState on(MoveState state, SqlReport sql, int seconds) {
        var event = new MoveEvent.Reported(sql, null);
        return state.on(event, NOON.plusSeconds(seconds)).state();
    }

    @Test
    void aCopyThatStartsAgainAndAgainIsNoProgress() {
        MoveState state =
                start(
                        TIER,
                        report(ONE, 1, both(ServerPart.JOINING, 0), List.of()),
                        new Leg.Add(List.of(SECOND)));
        int seconds = 0;
        while (state.move().course() == Move.Course.FORWARD && seconds < 7200) {
            seconds += 10;
            int copied = seconds / 10 % 50;
            state = on(state, report(ONE, 1, both(ServerPart.JOINING, copied), List.of()), seconds);
        }

        assertThat(Duration.ofSeconds(seconds)).isLessThan(Duration.ofMinutes(30));
        assertThat(state.move().problem()).contains("no progress for 15 min");
    }

    @Test
    void aSwitchIsOverWhenItsPauseIsKnown() {
        var standby = both(ServerPart.STANDBY, 1000);
        Tier tier = TIER.plus(List.of(SECOND));
        MoveState state = start(tier, report(ONE, 1, standby, List.of()), new Leg.Switch(TWO));
        long wish = requireNonNull(state.tier().switchWish()).number();

        state = on(state, report(TWO, 2, standby, List.of(told(wish, 0))), 1);
        assertThat(state.move().runs()).isTrue();
        state = on(state, report(TWO, 2, standby, List.of(told(wish, 120))), 2);
        assertThat(state.move().end()).isEqualTo(Phase.REVERSIBLE);
        assertThat(state.move().proof().pauseMillis()).isEqualTo(120);
        assertThat(state.move().switchedFrom()).isEqualTo(ONE);
    }

    private static SwitchReport told(long wish, long pause) {
        return new SwitchReport(wish, false, 2, ONE, TWO, NOON, "asked", 0, pause, 3, 0, null);
    }

    @Test
    void aFailoverToTheTargetIsTheSwitch() {
        var standby = both(ServerPart.STANDBY, 1000);
        Tier tier = TIER.plus(List.of(SECOND));
        MoveState state = start(tier, report(ONE, 1, standby, List.of()), new Leg.Switch(TWO));

        state = on(state, report(TWO, 2, standby, List.of()), 1);
        assertThat(state.move().end()).isEqualTo(Phase.REVERSIBLE);
    }

    @Test
    void aServerThatRestartsIsKnownByItsProcess() {
        MoveState state =
                start(
                        TIER,
                        report(ONE, 1, both(ServerPart.STANDBY, 1000), List.of()),
                        new Leg.Resize(List.of(new ServerSize(ONE, 512, null))));

        state = on(state, report(ONE, 1, both(ServerPart.STANDBY, 1000), List.of()), 1);
        assertThat(state.move().runs()).isTrue();
        var restarted = List.of(server(ONE, ServerPart.PRIMARY, 7, 0));
        state = on(state, report(ONE, 1, restarted, List.of()), 2);
        assertThat(state.move().end()).isEqualTo(Phase.REVERSIBLE);
    }

    @Test
    void aWayBackThatIsBrokenLeavesTheNewPrimary() {
        var target =
                TierServer.external(
                        TWO,
                        new Zone("x"),
                        new ExternalPlace(
                                "db",
                                5432,
                                "f",
                                "f",
                                new SecretRef("s"),
                                ExternalPlace.Tls.REQUIRE,
                                null));
        Tier moved = TIER.wishingMove(target, MoveWish.Goal.SWITCH);
        long wish = requireNonNull(moved.moveWish()).number();
        var servers = List.of(server(ONE, ServerPart.OUTSIDE, 1, 0));
        SqlReport broken =
                report(TWO, 2, servers, List.of(), copy(wish, List.of("the schema was changed")));
        MoveState state = start(moved, broken, new Leg.Logical(target, MoveWish.Goal.BACK));
        state = on(state, broken, 1);
        assertThat(state.move().course()).isEqualTo(Move.Course.FORWARD);

        state = on(state, broken, 200);
        assertThat(state.move().course()).isEqualTo(Move.Course.BACK);
        SqlReport stays = report(TWO, 2, servers, List.of(), copy(wish, List.of()));
        state = on(on(state, stays, 201), stays, 202);
        assertThat(state.move().end()).isEqualTo(Phase.BACK);
        assertThat(requireNonNull(state.tier().moveWish()).goal()).isEqualTo(MoveWish.Goal.SWITCH);
    }

    private static MoveReport copy(long wish, List<String> problems) {
        return new MoveReport(wish, MoveReport.Phase.REVERSIBLE, 1, 1, 1, 1, 0, null, problems);
    }

    @Test
    void nothingTurnsBackOnceAServerIsBeingRemoved() {
        Tier tier = TIER.plus(List.of(SECOND));
        MoveState state =
                start(
                        tier,
                        report(ONE, 1, both(ServerPart.STANDBY, 1000), List.of()),
                        new Leg.Remove(List.of(TWO)));

        assertThat(state.on(new MoveEvent.UndoAsked(), NOON).decided()).isFalse();
        state = on(state, report(ONE, 1, both(ServerPart.STANDBY, 1000), List.of()), 4000);
        assertThat(state.move().course()).isEqualTo(Move.Course.FORWARD);
    }

    /// The red control of the simulation's oracle.
    @Test
    void theSimulatedStationTellsWhenItsPrimaryIsTakenAway() {
        Tier two = TIER.plus(List.of(SECOND));
        var station =
                new SimulatedStation(
                        1,
                        MoveSimulationTest.cluster(two),
                        new Random(1),
                        SimulatedStation.Faults.NONE);
        station.apply(2, MoveSimulationTest.cluster(two.minus(List.of(ONE), TWO)));

        assertThat(station.violations).containsExactly("the primary pg-1 was to be removed");
    }
}
