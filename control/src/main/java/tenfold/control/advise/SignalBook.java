package tenfold.control.advise;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tenfold.model.EdgeReport;
import tenfold.model.HostReport;
import tenfold.model.InstanceReport;
import tenfold.model.LoadReport;
import tenfold.model.NodeReport;
import tenfold.model.ServerReport;
import tenfold.model.SqlReport;
import tenfold.model.TargetReport;
import tenfold.model.WaitClass;

/// Remembers reports for as long as advice needs them: each second of ten minutes, each ten minutes
/// of a day, the peak of each of some weeks, and pairs of concurrency and throughput. Bounded by
/// constants. Not thread-safe.
final class SignalBook {
    /// Advice looks back so far.
    static final Duration WINDOW = Duration.ofMinutes(10);

    /// Before it has seen this much, it says nothing.
    static final Duration SEEN_MIN = Duration.ofMinutes(1);

    private static final int SECONDS_MAX = 600;
    private static final Duration SLOT = Duration.ofMinutes(10);
    private static final int SLOTS_A_DAY = 144;
    private static final int PAIRS_MAX = 64;

    /// The mean traffic of ten minutes.
    private record Slot(Instant begin, double requestsPerSecond) {}

    private final Map<String, Counter> counters = new HashMap<>();
    private final Deque<Second> seconds = new ArrayDeque<>();
    private final Deque<Slot> slots = new ArrayDeque<>();
    private final Deque<Trend.Peak> peaks = new ArrayDeque<>();

    /// Throughput by concurrency, in steps of a tenth of an octave: the newest of each.
    private final Map<Integer, Usl.Sample> pairs = new HashMap<>();

    private int processors = 1;
    private @Nullable Instant lastAt;
    private @Nullable Instant slotBegin;
    private double slotRequests;

    /// @param connectionsMax the most connections from the gateway to the primary
    /// @param cacheable requests so far that a cache could have answered; negative where unknown
    void accept(NodeReport report, int connectionsMax, long cacheable) {
        Instant before = lastAt;
        lastAt = report.at();
        double passed = before == null ? 0 : Duration.between(before, report.at()).toNanos() / 1e9;
        Second second = second(report, passed, connectionsMax, cacheable);
        if (passed <= 0 || passed > 30) {
            return; // The first, or one after a pause: its totals only set the marks.
        }
        seconds.addLast(second);
        while (seconds.size() > SECONDS_MAX
                || seconds.getFirst().at().isBefore(report.at().minus(WINDOW))) {
            seconds.removeFirst();
        }
        noteSlot(second);
        notePair(second);
    }

    private Second second(NodeReport report, double passed, int connectionsMax, long cacheable) {
        double length = Math.max(passed, 1e-3);
        EdgeReport edge = report.edge();
        SqlReport sql = report.sql();
        HostReport host = report.host();
        processors = host.processors();
        List<Double> instances = instances(report, length);
        double servers =
                sql == null
                        ? 0
                        : sql.cluster().servers().stream()
                                .map(ServerReport::id)
                                .mapToDouble(id -> processors(host, id.value(), length))
                                .sum();
        double busy = rise("busy", host.busyMicros()) / 1e6 / length / host.processors();
        return new Second(
                report.at(),
                length,
                edge == null ? 0 : rise("requests", edge.requests()),
                edge == null ? 0 : rise("errors", edge.answers5xx()),
                cacheable < 0 ? -1 : rise("cacheable", cacheable),
                edge == null ? 0 : edge.latency().p95Micros(),
                edge == null ? 0 : edge.targets().stream().mapToInt(TargetReport::inFlight).sum(),
                Math.min(1, busy),
                instances.stream().mapToDouble(Double::doubleValue).sum(),
                servers,
                processors(host, "node", length) + processors(host, "control", length),
                instances.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                part(host.memoryAvailableBytes(), host.memoryBytes()),
                part(host.diskFreeBytes(), host.diskBytes()),
                sql == null ? 0 : rise("statements", sql.statements()),
                sql == null ? 0 : sql.serverConnectionsBusy(),
                connectionsMax,
                sql == null ? 0 : sql.clientsWaiting(),
                sql == null ? LoadReport.NONE : sql.load());
    }

    private List<Double> instances(NodeReport report, double length) {
        List<Double> all = new ArrayList<>();
        if (report.fleet() != null) {
            for (InstanceReport one : report.fleet().instances()) {
                all.add(processors(report.host(), one.id().value(), length));
            }
        }
        return all;
    }

    private double processors(HostReport host, String part, double length) {
        return rise("cpu." + part, host.cpuMicros().getOrDefault(part, 0L)) / 1e6 / length;
    }

    private long rise(String name, long total) {
        return counters.computeIfAbsent(name, _ -> new Counter()).rise(total);
    }

    private static double part(long some, long all) {
        return all <= 0 ? 1 : (double) some / all;
    }

