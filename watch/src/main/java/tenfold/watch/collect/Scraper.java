package tenfold.watch.collect;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import tenfold.model.WatchImage.Scrape;
import tenfold.watch.store.Labels;
import tenfold.watch.store.Reading;

/// Asks instances for their metrics every 15 seconds, each on a thread of its own and eight at a
/// time.
///
/// A page may have 1 MiB and 1000 samples; what is beyond is counted in `tenfold_scrape_skipped`.
public final class Scraper implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(15);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final int AT_ONCE = 8;
    private static final int BYTES_MAX = 1 << 20;
    private static final int SAMPLES_MAX = 1000;
    private static final String ACCEPT =
            "application/openmetrics-text;version=1.0.0;q=0.9,text/plain;version=0.0.4;q=0.8";

    /// Where batches go.
    public interface Sink {
        void add(String source, long millis, Supplier<List<Reading>> readings);
    }

    private final Sink sink;
    private final Clock clock;
    private final Semaphore slots = new Semaphore(AT_ONCE);
    private final Thread thread;
    private volatile List<Scrape> targets = List.of();

    public Scraper(Sink sink, Clock clock) {
        this.sink = sink;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("scraper").start(this::run);
    }

    public void apply(List<Scrape> wanted) {
        Set<String> gone = new HashSet<>();
        targets.forEach(target -> gone.add(source(target)));
        wanted.forEach(target -> gone.remove(source(target)));
        targets = List.copyOf(wanted);
        gone.forEach(source -> sink.add(source, clock.millis(), List::of));
    }

    private static String source(Scrape target) {
        return "scrape " + target.instance();
    }

    private void run() {
        try {
            while (true) {
                List<Scrape> now = targets;
                for (Scrape target : now) {
                    slots.acquire();
                    Thread.ofVirtual().start(() -> scrapeOne(target));
                    // Spread over the time, so that they do not all come at once.
                    Thread.sleep(EVERY.dividedBy(now.size()));
                }
                if (now.isEmpty()) {
                    Thread.sleep(Duration.ofSeconds(1));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void scrapeOne(Scrape target) {
        try {
            long start = System.nanoTime();
            ExpositionReader.Found found = ask(target);
            double seconds = (System.nanoTime() - start) / 1e9;
            List<Reading> readings = labelled(found, target, seconds);
            sink.add(source(target), clock.millis(), () -> readings);
        } finally {
            slots.release();
        }
    }

    private static List<Reading> labelled(
            ExpositionReader.Found found, Scrape target, double seconds) {
        String[] who = {"service", target.service().value(), "instance", target.instance().value()};
        boolean up = found.skipped() >= 0;
        var own =
                new Readings()
                        .add(PlatformMetric.SCRAPE_UP, up ? 1 : 0, who)
                        .add(PlatformMetric.SCRAPE_SECONDS, seconds, who)
                        .add(PlatformMetric.SCRAPE_SKIPPED, Math.max(0, found.skipped()), who);
        var all = new ArrayList<>(own.all());
        for (Reading reading : found.readings()) {
            if (!reading.labels().name().startsWith("tenfold_")) {
                Labels labels =
                        reading.labels()
                                .with("service", target.service().value())
                                .with("instance", target.instance().value());
                all.add(new Reading(labels, reading.kind(), reading.value()));
            }
        }
        return all;
    }

    /// What the page shows; `skipped` is -1 when there is no page.
    private static ExpositionReader.Found ask(Scrape target) {
        try {
            var url = URI.create("http://" + target.address() + target.path()).toURL();
            var connection = (HttpURLConnection) url.openConnection();
            connection.setConnectTimeout((int) ANSWER_MAX.toMillis());
            connection.setReadTimeout((int) ANSWER_MAX.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Accept", ACCEPT);
            try (var in = connection.getInputStream()) {
                byte[] body = in.readNBytes(BYTES_MAX + 1);
                if (connection.getResponseCode() == 200 && body.length <= BYTES_MAX) {
                    String text = new String(body, StandardCharsets.UTF_8);
                    return ExpositionReader.read(text, SAMPLES_MAX);
                }
            } finally {
                connection.disconnect();
            }
        } catch (IOException | IllegalArgumentException _) {
            // It is down, or shows something else: SCRAPE_UP says so.
        }
        return new ExpositionReader.Found(List.of(), List.of(), -1);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
