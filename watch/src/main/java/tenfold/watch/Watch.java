package tenfold.watch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tenfold.model.AlarmReport;
import tenfold.model.MetricAnswer;
import tenfold.model.NodeReport;
import tenfold.model.WatchImage;
import tenfold.model.manifest.AlarmCondition;
import tenfold.model.manifest.AlarmManifest;
import tenfold.watch.alarm.AlarmClock;
import tenfold.watch.collect.ExpositionWriter;
import tenfold.watch.collect.PlatformMetric;
import tenfold.watch.collect.Readings;
import tenfold.watch.collect.ReportReadings;
import tenfold.watch.collect.Scraper;
import tenfold.watch.query.Evaluator;
import tenfold.watch.store.MetricStore;
import tenfold.watch.store.Reading;
import tenfold.watch.store.StoreReport;

/// The station's whole: opens its folder, keeps what it is given, and answers until it is closed.
/// Thread-safe.
public final class Watch implements AutoCloseable {
    private static final int QUERIES_AT_ONCE = 2;
    private static final long QUERY_WAIT_SECONDS = 5;

    /// What is shown as present is at most this old.
    private static final long PRESENT_SECONDS = 10;

    private final WatchConfig config;
    private final MetricStore store;
    private final Intake intake;
    private final Evaluator evaluator;
    private final AlarmClock alarms;
    private final Scraper scraper;
    private final Door door;
    private final Semaphore queries = new Semaphore(QUERIES_AT_ONCE, true);
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong queryNanos = new AtomicLong();
    private final AtomicLong faultCount = new AtomicLong();

    public Watch(WatchConfig config) throws IOException {
        this.config = config;
        store = new MetricStore(config.folders().watch(), config.limits(), this::fault);
        evaluator = new Evaluator(store);
        intake = new Intake(store, this::fault);
        scraper = new Scraper(intake::add, config.clock());
        door = new Door(config, intake::add, this::fault);
        alarms =
                new AlarmClock(
                        new AlarmClock.Folders(
                                config.folders().watch(), config.folders().application()),
                        (query, at) -> query(query, at.toEpochMilli()),
                        config.clock(),
                        this::fault);
    }

    private void fault(Throwable fault) {
        faultCount.incrementAndGet();
        Consumer<Throwable> faults = config.faults();
        faults.accept(fault);
    }

    /// What is wrong with the queries of alarms.
    public static List<String> problems(WatchImage image) {
        var problems = new ArrayList<String>();
        for (AlarmManifest alarm : image.alarms()) {
            if (alarm.condition() instanceof AlarmCondition.Threshold threshold) {
                Evaluator.problems(threshold.query())
                        .forEach(one -> problems.add("alarm `" + alarm.name() + "`: " + one));
            }
        }
        return problems;
    }

    /// Whom to ask, where to listen, and which alarms there are. An address that cannot be listened
    /// on is told as a fault; everything else goes on.
    public void apply(WatchImage image) {
        alarms.apply(image);
        scraper.apply(image.scrapes());
        door.apply(image.otlp());
    }

    public List<AlarmReport> alarms() {
        return alarms.reports();
    }

    /// Keeps every number of a report, with the watch's own; never waits.
    public void accept(NodeReport report) {
        intake.add(
                "node",
                report.at().toEpochMilli(),
                () -> {
                    List<Reading> readings = ReportReadings.of(report);
                    readings.addAll(own());
                    return readings;
                });
    }

    /// Batches that are not kept yet.
    int waiting() {
        return intake.waiting();
    }

    private List<Reading> own() {
        StoreReport stored = store.report();
        Readings own = new Readings();
        door.tell(own);
        return own.add(PlatformMetric.WATCH_SERIES, stored.active())
                .add(PlatformMetric.WATCH_KNOWN_SERIES, stored.known())
                .add(PlatformMetric.WATCH_SAMPLES_TOTAL, stored.samples())
                .add(PlatformMetric.WATCH_REFUSED_SAMPLES_TOTAL, stored.refused())
                .add(PlatformMetric.WATCH_LATE_SAMPLES_TOTAL, stored.late())
                .add(PlatformMetric.WATCH_MEMORY_BYTES, stored.memoryBytes())
                .add(PlatformMetric.WATCH_MEMORY_SPAN_SECONDS, stored.memorySeconds())
                .add(PlatformMetric.WATCH_DISK_BYTES, stored.diskBytes())
                .add(PlatformMetric.WATCH_BATCHES_DROPPED_TOTAL, intake.dropped())
                .add(PlatformMetric.WATCH_QUERIES_TOTAL, answered.get())
                .add(PlatformMetric.WATCH_QUERY_SECONDS_TOTAL, queryNanos.get() / 1e9)
                .add(PlatformMetric.WATCH_FAULTS_TOTAL, faultCount.get())
                .all();
    }

    /// Answers a query at one moment.
    public MetricAnswer query(String query, long atMillis) {
        return measured(() -> evaluator.instant(query, atMillis));
    }

    /// Answers a query at many moments, `stepMillis` apart.
    public MetricAnswer range(String query, long fromMillis, long toMillis, long stepMillis) {
        return measured(() -> evaluator.range(query, fromMillis, toMillis, stepMillis));
    }

    private MetricAnswer measured(Supplier<MetricAnswer> question) {
        boolean admitted = false;
        long start = System.nanoTime();
        try {
            admitted = queries.tryAcquire(QUERY_WAIT_SECONDS, TimeUnit.SECONDS);
            return admitted
                    ? question.get()
                    : new MetricAnswer.Refused(0, "too many queries run; try again");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new MetricAnswer.Refused(0, "interrupted");
        } finally {
            if (admitted) {
                queries.release();
            }
            answered.incrementAndGet();
            queryNanos.addAndGet(System.nanoTime() - start);
        }
    }

    /// The platform's metrics as they are now, for a scraper.
    public String exposition(boolean openMetrics) {
        return ExpositionWriter.write(store.latest(PRESENT_SECONDS), openMetrics);
    }

    @Override
    public void close() {
        door.close();
        scraper.close();
        alarms.close();
        intake.close();
        try {
            store.close();
        } catch (IOException e) {
            fault(e);
        }
    }
}
