package tenfold.control.plan;

import java.util.ArrayList;
import java.util.List;
import tenfold.control.zone.ZoneAway;
import tenfold.control.zone.ZonePhase;
import tenfold.model.Zone;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ServiceManifest;

/// Where the instances of one version are: number by number over its zones; while a zone is away,
/// or on its way, others stand in for its instances. Pure.
record Placement(Manifest manifest, List<ZoneAway> away) {
    /// One instance: its number, whether it stands in for the one of that number, where it is, and
    /// whether it finishes what it has.
    record Place(int number, boolean substitute, Zone zone, boolean draining) {
        /// Its number in names: `2`, and `2-away` for what stands in.
        String suffix() {
            return substitute ? number + "-away" : Integer.toString(number);
        }
    }

    List<Place> of(ServiceManifest service) {
        var places = new ArrayList<Place>();
        for (int number = 1; number <= manifest.instances(service); number++) {
            Zone home = manifest.zone(number);
            ZonePhase phase = phase(home);
            if (phase.runsOwn()) {
                places.add(new Place(number, false, home, phase == ZonePhase.DRAINING));
            }
            if (phase.runsSubstitutes()) {
                places.add(new Place(number, true, refuge(number), phase == ZonePhase.RELIEVING));
            }
        }
        return places;
    }

    private ZonePhase phase(Zone zone) {
        return away.stream()
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
