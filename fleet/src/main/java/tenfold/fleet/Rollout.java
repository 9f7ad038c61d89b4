package tenfold.fleet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tenfold.model.InstanceId;
import tenfold.model.InstanceSpec;
import tenfold.model.InstanceState;
import tenfold.model.ServiceName;

/// Decides what to start and stop so that the wanted instances come to run; pure.
///
/// Instances that are new start at once, those no longer wanted stop at once. Changed ones are
/// replaced one by one per service, the next when all that already are as wanted are healthy, so
/// that a bad change harms one instance only. One that is not healthy is replaced without waiting:
/// there is nothing to lose.
final class Rollout {
    /// An instance that exists: what it runs, and how it is.
    record Existing(InstanceSpec spec, InstanceState state, boolean stopping) {}

    /// What to do now; a replacement is a stop now and a start when it has stopped.
    record Actions(List<InstanceSpec> start, List<InstanceId> stop) {
        Actions {
            start = List.copyOf(start);
            stop = List.copyOf(stop);
        }
    }

    private Rollout() {}

    static Actions next(List<InstanceSpec> wanted, Map<InstanceId, Existing> existing) {
        List<InstanceSpec> start = new ArrayList<>();
        List<InstanceId> stop = new ArrayList<>();
        Set<InstanceId> wantedIds = new HashSet<>();
        Map<ServiceName, List<InstanceSpec>> services = new TreeMap<>(Rollout::byName);
        for (InstanceSpec spec : wanted) {
            wantedIds.add(spec.id());
            services.computeIfAbsent(spec.service(), _ -> new ArrayList<>()).add(spec);
            if (!existing.containsKey(spec.id()) && portIsFree(spec, existing)) {
                start.add(spec);
            }
        }
        existing.forEach((id, instance) -> {
            if (!wantedIds.contains(id) && !instance.stopping()) {
                stop.add(id);
            }
        });
        services.values().forEach(specs -> stop.addAll(replacements(specs, existing)));
        return new Actions(start, stop);
    }

    private static List<InstanceId> replacements(
            List<InstanceSpec> wanted, Map<InstanceId, Existing> existing) {
        List<InstanceId> broken = new ArrayList<>();
        @Nullable InstanceId candidate = null;
        boolean settled = true;
        for (InstanceSpec spec : wanted) {
            Existing instance = existing.get(spec.id());
            if (instance == null || instance.stopping()) {
                settled = false;
            } else if (instance.spec().equals(spec)) {
                settled &= instance.state() == InstanceState.HEALTHY;
            } else if (instance.state() != InstanceState.HEALTHY) {
                broken.add(spec.id());
            } else if (candidate == null) {
                candidate = spec.id();
            }
        }
        if (settled && broken.isEmpty() && candidate != null) {
            return List.of(candidate);
        }
        return broken;
    }

    /// A port may still be held by an instance that is on its way out.
    private static boolean portIsFree(InstanceSpec spec, Map<InstanceId, Existing> existing) {
        return existing.values().stream().noneMatch(other -> other.spec().port() == spec.port());
    }

    private static int byName(ServiceName one, ServiceName other) {
        return one.value().compareTo(other.value());
    }
}
