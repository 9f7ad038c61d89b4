package tenfold.watch;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;
import tenfold.watch.collect.PlatformMetric;
import tenfold.watch.collect.Readings;
import tenfold.watch.collect.Scraper;
import tenfold.watch.otlp.Receiver;

/// The OTLP receiver, open while an image names an address.
final class Door implements AutoCloseable {
    private final WatchConfig config;
    private final Scraper.Sink readings;
    private final Consumer<Throwable> faults;
    private final SentLogs logs;
    private @Nullable Address address;
    private @Nullable Receiver receiver;

    Door(WatchConfig config, Scraper.Sink readings, Consumer<Throwable> faults) {
        this.config = config;
        this.readings = readings;
        this.faults = faults;
        this.logs = new SentLogs(config.folders().logs(), config.clock());
    }

    synchronized void apply(@Nullable Address wanted) {
        if (wanted != null && wanted.equals(address) && receiver != null) {
            return;
        }
        shut();
        address = wanted;
        if (wanted != null) {
            try {
                receiver = new Receiver(wanted, readings, logs::add, config.clock(), faults);
            } catch (IOException e) {
                faults.accept(new IOException("OTLP cannot be taken in at " + wanted, e));
            }
        }
    }

    /// What came in so far.
    synchronized void tell(Readings out) {
        if (receiver != null) {
            Receiver.Counts counts = receiver.counts();
            out.add(PlatformMetric.OTLP_POINTS_TOTAL, counts.points(), "result", "kept")
                    .add(
                            PlatformMetric.OTLP_POINTS_TOTAL,
                            counts.refusedPoints(),
                            "result",
                            "refused")
                    .add(PlatformMetric.OTLP_LOG_RECORDS_TOTAL, counts.lines(), "result", "kept")
                    .add(
                            PlatformMetric.OTLP_LOG_RECORDS_TOTAL,
                            counts.refusedLines(),
                            "result",
                            "refused")
                    .add(PlatformMetric.OTLP_SPANS_TOTAL, counts.spans(), "result", "refused");
        }
    }

    private void shut() {
        if (receiver != null) {
            receiver.close();
            receiver = null;
        }
    }

    @Override
    public synchronized void close() {
        shut();
        logs.close();
    }
}
