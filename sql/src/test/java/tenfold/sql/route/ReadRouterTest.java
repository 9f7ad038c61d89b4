package tenfold.sql.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tenfold.model.ServerId;
import tenfold.sql.parse.Hint;
import tenfold.testkit.Rounds;

class ReadRouterTest {
    private final Floors floors = new Floors();
    private final ReadRouter router = new ReadRouter(floors);
    private final Replica first = replica("pg-2");
    private final Replica second = replica("pg-3");
    private final Seen seen = new Seen();

    private static Replica replica(String id) {
        var made = new Replica(new ServerId(id));
        made.rotation(true);
        return made;
    }

    private static Judgement reads(String... tables) {
        return new Judgement(true, false, Set.of(tables), false, Set.of(), true, false);
    }

    private Route route(Judgement judgement) {
        return route(judgement, Hint.NONE);
    }

    private Route route(Judgement judgement, Hint hint) {
        return router.route(judgement, hint, seen, List.of(first, second), 0);
    }

    private void poll(long position) {
        floors.answer(floors.startPoll(), position);
    }

    @Test
    void waitsUntilAPollAfterTheWriteIsAnsweredAndAReplicaIsThatFar() {
        long early = floors.startPoll();
        floors.wrote(Set.of("t"));

        assertThat(route(reads("t"))).isEqualTo(Route.WAIT_FOR_PRIMARY);
        floors.answer(early, 100);
        assertThat(route(reads("t"))).isEqualTo(Route.WAIT_FOR_PRIMARY);
        poll(110);
        assertThat(route(reads("t"))).isEqualTo(Route.WAIT_FOR_REPLICA);
        second.replayed(110);
        assertThat(route(reads("t"))).isSameAs(second);
    }

    @Test
    void otherTablesDoNotWait() {
        floors.wrote(Set.of("t"));

        assertThat(route(reads("u"))).isSameAs(first);
        floors.wroteAll();
        assertThat(route(reads("u"))).isEqualTo(Route.WAIT_FOR_PRIMARY);
    }

    @Test
    void whatMayReadAnyTableWaitsForAllWrites() {
        floors.wrote(Set.of("t"));

        assertThat(route(new Judgement(true, true, Set.of(), false, Set.of(), true, false)))
                .isEqualTo(Route.WAIT_FOR_PRIMARY);
        assertThat(router.routeTransaction(seen, List.of(first), 0))
                .isEqualTo(Route.WAIT_FOR_PRIMARY);
    }

    @Test
    void laterPollsDoNotRaiseTheFloorOfAnEarlierWrite() {
        floors.wrote(Set.of("t"));
        poll(100);
        poll(900);
        first.replayed(100);

        assertThat(route(reads("t"))).isSameAs(first);
        assertThat(floors.position(1)).isEqualTo(100);
    }

    @Test
    void forgetsOnlyHowLowAFloorWas() {
        floors.wrote(Set.of("t"));
        for (int i = 1; i <= 3 * Floors.KEPT; i++) {
            poll(i);
        }

        assertThat(floors.position(1)).isEqualTo(2 * Floors.KEPT + 1);
        assertThat(floors.position(3 * Floors.KEPT)).isEqualTo(3 * Floors.KEPT);
    }

    @Test
    void aLostPollIsAnsweredByTheNext() {
        floors.wrote(Set.of("t"));
        var _ = floors.startPoll();
        poll(70);

        assertThat(floors.position(1)).isEqualTo(70);
    }

    @Test
    void tablesBeyondTheLimitCountForAll() {
        for (int i = 0; i < Floors.TABLES_MAX; i++) {
            floors.wrote(Set.of("t" + i));
        }
        poll(10);
        first.replayed(10);
        assertThat(route(reads("u"))).isSameAs(first);
        floors.wrote(Set.of("one more"));

        assertThat(route(reads("u"))).isEqualTo(Route.WAIT_FOR_PRIMARY);
    }

    @Test
    void aClientStaysWithItsReplicaUntilAnotherIsKnownToBeAhead() {
        first.replayed(50);
        second.replayed(60);
        seen.onReplica(first, floors.now());
        assertThat(route(reads("u"))).isSameAs(first);
        first.rotation(false);

        assertThat(route(reads("u"))).isEqualTo(Route.WAIT_FOR_PRIMARY);
        poll(61);
        assertThat(route(reads("u"))).isEqualTo(Route.WAIT_FOR_REPLICA);
        second.replayed(61);
        assertThat(route(reads("u"))).isSameAs(second);
    }

    @Test
    void aReadOnThePrimaryMakesReplicasCatchUpFirst() {
        seen.onPrimary(floors.now());

        assertThat(route(reads("u"))).isEqualTo(Route.WAIT_FOR_PRIMARY);
        poll(40);
        first.replayed(40);
        assertThat(route(reads("u"))).isSameAs(first);
    }

    @Test
    void obeysHints() {
        floors.wrote(Set.of("t"));

        assertThat(route(reads("t"), Hint.PRIMARY)).isEqualTo(Route.PRIMARY);
        assertThat(route(reads("t"), Hint.REPLICA)).isSameAs(first);
        poll(10);
        first.replayed(10);
        second.replayed(99);
        assertThat(route(reads("t"), new Hint.Lsn(99))).isSameAs(second);
        assertThat(route(reads("t"), new Hint.Lsn(100))).isEqualTo(Route.WAIT_FOR_REPLICA);
    }

    @Test
    void goesToThePrimaryWithoutReplicasAndWithWhatIsNoRead() {
        var write = new Judgement(false, false, Set.of(), true, Set.of(), true, false);

        assertThat(route(write, Hint.REPLICA)).isEqualTo(Route.PRIMARY);
        first.rotation(false);
        second.rotation(false);
        assertThat(route(reads("t"))).isEqualTo(Route.PRIMARY);
        assertThat(router.route(reads("t"), Hint.NONE, seen, List.of(), 0))
                .isEqualTo(Route.PRIMARY);
    }

    @Rounds(500)
    void noReadMissesACompletedWriteOrGoesBack(long seed) {
        var model = new RouteModel(seed, RouteModel.Fault.NONE);
        model.run(3_000);

        assertThat(model.wrong()).isZero();
        assertThat(model.replicaReads()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theModelFindsWhatIsBroken(RouteModel.Fault fault) {
        long wrong = 0;
        for (int seed = 0; seed < 100; seed++) {
            var model = new RouteModel(seed, fault);
            model.run(3_000);
            wrong += model.wrong();
        }

        assertThat(wrong).isPositive();
    }
}
