package tenfold.edge.target;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Hash;

/// Targets on a ring of hashes: a key belongs to the next target on it, so that a target that comes
/// or goes moves only its own part of the keys.
///
/// Consistent hashing with bounded loads (Mirrokni, Thorup, Zadimoghaddam 2016): nobody gets more
/// than a quarter above the mean; what is too much goes on along the ring.
final class HashRing {
    private static final int POINTS = 128;
    private static final double BOUND = 1.25;

    private record Point(long hash, Upstream upstream) {}

    private final Upstream[] targets;
    private final long[] hashes;
    private final Upstream[] owners;

    HashRing(Upstream[] targets) {
        this.targets = targets.clone();
        var points = new Point[targets.length * POINTS];
        for (int i = 0; i < points.length; i++) {
            Upstream target = targets[i / POINTS];
            long name =
                    Hash.of(target.target().instance().value().getBytes(StandardCharsets.UTF_8));
            points[i] = new Point(Hash.mixed(name + i % POINTS), target);
        }
        Arrays.sort(points, Comparator.comparingLong(Point::hash));
        hashes = Arrays.stream(points).mapToLong(Point::hash).toArray();
        owners = Arrays.stream(points).map(Point::upstream).toArray(Upstream[]::new);
    }

    boolean isOf(Upstream[] others) {
        return Arrays.equals(targets, others);
    }

    /// The target for the key of that hash; null when all are at their limits.
    @Nullable Upstream find(long hash, @Nullable Upstream except) {
        if (owners.length == 0) {
            return null;
        }
        int found = Arrays.binarySearch(hashes, hash);
        int at = found < 0 ? -found - 1 : found;
        int load = 1;
        for (Upstream target : targets) {
            load += target.inFlight();
        }
        int most = (int) Math.ceil(BOUND * load / targets.length);
        Upstream last = null;
        for (int i = 0; i < owners.length; i++) {
            Upstream owner = owners[(at + i) % owners.length];
            if (owner == except || !owner.hasRoom()) {
                continue;
            }
            if (owner.inFlight() < most) {
                return owner;
            }
            last = owner;
        }
        return last == null && except != null && except.hasRoom() && holds(except) ? except : last;
    }

    private boolean holds(Upstream wanted) {
        return Arrays.asList(targets).contains(wanted);
    }
}
