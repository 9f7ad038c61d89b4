package tenfold.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Which transaction must come before which, and why; finds what cannot be put in any order.
final class DependencyGraph {
    /// Why one transaction comes before another.
    enum Reason {
        /// The other's append directly follows the one's in a list.
        WRITE_WRITE,
        /// The other read the one's append as the last of a list.
        WRITE_READ,
        /// The one read a list before the other's append was there: an anti-dependency.
        READ_WRITE,
        /// The one had been acknowledged before the other began.
        REAL_TIME
    }

    private static final Set<Reason> SOFT = EnumSet.of(Reason.WRITE_READ, Reason.REAL_TIME);

    private final Map<Integer, Map<Integer, EnumSet<Reason>>> edges = new HashMap<>();

    void add(int before, int after, Reason reason) {
        if (before != after) {
            edges.computeIfAbsent(before, _ -> new HashMap<>())
                    .computeIfAbsent(after, _ -> EnumSet.noneOf(Reason.class))
                    .add(reason);
        }
    }

    /// Groups of transactions of which each must come before each other: Tarjan's strongly
    /// connected components with more than one member, with an explicit stack because histories are
    /// longer than thread stacks.
    List<Set<Integer>> knots() {
        var search = new Tarjan();
        edges.keySet().forEach(search::visit);
        return search.knots;
    }

    /// The weakest name that explains why `knot` has no order.
    Anomaly.Kind classify(Set<Integer> knot) {
        if (hasCycle(knot, EnumSet.of(Reason.WRITE_WRITE, Reason.REAL_TIME))) {
            return Anomaly.Kind.G0;
        }
        EnumSet<Reason> seen = EnumSet.of(Reason.WRITE_WRITE);
        seen.addAll(SOFT);
        if (hasCycle(knot, seen)) {
            return Anomaly.Kind.G1C;
        }
        for (int from : knot) {
            for (int to : next(from, knot, EnumSet.of(Reason.READ_WRITE))) {
                if (reaches(knot, to, from, seen)) {
                    return Anomaly.Kind.G_SINGLE;
                }
            }
        }
        for (int from : knot) {
            if (hasCycleWithoutAdjacentReads(knot, from, seen)) {
                return Anomaly.Kind.G_NONADJACENT;
            }
        }
        return Anomaly.Kind.G2_ITEM;
    }

    private boolean hasCycle(Set<Integer> knot, Set<Reason> reasons) {
        Predicate<Integer> onCycle =
                from ->
                        next(from, knot, reasons).stream()
                                .anyMatch(to -> reaches(knot, to, from, reasons));
        return knot.stream().anyMatch(onCycle);
    }

    private boolean reaches(Set<Integer> knot, int from, int goal, Set<Reason> reasons) {
        Deque<Integer> open = new ArrayDeque<>(List.of(from));
        Set<Integer> visited = new HashSet<>(open);
        while (!open.isEmpty()) {
            int node = open.poll();
            if (node == goal) {
                return true;
            }
            next(node, knot, reasons).stream().filter(visited::add).forEach(open::add);
        }
        return false;
    }

    /// Walks from an anti-dependency out of `start` back to `start`, over a last edge that is none,
    /// and never over two anti-dependencies in a row.
    private boolean hasCycleWithoutAdjacentReads(Set<Integer> knot, int start, Set<Reason> seen) {
        record Place(int node, boolean afterRead) {}
        Deque<Place> open = new ArrayDeque<>();
        Set<Place> visited = new HashSet<>();
        next(start, knot, EnumSet.of(Reason.READ_WRITE))
                .forEach(node -> open.add(new Place(node, true)));
        while (!open.isEmpty()) {
            Place place = open.poll();
            Collection<Integer> safe = next(place.node, knot, seen);
            if (safe.contains(start)) {
                return true;
            }
            List<Place> reached = new ArrayList<>();
            safe.forEach(node -> reached.add(new Place(node, false)));
            if (!place.afterRead) {
                next(place.node, knot, EnumSet.of(Reason.READ_WRITE))
                        .forEach(node -> reached.add(new Place(node, true)));
            }
            reached.stream().filter(visited::add).forEach(open::add);
        }
        return false;
    }

    private Set<Integer> next(int node, Set<Integer> knot, Set<Reason> reasons) {
        Set<Integer> found = new HashSet<>();
        edges.getOrDefault(node, Map.of())
                .forEach((to, why) -> {
                    if (knot.contains(to) && why.stream().anyMatch(reasons::contains)) {
                        found.add(to);
                    }
                });
        return found;
    }

    private final class Tarjan {
        private record Frame(int node, Iterator<Integer> rest) {}

        private final Map<Integer, Integer> index = new HashMap<>();
        private final Map<Integer, Integer> low = new HashMap<>();
        private final Deque<Integer> path = new ArrayDeque<>();
        private final Set<Integer> onPath = new HashSet<>();
        private final Deque<Frame> frames = new ArrayDeque<>();
        private final List<Set<Integer>> knots = new ArrayList<>();

        void visit(int root) {
            if (index.containsKey(root)) {
                return;
            }
            enter(root);
            while (!frames.isEmpty()) {
                step(frames.getLast());
            }
        }

        private void enter(int node) {
            index.put(node, index.size());
            low.put(node, index.size() - 1);
            path.push(node);
            onPath.add(node);
            var rest = edges.getOrDefault(node, Map.of()).keySet().iterator();
            frames.addLast(new Frame(node, rest));
        }

        private void step(Frame frame) {
            if (frame.rest.hasNext()) {
                int to = frame.rest.next();
                if (!index.containsKey(to)) {
                    enter(to);
                } else if (onPath.contains(to)) {
                    low.merge(frame.node, index.getOrDefault(to, 0), Math::min);
                }
                return;
            }
            frames.removeLast();
            int lowest = low.getOrDefault(frame.node, 0);
            if (!frames.isEmpty()) {
                low.merge(frames.getLast().node, lowest, Math::min);
            }
            if (index.getOrDefault(frame.node, -1) == lowest) {
                leave(frame.node);
            }
        }

        private void leave(int first) {
            Set<Integer> knot = new HashSet<>();
            int node;
            do {
                node = path.pop();
                onPath.remove(node);
                knot.add(node);
            } while (node != first);
            if (knot.size() > 1) {
                knots.add(knot);
            }
        }
    }
}
