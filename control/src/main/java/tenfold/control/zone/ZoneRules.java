package tenfold.control.zone;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import tenfold.model.EdgeReport;
import tenfold.model.FleetReport;
import tenfold.model.InstanceId;
import tenfold.model.InstanceState;
import tenfold.model.TargetReport;

/// Which phase of a zone follows from what the node reports; pure.
final class ZoneRules {
    /// A zone whose substitutes do not come up by then stays where it is.
    static final Duration START_MAX = Duration.ofMinutes(6);

    static final Duration DRAIN_MAX = Duration.ofSeconds(30);
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private ZoneRules() {}

    /// `own` are the zone's instances, `substitutes` those that stand in for them.
    static ZoneAway next(
            ZoneAway zone,
            Set<InstanceId> own,
            Set<InstanceId> substitutes,
            FleetReport fleet,
            EdgeReport edge,
            Instant now) {
        Duration waited = Duration.between(zone.since(), now);
        boolean late = waited.compareTo(START_MAX) > 0;
        return switch (zone.phase()) {
            case LEAVING ->
                    ready(substitutes, fleet, edge)
                            ? zone.at(ZonePhase.DRAINING, now)
                            : late ? zone.at(ZonePhase.HERE, now) : zone;
            case DRAINING -> idle(own, edge, waited) ? zone.at(ZonePhase.AWAY, now) : zone;
            case RETURNING ->
                    ready(own, fleet, edge)
                            ? zone.at(ZonePhase.RELIEVING, now)
                            : late ? zone.at(ZonePhase.AWAY, now) : zone;
            case RELIEVING -> idle(substitutes, edge, waited) ? zone.at(ZonePhase.HERE, now) : zone;
            case AWAY, HERE -> zone;
        };
    }

    private static boolean ready(Set<InstanceId> wanted, FleetReport fleet, EdgeReport edge) {
        Set<InstanceId> routed = new HashSet<>();
        edge.targets().stream()
                .filter(TargetReport::healthy)
                .forEach(target -> routed.add(target.instance()));
        Set<InstanceId> healthy = new HashSet<>();
        fleet.instances().stream()
                .filter(one -> one.state() == InstanceState.HEALTHY)
                .forEach(one -> healthy.add(one.id()));
        return routed.containsAll(wanted) && healthy.containsAll(wanted);
    }

    private static boolean idle(Set<InstanceId> leaving, EdgeReport edge, Duration waited) {
        boolean none =
                edge.targets().stream()
                        .filter(target -> leaving.contains(target.instance()))
                        .allMatch(target -> target.inFlight() == 0);
        return (none && waited.compareTo(SETTLED) >= 0) || waited.compareTo(DRAIN_MAX) > 0;
    }
}
