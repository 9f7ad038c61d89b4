package tenfold.edge.target;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// How one of the serving targets is chosen; [tenfold.model.Balancing.Method] says how each does
/// it. All of them pass over targets that are at their limits, and give a target in its slow start
/// only a part of what would be its share.
sealed interface Choice {
    /// `random` is any number, `hash` that of the request's key. `except` has just failed and is
    /// taken only if it is the last one. Null when all are at their limits.
    @Nullable Upstream choose(
            Upstream[] serving, long random, long hash, long now, @Nullable Upstream except);

    /// Whether a target in its slow start takes a request that has come to it.
    private static boolean takes(Upstream target, long random, long now) {
        double weight = target.weight(now);
        return weight >= 1 || (random >>> 11) * 0x1p-53 < weight;
    }

    /// The next one that has room, from `first` on.
    private static @Nullable Upstream next(
            Upstream[] serving, int first, @Nullable Upstream except) {
        for (int i = 0; i < serving.length; i++) {
            Upstream target = serving[(first + i) % serving.length];
            if (target != except && target.hasRoom()) {
                return target;
            }
        }
        for (Upstream target : serving) {
            if (target == except && target.hasRoom()) {
                return target;
            }
        }
        return null;
    }

    /// Of two targets taken at random, the one with fewer requests outstanding.
    record LeastOutstanding() implements Choice {
        @Override
        public @Nullable Upstream choose(
                Upstream[] serving, long random, long hash, long now, @Nullable Upstream except) {
            int count = serving.length;
            if (count <= 1) {
                return count == 1 && serving[0].hasRoom() ? serving[0] : null;
            }
            int first = (int) ((random >>> 33) % count);
            int second = (first + 1 + (int) ((random & 0x7fff_ffff) % (count - 1))) % count;
            Upstream a = serving[first];
            Upstream b = serving[second];
            Upstream chosen = better(a, b, random, now, except);
            return chosen.hasRoom() ? chosen : next(serving, first, except);
        }

        private static Upstream better(
                Upstream a, Upstream b, long random, long now, @Nullable Upstream except) {
            if (a == except || b == except) {
                return a == except ? b : a;
            }
            long other = Long.rotateLeft(random * 0x9e3779b97f4a7c15L, 31);
            boolean takesA = takes(a, other, now);
            if (takesA != takes(b, other, now)) {
                return takesA ? a : b;
            }
            return b.inFlight() < a.inFlight() ? b : a;
        }
    }

    /// One after the other, over all event loops.
    record RoundRobin(AtomicInteger turn) implements Choice {
        @Override
        public @Nullable Upstream choose(
                Upstream[] serving, long random, long hash, long now, @Nullable Upstream except) {
            int count = serving.length;
            if (count == 0) {
                return null;
            }
            int at = Math.floorMod(turn.getAndIncrement(), count);
            for (int i = 0; i < count; i++) {
                Upstream target = serving[(at + i) % count];
                if (target != except && target.hasRoom() && takes(target, random, now)) {
                    return target;
                }
            }
            return next(serving, at, except);
        }
    }

    /// By the request's key, on a ring that is made anew when other targets serve.
    final class ByHash implements Choice {
        private volatile HashRing ring = new HashRing(new Upstream[0]);

        @Override
        public @Nullable Upstream choose(
                Upstream[] serving, long random, long hash, long now, @Nullable Upstream except) {
            HashRing current = ring;
            if (!current.isOf(serving)) {
                current = new HashRing(serving);
                ring = current;
            }
            return current.find(hash, except);
        }
    }
}
