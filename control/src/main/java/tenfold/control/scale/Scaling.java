package tenfold.control.scale;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tenfold.control.problem.ProblemCode;
import tenfold.control.scale.Member.Purchase;
import tenfold.control.scale.Member.State;
import tenfold.control.scale.ScaleGroup.Mode;
import tenfold.control.scale.ScaleView.Made;
import tenfold.control.scale.ScaleWorld.Scaled;
import tenfold.model.EdgeReport;
import tenfold.model.NodeReport;
import tenfold.model.ServiceName;
import tenfold.model.TargetReport;
import tenfold.model.manifest.ScaleManifest;

/// Carries the groups on with each report of the node: decides, records, and takes away what has
/// drained. Not thread-safe: called under control's one lock.
///
/// Without reports nothing is decided. A member that drains stays until the edge says, of the
/// newest image, that nothing of it is in flight, at most as long as the service lets it drain.
public final class Scaling {
    private static final int DECISIONS_KEPT = 50;

    /// A metric that somebody told is worth this long.
    private static final Duration TOLD = Duration.ofMinutes(1);

    private static final int TOLD_MAX = 32;

    /// Minutes between two writes of a history.
    private static final long KEEP_EVERY = 10;

    private final ScaleWorld world;
    private final Map<ServiceName, Watched> watched = new HashMap<>();

    /// What is remembered of one group besides what is recorded.
    private static final class Watched {
        private final ScaleManifest rules;
        private final Scaler scaler;
        private final GroupMeter meter;
        private final Prediction prediction;
        private final Deque<Made> decisions = new ArrayDeque<>();
        private final Map<String, Told> told = new HashMap<>();
        private @Nullable Observation seen;
        private @Nullable ScaleDecision last;
        private long keptAt;

        Watched(ServiceName service, ScaleManifest rules, DemandHistory history) {
            this.rules = rules;
            prediction = new Prediction(rules, history);
            scaler = new Scaler(rules);
            meter = new GroupMeter(service);
        }
    }

    private record Told(Instant at, double value) {}

    public Scaling(ScaleWorld world) {
        this.world = world;
    }

    /// The group of a service as it is wanted now.
    private ScaleGroup group(Scaled service) {
        ScaleManifest rules = service.rules();
        return world.recorded(service.service())
                .orElseGet(() ->
                        ScaleGroup.initial(
                                service.service(), rules == null ? service.fixed() : rules.min()));
    }

    /// Hears of the node.
    public void accept(NodeReport report, Instant now) throws IOException {
        for (Scaled service : world.services()) {
            ScaleGroup group = takeAway(service, group(service), report, now);
            ScaleManifest rules = service.rules();
            if (rules == null) {
                watched.remove(service.service());
                settle(service, group, now);
            } else {
                decide(service, watched(service.service(), rules), group, report, now);
            }
        }
    }

    private Watched watched(ServiceName service, ScaleManifest rules) {
        Watched known = watched.get(service);
        if (known == null || !known.rules.equals(rules)) {
            DemandHistory history =
                    known == null
                            ? DemandHistory.read(world.kept(service))
                            : known.prediction.history();
            known = new Watched(service, rules, history);
            watched.put(service, known);
        }
        return known;
    }

    /// A service that is no longer scaled goes back to its fixed number.
    private void settle(Scaled service, ScaleGroup group, Instant now) throws IOException {
        if (group.desired() != service.fixed() || group.count(State.WARM) > 0) {
            ScaleManifest fixed = ScaleManifest.between(service.fixed(), service.fixed());
            world.decide(group.scaledTo(service.fixed(), fixed, now));
        }
    }

