package tenfold.control.plan;

import java.util.ArrayList;
import java.util.List;
import tenfold.control.scale.Member;
import tenfold.control.zone.ZoneAway;
import tenfold.control.zone.ZonePhase;
import tenfold.model.Zone;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ServiceManifest;

/// Where the instances of one version are: number by number over its zones; while a zone is away,
/// or on its way, others stand in for its instances. Pure.
record Placement(Manifest manifest, Decisions decisions) {
    /// One instance: its number, whether it stands in for the one of that number, where it is, and
    /// whether it finishes what it has or waits warm, both without new requests.
    record Place(int number, boolean substitute, Zone zone, boolean draining, boolean warm) {
        /// Its number in names: `2`, and `2-away` for what stands in.
        String suffix() {
            return substitute ? number + "-away" : Integer.toString(number);
        }
    }

    List<Place> of(ServiceManifest service) {
        var places = new ArrayList<Place>();
        for (Member member : decisions.members(manifest, service)) {
            int number = member.number();
            boolean warm = member.state() == Member.State.WARM;
            boolean drains = member.state() == Member.State.DRAINING;
            Zone home = manifest.zone(number);
            ZonePhase phase = phase(home);
            if (phase.runsOwn()) {
                boolean leaves = drains || phase == ZonePhase.DRAINING;
                places.add(new Place(number, false, home, leaves, warm));
            }
            if (phase.runsSubstitutes()) {
                boolean leaves = drains || phase == ZonePhase.RELIEVING;
                places.add(new Place(number, true, refuge(number), leaves, warm));
            }
        }
        return places;
    }

    private ZonePhase phase(Zone zone) {
        return decisions.web().away().stream()
                .filter(one -> one.zone().equals(zone))
                .map(ZoneAway::phase)
                .findFirst()
                .orElse(ZonePhase.HERE);
    }

    /// One of the zones that are there; a version that has none of them uses its own.
    private Zone refuge(int number) {
        List<Zone> there =
                manifest.zones().stream().filter(one -> phase(one) == ZonePhase.HERE).toList();
        return there.isEmpty() ? manifest.zone(number) : there.get((number - 1) % there.size());
    }
}
