package tenfold.model;

import java.util.List;
import java.util.stream.Collectors;
import tenfold.base.Check;

/// Targets that serve the same requests, how their health is checked, and how requests are spread
/// over them.
public record TargetGroup(
        TargetGroupId id, HealthCheck health, Balancing balancing, List<Target> targets) {
    public TargetGroup {
        targets = List.copyOf(targets);
        Check.that(!targets.isEmpty(), "target group %s is empty", id);
        var ids = targets.stream().map(Target::instance).collect(Collectors.toSet());
        Check.that(ids.size() == targets.size(), "target group %s names a target twice", id);
    }

    /// What its targets speak.
    public ServiceProtocol protocol() {
        return health.speaks();
    }

    public TargetGroup(TargetGroupId id, HealthCheck health, List<Target> targets) {
        this(id, health, Balancing.DEFAULT, targets);
    }
}
