package tenfold.edge.target;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tenfold.model.GroupReport;
import tenfold.model.TargetGroupId;

/// The targets that serve the same requests, and the choice among them.
///
/// The choice: of two targets taken at random, the one with fewer requests outstanding. It is made
/// among the healthy ones that are neither draining nor ejected. At most half of the healthy are
/// left out by ejection, so a single target never is. When nobody is healthy, those that answer
/// badly are tried all the same, because a wrong health check must not take an application down;
/// those where nothing listens are not, and the request waits.
public final class UpstreamGroup {
    private final TargetGroupId id;
    private final List<Upstream> members;
    private volatile Upstream[] serving = {};

    UpstreamGroup(TargetGroupId id, List<Upstream> members) {
        this.id = id;
        this.members = List.copyOf(members);
    }

    public List<Upstream> members() {
        return members;
    }

    public GroupReport report() {
        int inFlight = members.stream().mapToInt(Upstream::inFlight).sum();
        return new GroupReport(id, serving.length, inFlight, 0, 0, 0, 0);
    }

    /// The target for a request, or null when it must wait. `except` has just failed and is taken
    /// only if it is the last one; `random` is any number.
    public @Nullable Upstream choose(long random, @Nullable Upstream except) {
        Upstream[] all = serving;
        int count = all.length;
        if (count <= 1) {
            return count == 0 ? null : all[0];
        }
        int first = (int) ((random >>> 33) % count);
        int second = (first + 1 + (int) ((random & 0x7fff_ffff) % (count - 1))) % count;
        Upstream a = all[first];
        Upstream b = all[second];
        if (a == except || b == except) {
            return a == except ? b : a;
        }
        return b.inFlight() < a.inFlight() ? b : a;
    }

    /// Decides anew who serves; called when health, ejections or the image have changed.
    public synchronized void refresh(long now) {
        Upstream[] healthy = those(u -> u.health().state() == Health.State.HEALTHY);
        if (healthy.length == 0) {
            serving = those(u -> u.health().state() == Health.State.SICK);
            return;
        }
        Upstream[] sound =
                Arrays.stream(healthy).filter(u -> !u.isEjected(now)).toArray(Upstream[]::new);
        serving = 2 * sound.length >= healthy.length ? sound : healthy;
    }

    private Upstream[] those(Predicate<Upstream> wanted) {
        return members.stream()
                .filter(u -> !u.target().draining())
                .filter(wanted)
                .toArray(Upstream[]::new);
    }
}
