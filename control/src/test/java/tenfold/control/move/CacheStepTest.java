package tenfold.control.move;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tenfold.control.Reports;
import tenfold.model.CacheReport;
import tenfold.model.EdgeReport;
import tenfold.model.LatencySummary;
import tenfold.model.RouteCacheReport;
import tenfold.model.ServerId;
import tenfold.model.ServerRole;
import tenfold.model.SqlReport;
import tenfold.model.Zone;

/// The step that turns the edge's cache on, decision by decision.
class CacheStepTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final Leg.Cache ON = new Leg.Cache(List.of("/"), 0.4);

    private static final Tier TIER =
            Tier.single(
                    TierServer.local(
                            new ServerId("pg-1"),
                            new Zone("a"),
                            ServerRole.MEMBER,
                            Path.of("/run/1")));

    private final SqlReport sql = requireNonNull(Reports.healthy(START, 1, 1).sql());
    private MoveState state = start();

    @Test
    void waitsForTheEdgeThenMeasuresWhatReachesTheApplication() {
        assertThat(state.tier().caches("/")).isTrue();
        report(1, false, 100, 100);
        report(2, true, 200, 200);
        report(5, true, 1_000, 900); // warm: counted from here
        report(10, true, 2_000, 1_200);
        report(15, true, 3_000, 1_300);

        assertThat(state.move().phase()).isEqualTo(Phase.REVERSIBLE);
        Proof.Load load = requireNonNull(state.move().proof().load());
        assertThat(load.requests().sum()).isEqualTo(2_000);
        assertThat(load.share()).isEqualTo(0.2);
        assertThat(load.expectedShare()).isEqualTo(0.4);
    }

    @Test
    void goesBackWhenTheEdgeNeverCaches() {
        for (int second = 1; second < 70; second++) {
            report(second, false, second, second);
        }

        assertThat(state.move().phase()).isEqualTo(Phase.BACK);
        assertThat(state.tier().cached()).isEmpty();
    }

    @Test
    void theWayBackIsToCacheWhatWasCachedBefore() {
        assertThat(WayBack.proven(List.of(ON), state.move().before(), state.tier()))
                .containsExactly(new Leg.Cache(List.of(), null));
    }

    @Test
    void anEmptySetIsDoneAsSoonAsTheEdgeCachesNothing() {
        for (int second : new int[] {1, 5, 10, 15}) {
            report(second, true, second * 10L, second);
        }
        state =
                MoveState.start(
                        new Move.Request(
                                2, Step.UNDO, "undo", 1, List.of(new Leg.Cache(List.of(), null))),
                        state.tier(),
                        sql,
                        START);
        report(1, true, 200, 20);
        assertThat(state.move().runs()).isTrue();

        report(2, false, 210, 30);

        assertThat(state.move().phase()).isEqualTo(Phase.COMPLETE);
    }

    private MoveState start() {
        var request = new Move.Request(1, Step.CACHE, "cache", 0, List.of(ON));
        return MoveState.start(request, TIER, sql, START);
    }

    private void report(int second, boolean cached, long requests, long toOrigin) {
        var event = new MoveEvent.Reported(sql, edge(cached, requests, toOrigin));
        state = state.on(event, START.plusSeconds(second)).state();
    }

    private static EdgeReport edge(boolean cached, long requests, long toOrigin) {
        EdgeReport base = requireNonNull(Reports.healthy(START, 1, toOrigin).edge());
        CacheReport none = CacheReport.NONE;
        var route = new RouteCacheReport("/", cached, requests, 0, 0, 0, 0);
        return new EdgeReport(
                1,
                base.listeners(),
                base.routes(),
                base.groups(),
                base.targets(),
                0,
                requests,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                LatencySummary.NONE,
                new CacheReport(
                        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of(route), none.purges()),
                base.limitHits());
    }
}
