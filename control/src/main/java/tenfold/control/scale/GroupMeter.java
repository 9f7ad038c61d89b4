package tenfold.control.scale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tenfold.model.EdgeReport;
import tenfold.model.FleetReport;
import tenfold.model.GroupReport;
import tenfold.model.InstanceReport;
import tenfold.model.InstanceState;
import tenfold.model.NodeReport;
import tenfold.model.ServiceName;
import tenfold.model.TargetGroupId;
import tenfold.model.TargetReport;

/// Makes observations of one service from the node's reports.
///
/// *Arrivals* are what was answered and refused since the last report, and what there is more in
/// flight or waiting: an overloaded fleet answers less, and just as many arrive. *Cost* is
/// processor time a request, of instances that were healthy all the time, because a start costs
/// what no request does. Both are of the last [#COST_WINDOW]; with fewer than [#COST_REQUESTS]
/// requests the cost stays what it was.
final class GroupMeter {
    private static final Duration COST_WINDOW = Duration.ofSeconds(30);
    private static final int COST_REQUESTS = 20;

    /// Shorter than this, counts say nothing of a rate.
    private static final double SECONDS_MIN = 0.2;

    private static final Duration START_UNKNOWN = Duration.ofSeconds(5);

    /// How much a new start says about the next.
    private static final double START_WEIGHT = 0.3;

    private record Spent(Instant at, double cpuSeconds, double requests) {}

    private record Counts(
            Instant at,
            Map<String, Long> requests,
            Map<String, Long> cpuMicros,
            Set<String> healthy,
            long refused,
            long open) {}

    private final ServiceName service;
    private final Deque<Spent> spent = new ArrayDeque<>();
    private final Map<String, Instant> starting = new HashMap<>();
    private @Nullable Counts before;
    private @Nullable Double cost;
    private Duration start = START_UNKNOWN;

    GroupMeter(ServiceName service) {
        this.service = service;
    }

    /// How long an instance takes from its launch to its first request.
    Duration start() {
        return start;
    }

    /// Processor seconds that a request takes; null as long as none was measured.
    @Nullable Double cost() {
        return cost;
    }

    /// What the report says of the service; `wanted` are the ids of the instances that are to
    /// serve.
    Observation observe(
            NodeReport report, ScaleGroup group, Set<String> wanted, double cores, Instant now) {
        FleetReport fleet = report.fleet();
        EdgeReport edge = report.edge();
        if (fleet == null || edge == null) {
            before = null;
            return new Observation(now, 0, 0, start, Map.of());
        }
        List<InstanceReport> ours =
                fleet.instances().stream().filter(one -> one.service().equals(service)).toList();
        learnStarts(ours);
        Set<String> ids = ours.stream().map(one -> one.id().value()).collect(Collectors.toSet());
        List<TargetReport> targets =
                edge.targets().stream()
                        .filter(one -> ids.contains(one.instance().value()))
                        .toList();
        long healthy =
                targets.stream()
                        .filter(TargetReport::healthy)
                        .filter(one -> wanted.contains(one.instance().value()))
                        .count();
        int ready = (int) Math.min(healthy, group.desired());
        Counts counts = counts(report, edge, ours, targets);
        Map<String, Double> metrics = metrics(counts, targets, ready * cores);
        before = counts;
        return new Observation(now, ready, Math.max(0, group.desired() - ready), start, metrics);
    }

    private static Counts counts(
            NodeReport report,
            EdgeReport edge,
            List<InstanceReport> ours,
            List<TargetReport> targets) {
        Set<TargetGroupId> groups = new HashSet<>();
        Map<String, Long> requests = new HashMap<>();
        for (TargetReport target : targets) {
            groups.add(target.group());
            requests.merge(target.instance().value(), target.requests(), Long::sum);
        }
        long refused = 0;
        long open = 0;
        for (GroupReport group : edge.groups()) {
            if (groups.contains(group.group())) {
                refused += group.refusedByCircuit() + group.shed();
                open += group.inFlight() + group.pending();
            }
        }
        Map<String, Long> cpu = new HashMap<>(report.host().cpuMicros());
        Set<String> healthy = new HashSet<>();
        for (InstanceReport instance : ours) {
            if (instance.state() == InstanceState.HEALTHY) {
                healthy.add(instance.id().value());
            }
        }
        return new Counts(report.at(), requests, cpu, healthy, refused, open);
    }