    private void decide(
            Scaled service, Watched one, ScaleGroup group, NodeReport report, Instant now)
            throws IOException {
        Set<String> wanted =
                group.members().stream()
                        .filter(member -> member.state() == State.SERVING)
                        .flatMap(member -> world.names(group.service(), member.number()).stream())
                        .collect(Collectors.toSet());
        Observation measured = one.meter.observe(report, group, wanted, one.rules.cores(), now);
        var metrics = new HashMap<>(measured.metrics());
        one.told.values().removeIf(told -> told.at().plus(TOLD).isBefore(now));
        one.told.forEach((name, told) -> metrics.put(name, told.value()));
        Double demand = metrics.get(Observation.DEMAND);
        if (demand != null) {
            double expected = one.prediction.asks(now, demand, measured.start());
            if (!Double.isNaN(expected)) {
                metrics.put(Observation.FORECAST, expected);
            }
            keep(service.service(), one, now);
        }
        var seen =
                new Observation(
                        now, measured.ready(), measured.starting(), measured.start(), metrics);
        ScaleDecision made = one.scaler.decide(seen, group.desired());
        one.seen = seen;
        boolean news = one.last == null || !sameOutcome(one.last, made);
        one.last = made;
        boolean follow = made.changes() && group.mode() == Mode.ON;
        if (made.changes() && (follow || news)) {
            remember(one, made, follow);
        }
        ScaleGroup next = follow ? group.scaledTo(made.to(), one.rules, now) : group;
        next = next.warmed(one.rules, now);
        if (!next.equals(group)) {
            world.decide(next);
        }
    }

    /// A restart may lose the last minutes of the history.
    private void keep(ServiceName service, Watched one, Instant now) throws IOException {
        long minute = DemandHistory.minute(now);
        if (minute >= one.keptAt + KEEP_EVERY) {
            if (one.keptAt > 0) {
                world.keep(service, one.prediction.history().bytes());
            }
            one.keptAt = minute;
        }
    }

    private static boolean sameOutcome(ScaleDecision one, ScaleDecision other) {
        return one.from() == other.from() && one.to() == other.to();
    }

    private static void remember(Watched one, ScaleDecision made, boolean done) {
        one.decisions.addFirst(
                new Made(
                        made.evidence().at(),
                        made.from(),
                        made.to(),
                        made.cause().name(),
                        made.reason(),
                        done));
        while (one.decisions.size() > DECISIONS_KEPT) {
            one.decisions.removeLast();
        }
    }

    /// Lets reclaimed members drain when their time comes, and takes away those that have drained.
    private ScaleGroup takeAway(Scaled service, ScaleGroup group, NodeReport report, Instant now)
            throws IOException {
        EdgeReport edge = report.edge();
        boolean current = edge != null && edge.imageVersion() >= world.imageVersion();
        Set<Integer> leaving = new HashSet<>();
        Set<Integer> gone = new HashSet<>();
        for (Member member : group.members()) {
            Set<String> names = world.names(group.service(), member.number());
            if (member.state() == State.RECLAIMED && mustDrain(service, group, member, edge, now)) {
                leaving.add(member.number());
            }
            boolean late = !member.since().plus(service.drainMax()).isAfter(now);
            if (member.state() == State.DRAINING && ((current && isIdle(edge, names)) || late)) {
                gone.add(member.number());
            }
        }
        if (leaving.isEmpty() && gone.isEmpty()) {
            return group;
        }
        ScaleGroup next = group.draining(leaving, now).without(gone);
        world.decide(next);
        return next;
    }

    private static boolean isIdle(@Nullable EdgeReport edge, Set<String> names) {
        return edge != null
                && edge.targets().stream()
                        .filter(one -> names.contains(one.instance().value()))
                        .allMatch(one -> one.inFlight() == 0);
    }

    /// When its replacement serves, or when only the time to end is left.
    private boolean mustDrain(
            Scaled service,
            ScaleGroup group,
            Member member,
            @Nullable EdgeReport edge,
            Instant now) {
        Instant end = java.util.Objects.requireNonNull(member.until());
        if (!end.minus(service.stopGrace()).isAfter(now)) {
            return true;
        }
        if (edge == null) {
            return false;
        }
        Set<String> healthy =
                edge.targets().stream()
                        .filter(TargetReport::healthy)
                        .map(one -> one.instance().value())
                        .collect(Collectors.toSet());
        return group.members().stream()
                .filter(one -> one.state() == State.SERVING)
                .allMatch(one ->
                        world.names(group.service(), one.number()).stream()
                                .anyMatch(healthy::contains));
    }

