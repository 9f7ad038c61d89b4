package tenfold.control.release;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tenfold.model.EdgeReport;
import tenfold.model.FleetReport;
import tenfold.model.InstanceId;
import tenfold.model.InstanceReport;
import tenfold.model.InstanceState;
import tenfold.model.JobId;
import tenfold.model.JobReport;
import tenfold.model.TargetReport;

/// What the node says of two versions, by the instances that each is to have.
record Observation(FleetReport fleet, EdgeReport edge, Set<InstanceId> old, Set<InstanceId> fresh) {
    private static final int STARTS_MAX = 2;

    Observation {
        old = Set.copyOf(old);
        fresh = Set.copyOf(fresh);
    }

    Optional<JobReport> job(JobId id) {
        return fleet.jobs().stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /// How many of the new version's instances serve.
    int freshReady() {
        Set<InstanceId> ready = new HashSet<>();
        for (InstanceReport instance : fleet.instances()) {
            if (fresh.contains(instance.id()) && instance.state() == InstanceState.HEALTHY) {
                ready.add(instance.id());
            }
        }
        Set<InstanceId> routed = new HashSet<>();
        for (TargetReport target : edge.targets()) {
            if (target.healthy()) {
                routed.add(target.instance());
            }
        }
        ready.retainAll(routed);
        return ready.size();
    }

    /// Why an instance of the new version does not come up, if one has tried often enough.
    Optional<String> freshFailing() {
        return fleet.instances().stream()
                .filter(one -> fresh.contains(one.id()))
                .filter(one -> one.state() == InstanceState.BACKOFF && one.restarts() >= STARTS_MAX)
                .findFirst()
                .map(one -> one.id() + " does not become healthy: " + one.reason());
    }

    boolean isIdle(Set<InstanceId> instances) {
        return edge.targets().stream()
                .filter(target -> instances.contains(target.instance()))
                .allMatch(target -> target.inFlight() == 0);
    }

    List<TargetReport> targets(Set<InstanceId> instances) {
        return edge.targets().stream()
                .filter(target -> instances.contains(target.instance()))
                .toList();
    }
}
