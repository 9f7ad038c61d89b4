package tenfold.control.scale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tenfold.model.CacheReport;
import tenfold.model.EdgeReport;
import tenfold.model.FleetReport;
import tenfold.model.GroupReport;
import tenfold.model.HostReport;
import tenfold.model.InstanceId;
import tenfold.model.InstanceReport;
import tenfold.model.InstanceState;
import tenfold.model.LatencySummary;
import tenfold.model.NodeReport;
import tenfold.model.ServiceName;
import tenfold.model.TargetGroupId;
import tenfold.model.TargetReport;
import tenfold.model.manifest.ScaleManifest;

/// A node in simulated time with one service: instances start and may fail to, requests take a part
/// of a core each and wait when there are too few, draining instances finish what they have.
final class SimulatedFleet implements ScaleWorld {
    static final ServiceName WEB = new ServiceName("web");
    private static final Duration START = Duration.ofSeconds(4);
    private static final Duration DRAIN = Duration.ofMinutes(1);
    private static final double COST = 0.02;

    /// What can go wrong, each as a chance a second.
    record Faults(double silence, double behind, double crash) {
        static final Faults NONE = new Faults(0, 0, 0);
    }

    private static final class Running {
        private final Instant launched;
        private double answered;
        private double open;
        private double cpuSeconds;

        Running(Instant launched) {
            this.launched = launched;
        }
    }

    final List<String> violations = new ArrayList<>();
    @Nullable ScaleManifest rules;
    int fixed = 2;
    double lost;
    private final Random random;
    private final Faults faults;
    private final Map<Integer, Running> processes = new TreeMap<>();
    private Scaling scaling = new Scaling(this);
    private @Nullable ScaleGroup recorded;
    private long version = 1;
    private long applied = 1;
    private double waiting;
    private Instant now = SimulatedGroup.NOON;
    int decisions;
    private byte[] kept = {};

    SimulatedFleet(@Nullable ScaleManifest rules, Faults faults, long seed) {
        this.rules = rules;
        this.faults = faults;
        this.random = new Random(seed);
        apply();
    }

    ScaleGroup group() {
        return recorded().orElseGet(() -> ScaleGroup.initial(WEB, fixed));
    }

    Optional<ScaleGroup> recorded() {
        return Optional.ofNullable(recorded);
    }

    Scaling scaling() {
        return scaling;
    }

    Instant now() {
        return now;
    }

    /// As if control had died and come back.
    void restart() {
        scaling = new Scaling(this);
    }

    @Override
    public List<Scaled> services() {
        return List.of(new Scaled(WEB, rules, fixed, Duration.ofSeconds(10), DRAIN));
    }

    @Override
    public Optional<ScaleGroup> recorded(ServiceName service) {
        return recorded();
    }

    @Override
    public Set<String> names(ServiceName service, int number) {
        return Set.of(service + "-" + number);
    }

    @Override
    public long imageVersion() {
        return version;
    }

    @Override
    public byte[] kept(ServiceName service) {
        return kept;
    }

    @Override
    public void keep(ServiceName service, byte[] history) {
        kept = history;
    }

    @Override
    public void decide(ScaleGroup group) {
        for (Member before : group().members()) {
            Running process = processes.get(before.number());
            boolean gone = group.member(before.number()).isEmpty();
            boolean late = before.since().plus(DRAIN).isBefore(now.plusSeconds(1));
            if (gone && process != null && process.open >= 1 && !late) {
                violations.add(before + " was taken away with requests");
            }
        }
        recorded = group;
        version++;
        decisions++;
    }

    private void apply() {
        applied = version;
        processes.keySet().removeIf(number -> group().member(number).isEmpty());
        for (Member member : group().members()) {
            processes.computeIfAbsent(member.number(), _ -> new Running(now));
        }
    }

    private boolean isHealthy(Running process) {
        return !process.launched.plus(START).isAfter(now);
    }

    /// One second with so many requests.
    void second(double requests) throws java.io.IOException {
        now = now.plusSeconds(1);
        if (random.nextDouble() >= faults.behind()) {
            apply();
        }
        if (random.nextDouble() < faults.crash()) {
            List<Integer> all = List.copyOf(processes.keySet());
            processes.put(all.get(random.nextInt(all.size())), new Running(now));
        }
        serve(requests);
        if (random.nextDouble() >= faults.silence()) {
            scaling.accept(report(), now);
        }
    }

    private void serve(double requests) {
        var serving = new ArrayList<Running>();
        processes.forEach((number, process) -> {
            boolean routed = group().member(number).filter(Member::routed).isPresent();
            if (isHealthy(process) && routed) {
                serving.add(process);
            } else if (isHealthy(process)) {
                work(process, 0);
            }
        });
        waiting += requests;
        for (Running process : serving) {
            work(process, waiting / serving.size());
        }
        waiting = serving.isEmpty() ? waiting : 0;
        double kept = Math.min(waiting, 10_000);
        lost += waiting - kept;
        waiting = kept;
    }

    private static void work(Running process, double more) {
        process.open += more;
        double done = Math.min(process.open, 1 / COST);
        process.open -= done;
        process.answered += done;
        process.cpuSeconds += done * COST;
    }

    private NodeReport report() {
        var targets = new ArrayList<TargetReport>();
        var instances = new ArrayList<InstanceReport>();
        var cpu = new HashMap<String, Long>();
        int open = 0;
        for (var entry : processes.entrySet()) {
            int number = entry.getKey();
            Running process = entry.getValue();
            var id = new InstanceId(WEB + "-" + number);
            boolean healthy = isHealthy(process);
            InstanceState state = healthy ? InstanceState.HEALTHY : InstanceState.STARTING;
            Instant since = healthy ? process.launched.plus(START) : process.launched;
            instances.add(
                    new InstanceReport(id, WEB, state, since, "", 4000 + number, 20000, 0, 0));
            cpu.put(id.value(), (long) (process.cpuSeconds * 1e6));
            open += (int) process.open;
            boolean warm =
                    group().member(number)
                            .filter(one -> one.state() == Member.State.WARM)
                            .isPresent();
            if (!warm) {
                targets.add(target(id, healthy, process));
            }
        }
        var host = new HostReport(4, 0, 0, 0, 0, 0, cpu);
        var edge =
                new EdgeReport(
                        applied,
                        List.of(),
                        List.of(),
                        List.of(
                                new GroupReport(
                                        new TargetGroupId("web"), 1, open, (int) waiting, 0, 0, 0)),
                        targets,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        LatencySummary.NONE,
                        CacheReport.NONE,
                        Map.of());
        return new NodeReport(
                now, 1, 0, host, edge, new FleetReport(applied, instances, List.of()), null);
    }

    private static TargetReport target(InstanceId id, boolean healthy, Running process) {
        return new TargetReport(
                new TargetGroupId("web"),
                id,
                null,
                healthy,
                "",
                (int) process.open,
                (int) process.open,
                (long) process.answered,
                (long) process.answered,
                0,
                0,
                0,
                0,
                0,
                new LatencySummary(1, 1000, 2000, 3000, 4000));
    }
}