    /// Pauses the group, resumes it, or lets it only say what it would do.
    public ScaleView mode(String service, Mode mode) throws ScaleRefused, IOException {
        Scaled found = scaled(service);
        world.decide(group(found).with(mode));
        return view(found);
    }

    /// Sets the number of instances by hand, within the bounds; the law goes on from there.
    public ScaleView set(String service, int desired, Instant now)
            throws ScaleRefused, IOException {
        Scaled found = scaled(service);
        ScaleManifest rules = java.util.Objects.requireNonNull(found.rules());
        if (desired < rules.min() || desired > rules.max()) {
            throw new ScaleRefused(
                    ProblemCode.SCALE_ARGUMENT,
                    "%s may have %d to %d instances, not %d"
                            .formatted(service, rules.min(), rules.max(), desired));
        }
        world.decide(group(found).scaledTo(desired, rules, now));
        return view(found);
    }

    /// Hears the value of a metric that only somebody outside knows.
    public ScaleView tell(String service, String metric, double value, Instant now)
            throws ScaleRefused {
        Scaled found = scaled(service);
        Watched one = watched(found.service(), java.util.Objects.requireNonNull(found.rules()));
        if (one.told.size() >= TOLD_MAX && !one.told.containsKey(metric)) {
            throw new ScaleRefused(
                    ProblemCode.SCALE_ARGUMENT, "%s has %d metrics".formatted(service, TOLD_MAX));
        }
        one.told.put(metric, new Told(now, value));
        return view(found);
    }

    /// Gives an instance its notice: another starts at once, and it ends in time.
    public ScaleView reclaim(String instance, Instant now) throws ScaleRefused, IOException {
        for (Scaled service : world.services()) {
            ScaleGroup group = group(service);
            Optional<Member> member =
                    group.members().stream()
                            .filter(one ->
                                    world.names(service.service(), one.number()).contains(instance))
                            .findFirst();
            ScaleManifest rules = service.rules();
            if (member.isPresent() && rules != null) {
                Instant end = now.plus(rules.spot().notice());
                world.decide(group.reclaimed(member.get().number(), end, rules, now));
                return view(service);
            }
        }
        throw new ScaleRefused(
                ProblemCode.NOT_SCALED, "no group that is scaled has an instance " + instance);
    }

    private Scaled scaled(String service) throws ScaleRefused {
        return world.services().stream()
                .filter(one -> one.service().value().equals(service) && one.rules() != null)
                .findFirst()
                .orElseThrow(() ->
                        new ScaleRefused(
                                ProblemCode.NOT_SCALED,
                                "'%s' is no service that is scaled; `tenfold grow autoscale"
                                                .formatted(service)
                                        + " --service NAME --min 2 --max 20` makes one"));
    }

    /// Every group.
    public List<ScaleView> views() {
        return world.services().stream().map(this::view).toList();
    }

    private ScaleView view(Scaled service) {
        ScaleGroup group = group(service);
        ScaleManifest rules = service.rules();
        Watched one = watched.get(service.service());
        ScaleDecision last = one == null ? null : one.last;
        Observation seen = one == null ? null : one.seen;
        int ready = seen == null ? 0 : seen.ready();
        long spot = group.members().stream().filter(it -> it.purchase() == Purchase.SPOT).count();
        Double cost = one == null ? null : one.meter.cost();
        return new ScaleView(
                service.service().value(),
                rules == null ? "FIXED" : group.mode().name(),
                last != null
                        ? last.evidence().min()
                        : rules == null ? service.fixed() : rules.min(),
                last != null
                        ? last.evidence().max()
                        : rules == null ? service.fixed() : rules.max(),
                group.desired(),
                ready,
                group.count(State.WARM),
                group.count(State.DRAINING) + group.count(State.RECLAIMED),
                (int) spot,
                one == null ? 0 : one.meter.start().toMillis(),
                cost == null ? null : cost * 1e3,
                seen == null ? Map.of() : seen.metrics(),
                last == null ? "nothing was observed yet" : last.reason(),
                one == null ? List.of() : List.copyOf(one.decisions),
                one == null ? null : one.prediction.outlook());
    }
}