    private Map<String, Double> metrics(Counts now, List<TargetReport> targets, double cores) {
        Counts last = before;
        double seconds = last == null ? 0 : Duration.between(last.at(), now.at()).toMillis() / 1e3;
        var metrics = new HashMap<String, Double>();
        metrics.put("queue", (double) now.open());
        metrics.put("latency", latencyMillis(targets));
        if (last == null || seconds < SECONDS_MIN || now.cpuMicros().isEmpty()) {
            return metrics;
        }
        double answered = 0;
        for (var entry : now.requests().entrySet()) {
            long since = last.requests().getOrDefault(entry.getKey(), 0L);
            answered += Math.max(0, entry.getValue() - since);
        }
        double refused = Math.max(0, now.refused() - last.refused());
        double arrived = Math.max(0, answered + refused + now.open() - last.open());
        double cpu = spend(last, now);
        metrics.put("requests", arrived / seconds);
        if (cores > 0) {
            metrics.put("cpu", cpu / seconds / cores);
        }
        Double each = cost;
        if (each != null) {
            metrics.put(Observation.DEMAND, arrived / seconds * each);
        } else if (arrived == 0 || cpu > 0) {
            metrics.put(Observation.DEMAND, arrived == 0 ? 0 : cpu / seconds);
        }
        return metrics;
    }

    /// Counts what healthy instances spent on what they answered; returns the processor seconds.
    private double spend(Counts last, Counts now) {
        double cpu = 0;
        double requests = 0;
        for (String id : now.healthy()) {
            Long used = now.cpuMicros().get(id);
            Long usedBefore = last.cpuMicros().get(id);
            if (last.healthy().contains(id) && used != null && usedBefore != null) {
                cpu += Math.max(0, used - usedBefore) / 1e6;
                long answered = now.requests().getOrDefault(id, 0L);
                requests += Math.max(0, answered - last.requests().getOrDefault(id, answered));
            }
        }
        spent.addLast(new Spent(now.at(), cpu, requests));
        while (spent.getFirst().at().isBefore(now.at().minus(COST_WINDOW))) {
            spent.removeFirst();
        }
        double allRequests = spent.stream().mapToDouble(Spent::requests).sum();
        double allCpu = spent.stream().mapToDouble(Spent::cpuSeconds).sum();
        if (allRequests >= COST_REQUESTS && allCpu > 0) {
            cost = allCpu / allRequests;
        }
        return cpu;
    }

    private static double latencyMillis(List<TargetReport> targets) {
        double sum = 0;
        long count = 0;
        for (TargetReport target : targets) {
            sum += (double) target.latency().p95Micros() * target.latency().count();
            count += target.latency().count();
        }
        return count == 0 ? 0 : sum / count / 1e3;
    }

    /// From the launch that a report told of to the health that a later one tells of.
    private void learnStarts(List<InstanceReport> ours) {
        for (InstanceReport instance : ours) {
            String id = instance.id().value();
            if (instance.state() == InstanceState.STARTING) {
                starting.put(id, instance.since());
                continue;
            }
            Instant launched = starting.remove(id);
            if (launched != null && instance.state() == InstanceState.HEALTHY) {
                double seconds = Duration.between(launched, instance.since()).toMillis() / 1e3;
                double mixed =
                        START_WEIGHT * Math.max(0, seconds)
                                + (1 - START_WEIGHT) * start.toMillis() / 1e3;
                start = Duration.ofMillis((long) (mixed * 1e3));
            }
        }
        Set<String> known = ours.stream().map(one -> one.id().value()).collect(Collectors.toSet());
        starting.keySet().retainAll(known);
    }
}
