package tenfold.platform.node;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.base.process.ProcessLauncher;
import tenfold.model.FleetReport;
import tenfold.model.Image;
import tenfold.model.NodeReport;
import tenfold.model.SqlReport;

/// One machine's data plane: holds the stations, keeps control running, follows its images, sends
/// reports.
///
/// The last good image is written to disk before it is applied, and applied at the next start
/// before control has answered if the application is still defined the same way. Everything runs
/// below this process and ends with it.
public final class Node implements AutoCloseable {
    private static final Duration REPORT_EVERY = Duration.ofSeconds(1);

    private final NodeRequest request;
    private final Consumer<String> messages;
    private final Host host;
    private final ImageStore store;
    private final ControlLink link;
    private final Stations stations;
    private final ControlKeeper control;
    private final Wishes wishes;
    private final Thread reporter;
    private final CountDownLatch stopWished = new CountDownLatch(1);
    private volatile @Nullable Image image;
    private boolean closed;

    /// Starts everything and returns at once; [#report] says how far it has come.
    public Node(NodeRequest request, ProcessLauncher launcher, Consumer<String> messages)
            throws IOException {
        this.request = request;
        this.messages = messages;
        NodeFolder folder = request.folder();
        host = new Host(folder.control());
        store = new ImageStore(folder.image());
        link = new ControlLink(folder.control());
        stations = Stations.open(folder, launcher, messages);
        Optional<ImageStore.Stored> stored = store.load();
        stored.filter(found -> found.definition().equals(request.definition()))
                .ifPresent(found -> applyToStations(found.image()));
        // With an image to serve, control can wait until the application does.
        control = ControlProcess.keep(request, launcher, messages, this::servesOrHasNothingToServe);
        wishes = new Wishes(link, startVersion(stored), follower(), messages);
        reporter = Thread.ofVirtual().name("reporter").start(this::reportForever);
    }

    /// Control has to send its image once if the stored one was made from another definition.
    private long startVersion(Optional<ImageStore.Stored> stored) {
        return stored.filter(found -> found.definition().equals(request.definition()))
                .map(found -> found.image().version())
                .orElse(0L);
    }

    private Wishes.Follower follower() {
        return new Wishes.Follower() {
            @Override
            public void apply(Image newer) {
                keep(newer);
                applyToStations(newer);
            }

            @Override
            public void stop() {
                stopWished.countDown();
            }
        };
    }

    /// A full disk must not keep a good image from being served; it is written again with the next
    /// one.
    private void keep(Image newer) {
        try {
            store.save(new ImageStore.Stored(request.definition(), newer));
        } catch (IOException e) {
            messages.accept("the image could not be kept on disk: " + e.getMessage());
        }
    }

    private void applyToStations(Image newer) {
        stations.apply(newer);
        image = newer;
    }

    private void reportForever() {
        try {
            while (true) {
                Thread.sleep(REPORT_EVERY);
                send();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        try {
            link.send(report());
        } catch (IOException _) {
            // Control is down; whoever follows its images has said so, and the next report is whole
            // again.
        }
    }

    private boolean servesOrHasNothingToServe() {
        return image == null || stations.serve();
    }

    /// What all stations say now.
    public NodeReport report() {
        long pid = ProcessHandle.current().pid();
        FleetReport fleet = stations.fleet();
        SqlReport sql = stations.sql();
        Map<String, Long> parts = new HashMap<>();
        parts.put("control", control.pid());
        if (fleet != null) {
            fleet.instances().forEach(one -> parts.put(one.id().value(), one.pid()));
        }
        if (sql != null) {
            sql.cluster().servers().forEach(one -> parts.put(one.id().value(), one.pid()));
        }
        return new NodeReport(
                Instant.now(),
                pid,
                Memory.residentBytes(),
                host.look(pid, parts),
                stations.edge(),
                fleet,
                sql);
    }

    /// The image being served, if there is one yet.
    public Optional<Image> image() {
        return Optional.ofNullable(image);
    }

    /// Where people reach the console, with a one-time token; only while control answers.
    public URI consoleUrl() throws IOException {
        return link.consoleUrl();
    }

    /// Control's own summary of what the stations say at this moment.
    public ControlLink.Summary summary() throws IOException {
        link.send(report());
        return link.summary();
    }

    /// Why control cannot go on before a person has changed something, in its own words.
    public Optional<String> refusal() {
        return control.refusal();
    }

    /// Returns when someone has asked the node to stop.
    public void awaitStop() throws InterruptedException {
        stopWished.await();
    }

    /// Whether someone has asked the node to stop.
    public boolean stopping() {
        return stopWished.getCount() == 0;
    }

    /// Stops everything in order: new users, instances, statements, PostgreSQL, control. Further
    /// calls wait for the first.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stopWished.countDown();
        reporter.interrupt();
        wishes.close();
        stations.close();
        messages.accept("stopping control");
        control.close();
    }
}
