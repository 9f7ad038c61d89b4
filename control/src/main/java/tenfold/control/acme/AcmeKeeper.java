package tenfold.control.acme;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;
import tenfold.control.problem.ProblemCode;
import tenfold.model.CertificateFiles;
import tenfold.model.manifest.ListenerManifest;
import tenfold.model.manifest.ListenerManifest.Acme;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.Problem;

/// Keeps every certificate that the manifest orders: orders what is missing or will end soon, one
/// after the other, on a thread of its own.
public final class AcmeKeeper implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PUBLISHED_MAX = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    /// What the keeper may do to the world: publish a state, whether every edge has the image of a
    /// version, and whom to tell of faults that nobody foresaw.
    public record World(
            Publishing publishing, LongPredicate edgesHave, Consumer<Throwable> faults) {}

    /// Publishes this, and returns the image's version.
    public interface Publishing {
        long publish(AcmeState state) throws IOException;
    }

    private static final class Wish {
        int failures;
        Instant next = Instant.MIN;
        String failure = "";
    }

    private final AcmeFiles files;
    private final World world;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<Acme, Wish> wishes = new LinkedHashMap<>();
    private final Thread thread;
    private Map<Acme, CertificateFiles> certificates = Map.of();

    /// Starts to keep what the listeners of the manifest ask for.
    public AcmeKeeper(Manifest manifest, Path dataFolder, World world, Clock clock) {
        this.files = new AcmeFiles(dataFolder);
        this.world = world;
        this.clock = clock;
        random = RandomGenerator.getDefault();
        for (ListenerManifest listener : manifest.edge().listeners()) {
            if (listener.encryption().acme() != null) {
                wishes.put(listener.encryption().acme(), new Wish());
            }
        }
        thread = Thread.ofVirtual().name("control acme").unstarted(this::run);
        if (!wishes.isEmpty()) {
            thread.start();
        }
    }

    /// Why certificates are missing or will be.
    public synchronized List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        wishes.forEach((order, wish) -> {
            if (wish.failures > 0) {
                problems.add(
                        ProblemCode.CERTIFICATE_FAILED.problem(
                                "%s from %s: %s (failed %d times, tried again at %s)",
                                String.join(", ", order.names()),
                                order.directory(),
                                wish.failure,
                                wish.failures,
                                wish.next));
            }
        });
        return problems;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            publish(Map.of());
            while (true) {
                for (var each : Map.copyOf(wishes).entrySet()) {
                    look(each.getKey(), each.getValue());
                }
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            world.faults().accept(e);
        }
    }

    private void look(Acme order, Wish wish) throws InterruptedException {
        if (clock.instant().isBefore(wish.next)) {
            return;
        }
        try {
            if (!isGood(order, wish)) {
                new AcmeOrder(order, files, this::publish).run();
                isGood(order, wish);
                publish(Map.of());
            }
            succeeded(wish);
        } catch (IOException | RuntimeException e) {
            failed(wish, String.valueOf(e.getMessage()));
        }
    }

    /// Whether there is a certificate that need not be renewed; if so, says when it must be looked
    /// at again.
    private boolean isGood(Acme order, Wish wish) throws IOException {
        Optional<AcmeFiles.Held> held = files.newest(order);
        if (held.isEmpty()) {
            return false;
        }
        Instant due =
                Renewal.due(held.get().notBefore(), held.get().notAfter(), random.nextDouble());
        synchronized (this) {
            wish.next = due;
        }
        return clock.instant().isBefore(due);
    }

    private synchronized void succeeded(Wish wish) {
        wish.failures = 0;
        wish.failure = "";
    }

    private synchronized void failed(Wish wish, String why) {
        wish.failures++;
        wish.failure = why;
        wish.next = clock.instant().plus(Renewal.pause(wish.failures, random.nextDouble()));
    }

    /// Publishes what there is and these answers, and waits until the edges have both.
    private void publish(Map<String, String> answers) throws IOException, InterruptedException {
        Map<Acme, CertificateFiles> held = new HashMap<>();
        for (Acme order : wishes.keySet()) {
            files.newest(order).ifPresent(found -> held.put(order, found.files()));
        }
        certificates = held;
        long version = world.publishing().publish(new AcmeState(certificates, answers));
        Instant end = clock.instant().plus(PUBLISHED_MAX);
        while (!answers.isEmpty() && !world.edgesHave().test(version)) {
            if (clock.instant().isAfter(end)) {
                throw new IOException("the edge does not take the newest image");
            }
            Thread.sleep(POLL);
        }
    }
}