    private void noteSlot(Second second) {
        Instant begin = slotBegin;
        if (begin == null) {
            slotBegin = second.at();
            return;
        }
        slotRequests += second.requests();
        Duration length = Duration.between(begin, second.at());
        if (length.compareTo(SLOT) < 0) {
            return;
        }
        double mean = slotRequests / length.toSeconds();
        slots.addLast(new Slot(begin, mean));
        if (slots.size() > SLOTS_A_DAY) {
            slots.removeFirst();
        }
        notePeak(begin, mean);
        slotBegin = second.at();
        slotRequests = 0;
    }

    private void notePeak(Instant begin, double mean) {
        Trend.Peak newest = peaks.peekLast();
        if (newest != null
                && Duration.between(newest.day(), begin).compareTo(Duration.ofDays(1)) < 0) {
            if (mean > newest.level()) {
                peaks.removeLast();
                peaks.addLast(new Trend.Peak(newest.day(), mean));
            }
            return;
        }
        peaks.addLast(new Trend.Peak(begin, mean));
        if (peaks.size() > Trend.DAYS_MAX) {
            peaks.removeFirst();
        }
    }

    private void notePair(Second second) {
        double throughput = second.requests() / second.seconds();
        if (second.inFlight() < 1 || throughput <= 0 || pairs.size() > PAIRS_MAX) {
            return;
        }
        int step = (int) Math.round(Math.log(second.inFlight()) / Math.log(2) * 10);
        Usl.Sample now = new Usl.Sample(second.inFlight(), throughput);
        pairs.merge(
                step,
                now,
                (old, _) ->
                        new Usl.Sample(
                                0.9 * old.concurrency() + 0.1 * now.concurrency(),
                                0.9 * old.throughput() + 0.1 * now.throughput()));
    }

    /// The law that throughput has followed; empty while too little was seen.
    Optional<Usl> law() {
        return Usl.fit(List.copyOf(pairs.values()));
    }

    /// Where the daily peak of requests per second goes; empty before some days were seen.
    Optional<Trend> trend() {
        return Trend.of(List.copyOf(peaks));
    }

    /// Empty while too little was seen to judge.
    Optional<Signals> signals(Shape shape) {
        double seen = seconds.stream().mapToDouble(Second::seconds).sum();
        if (seen < SEEN_MIN.toSeconds()) {
            return Optional.empty();
        }
        long requests = total(Second::requests);
        Second newest = seconds.getLast();
        var traffic =
                new Signals.Traffic(
                        requests / seen,
                        requests == 0 ? 0 : (double) total(Second::errors) / requests,
                        p95(),
                        mean(Second::inFlight),
                        newest.cacheable() < 0 || requests == 0
                                ? -1
                                : (double) total(Second::cacheable) / requests,
                        peakToTrough());
        var machine =
                new Signals.Machine(
                        processors,
                        mean(Second::busy),
                        mean(Second::web),
                        mean(Second::sql),
                        mean(Second::platform),
                        mean(Second::hottest),
                        newest.memoryAvailable(),
                        newest.diskFree());
        return Optional.of(
                new Signals(
                        Duration.ofMillis((long) (seen * 1000)),
                        traffic,
                        machine,
                        database(newest),
                        shape));
    }

    private Signals.Database database(Second newest) {
        LoadReport load = newest.load();
        List<LoadReport> loads =
                seconds.stream().map(Second::load).filter(one -> one.samples() > 0).toList();
        double count = Math.max(1, loads.size());
        Map<WaitClass, Double> waits = new EnumMap<>(WaitClass.class);
        for (LoadReport one : loads) {
            one.waits().forEach((wait, active) -> waits.merge(wait, active / count, Double::sum));
        }
        double seen = seconds.stream().mapToDouble(Second::seconds).sum();
        return new Signals.Database(
                loads.stream().mapToDouble(LoadReport::active).sum() / count,
                loads.stream().mapToDouble(LoadReport::reading).sum() / count,
                waits,
                load.statements().isEmpty() ? null : load.statements().getFirst(),
                load.active() <= 0 || load.statements().isEmpty()
                        ? 0
                        : load.statements().getFirst().active() / load.active(),
                mean(Second::busyConnections),
                newest.connectionsMax(),
                mean(Second::clientsWaiting),
                total(Second::statements) / seen);
    }

    private long p95() {
        long[] all =
                seconds.stream()
                        .filter(one -> one.requests() > 0)
                        .mapToLong(Second::p95Micros)
                        .sorted()
                        .toArray();
        return all.length == 0 ? 0 : all[all.length / 2];
    }

    private double peakToTrough() {
        if (slots.size() < SLOTS_A_DAY) {
            return 0;
        }
        double most = slots.stream().mapToDouble(Slot::requestsPerSecond).max().orElse(0);
        double least = slots.stream().mapToDouble(Slot::requestsPerSecond).min().orElse(0);
        return least <= 0 ? most : most / least;
    }

    private double mean(ToDoubleFunction<Second> signal) {
        return seconds.stream().mapToDouble(signal).average().orElse(0);
    }

    private long total(ToLongFunction<Second> signal) {
        return seconds.stream().mapToLong(signal).sum();
    }
}
