package tenfold.control.zone;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tenfold.control.problem.ProblemCode;
import tenfold.model.EdgeReport;
import tenfold.model.FleetReport;
import tenfold.model.InstanceId;
import tenfold.model.NodeReport;
import tenfold.model.Zone;

/// Takes zones out and in. Not thread-safe: called under control's one lock.
public final class Zones {
    private final ZoneWorld world;

    public Zones(ZoneWorld world) {
        this.world = world;
    }

    /// One zone for readers. `phase` is a [ZonePhase] in small letters.
    public record View(String zone, String phase, boolean primary, List<String> instances) {}

    /// Moves everything out of a zone.
    public List<View> out(Zone zone, String who, Instant now) throws IOException, ZoneRefused {
        requireKnown(zone);
        requireCalm();
        if (phase(zone) != ZonePhase.HERE) {
            throw new ZoneRefused(ProblemCode.ZONE_STATE, "zone " + zone + " is out already");
        }
        boolean another =
                world.zones().stream()
                        .anyMatch(one -> !one.equals(zone) && phase(one) == ZonePhase.HERE);
        if (!another) {
            throw new ZoneRefused(
                    ProblemCode.ZONE_LAST, "without zone " + zone + " nothing would be left");
        }
        if (world.primaryZone().equals(zone)) {
            Optional<String> problem = world.movePrimaryFrom(zone);
            if (problem.isPresent()) {
                throw new ZoneRefused(ProblemCode.ZONE_LAST, problem.get());
            }
        }
        world.assignPorts();
        world.decide(new ZoneAway(zone, ZonePhase.LEAVING, now, who));
        return views();
    }

    /// Brings a zone's own instances back.
    public List<View> in(Zone zone, Instant now) throws IOException, ZoneRefused {
        requireKnown(zone);
        requireCalm();
        Optional<ZoneAway> away = find(zone);
        if (away.isEmpty()) {
            throw new ZoneRefused(ProblemCode.ZONE_STATE, "zone " + zone + " is not out");
        }
        world.decide(away.get().at(ZonePhase.RETURNING, now));
        return views();
    }

    /// Hears of the node, and carries on what is on its way.
    public void accept(NodeReport report, Instant now) throws IOException {
        FleetReport fleet = report.fleet();
        EdgeReport edge = report.edge();
        long version = world.imageVersion();
        if (fleet == null
                || edge == null
                || fleet.imageVersion() < version
                || edge.imageVersion() < version) {
            return;
        }
        for (ZoneAway one : world.away()) {
            Set<InstanceId> own = world.instances(one.zone(), false);
            Set<InstanceId> substitutes = world.instances(one.zone(), true);
            ZoneAway next = ZoneRules.next(one, own, substitutes, fleet, edge, now);
            if (!next.equals(one)) {
                world.decide(next);
                return; // the next report knows the image that follows
            }
        }
    }

    public List<View> views() {
        var all = new ArrayList<View>();
        for (Zone zone : world.zones()) {
            ZonePhase phase = phase(zone);
            var names = new ArrayList<String>();
            if (phase.runsOwn()) {
                world.instances(zone, false).forEach(id -> names.add(id.value()));
            }
            names.sort(null);
            all.add(
                    new View(
                            zone.value(),
                            phase.name().toLowerCase(Locale.ROOT),
                            world.primaryZone().equals(zone),
                            names));
        }
        return all;
    }

    private ZonePhase phase(Zone zone) {
        return find(zone).map(ZoneAway::phase).orElse(ZonePhase.HERE);
    }

    private Optional<ZoneAway> find(Zone zone) {
        return world.away().stream().filter(one -> one.zone().equals(zone)).findFirst();
    }

    private void requireKnown(Zone zone) throws ZoneRefused {
        if (!world.zones().contains(zone)) {
            throw new ZoneRefused(
                    ProblemCode.ZONE_STATE,
                    "there is no zone %s; zones: %s".formatted(zone, world.zones()));
        }
    }

    private void requireCalm() throws ZoneRefused {
        boolean moving = world.away().stream().anyMatch(one -> one.phase().isMoving());
        if (moving || world.isReleasing()) {
            throw new ZoneRefused(
                    ProblemCode.ZONE_STATE,
                    moving ? "a zone is on its way" : "a release is on its way");
        }
    }
}
