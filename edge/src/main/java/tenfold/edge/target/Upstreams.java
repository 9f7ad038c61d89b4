package tenfold.edge.target;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;
import tenfold.model.InstanceId;
import tenfold.model.Target;
import tenfold.model.TargetGroup;
import tenfold.model.TargetGroupId;
import tenfold.model.Zone;

/// All targets of the current image and the threads that watch their health.
public final class Upstreams implements AutoCloseable {
    private static final int PROBES_AT_ONCE_MAX = 64;

    private record Key(TargetGroupId group, InstanceId instance, Address address) {}

    private record Watched(Upstream upstream, HealthLoop loop) {}

    private final Semaphore probesAtOnce = new Semaphore(PROBES_AT_ONCE_MAX);
    private final Runnable onChange;
    private Map<Key, Watched> watched = new LinkedHashMap<>();
    private volatile Map<TargetGroupId, UpstreamGroup> groups = Map.of();

    /// `onChange` runs on any thread after the choice of some group has changed.
    public Upstreams(Runnable onChange) {
        this.onChange = onChange;
    }

    /// The groups of the current image.
    public Map<TargetGroupId, UpstreamGroup> groups() {
        return groups;
    }

    /// Makes the targets those of `wanted`; returns the ones that are no longer among them. `zone`
    /// is the edge's own.
    public synchronized List<Upstream> apply(Collection<TargetGroup> wanted, @Nullable Zone zone) {
        Map<Key, Watched> next = new LinkedHashMap<>();
        Map<TargetGroupId, UpstreamGroup> nextGroups = new HashMap<>();
        for (TargetGroup group : wanted) {
            List<Upstream> members = new ArrayList<>();
            for (Target target : group.targets()) {
                var key = new Key(group.id(), target.instance(), target.address());
                Watched known = keep(watched.get(key), group, target);
                next.put(key, known);
                members.add(known.upstream());
            }
            UpstreamGroup before = groups.get(group.id());
            UpstreamGroup kept = before == null ? new UpstreamGroup(group.id()) : before;
            kept.update(group.balancing(), members, zone);
            nextGroups.put(group.id(), kept);
        }
        List<Upstream> gone = new ArrayList<>();
        watched.forEach((key, old) -> {
            if (!next.containsKey(key)) {
                old.loop().stop();
                old.upstream().remove();
                gone.add(old.upstream());
            }
        });
        watched = next;
        groups = Map.copyOf(nextGroups);
        refresh();
        return gone;
    }

    /// A request met a closed door: whoever waits for this target must not wait for its next turn.
    public synchronized void hurry(Upstream upstream) {
        for (Watched each : watched.values()) {
            if (each.upstream() == upstream) {
                each.loop().hurry();
            }
        }
    }

    /// Lets the groups look at the clock; called a few times a second.
    public void tick(long now) {
        groups.values().forEach(group -> group.tick(now));
    }

    @Override
    public synchronized void close() {
        watched.values().forEach(each -> each.loop().stop());
    }

    private Watched keep(@Nullable Watched known, TargetGroup group, Target target) {
        if (known != null) {
            known.upstream().update(target, group.health(), group.balancing());
            return known;
        }
        var upstream =
                new Upstream(group.id(), target, group.health(), group.balancing(), this::changed);
        upstream.update(target, group.health(), group.balancing());
        var loop = new HealthLoop(upstream, probesAtOnce, this::refresh);
        Thread.ofVirtual().name("edge-health-" + target.instance()).start(loop);
        return new Watched(upstream, loop);
    }

    private void changed() {
        refresh();
        onChange.run();
    }

    private void refresh() {
        long now = System.nanoTime();
        groups.values().forEach(group -> group.refresh(now));
    }
}
