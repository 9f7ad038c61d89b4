package tenfold.control.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tenfold.control.zone.ZoneAway;
import tenfold.control.zone.ZonePhase;
import tenfold.model.Zone;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.WatchManifest;

class PlacementTest {
    @Test
    void spreadsOverTheZonesWithAtLeastOneInEach() {
        assertThat(places(1, "a b c")).containsExactly("1@a", "2@b", "3@c");
        assertThat(places(4, "a b")).containsExactly("1@a", "2@b", "3@a", "4@b");
        assertThat(places(2, "a")).containsExactly("1@a", "2@a");
    }

    @Test
    void othersStandInWhileAZoneLeavesIsAwayAndReturns() {
        assertThat(places(4, "a b", away("b", ZonePhase.LEAVING)))
                .containsExactly("1@a", "2@b", "2-away@a", "3@a", "4@b", "4-away@a");
        assertThat(places(2, "a b", away("b", ZonePhase.DRAINING)))
                .containsExactly("1@a", "2@b drains", "2-away@a");
        assertThat(places(2, "a b", away("b", ZonePhase.AWAY))).containsExactly("1@a", "2-away@a");
        assertThat(places(2, "a b", away("b", ZonePhase.RETURNING)))
                .containsExactly("1@a", "2@b", "2-away@a");
        assertThat(places(2, "a b", away("b", ZonePhase.RELIEVING)))
                .containsExactly("1@a", "2@b", "2-away@a drains");
    }

    @Test
    void whatIsInOtherZonesDoesNotMove() {
        assertThat(places(6, "a b c", away("c", ZonePhase.AWAY)))
                .containsExactly("1@a", "2@b", "3-away@a", "4@a", "5@b", "6-away@b");
    }

    @Test
    void aVersionWhoseEveryZoneIsAwayStaysWhereItIs() {
        assertThat(places(1, "b", away("b", ZonePhase.AWAY))).containsExactly("1-away@b");
    }

    private static ZoneAway away(String zone, ZonePhase phase) {
        return new ZoneAway(new Zone(zone), phase, Instant.EPOCH, "ada");
    }

    private static List<String> places(int scale, String zones, ZoneAway... away) {
        Manifest forum =
                PlanFixture.manifest("forum", PlanFixture.service(scale, Map.of(), null), null);
        List<Zone> all = Arrays.stream(zones.split(" ")).map(Zone::new).toList();
        var manifest =
                new Manifest(
                        forum.name(),
                        forum.services(),
                        forum.routes(),
                        forum.edge(),
                        forum.database(),
                        forum.goals(),
                        forum.release(),
                        all,
                        WatchManifest.NONE);
        Decisions decisions = Decisions.NONE;
        for (ZoneAway one : away) {
            decisions = decisions.with(new Decision.ZoneDecided(one));
        }
        return new Placement(manifest, decisions)
                .of(manifest.services().getFirst()).stream()
                        .map(place ->
                                place.suffix()
                                        + "@"
                                        + place.zone()
                                        + (place.draining() ? " drains" : ""))
                        .toList();
    }
}
