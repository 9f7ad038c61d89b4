package tenfold.sql.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.Await;

/// Clients of every kind work on a station while something happens to it, and their histories are
/// judged: acknowledged set, list-append cycles, bank, session guarantees, one writer in each
/// epoch.
///
/// `-Dsoak=20` runs twenty seeds of each fault, `-Dsoak.parallel=4` four at a time, `-Dfault=KILL`
/// one fault only, `-Dseed=42` one seed. Without, one seed of two short faults by chance. Each run
/// is a line on standard output.
@Timeout(value = 6, unit = TimeUnit.HOURS)
@SuppressWarnings({"InterruptedExceptionSwallowed", "SystemOut"}) // JUnit fails; a line a run
class SoakTest {
    private static final int SEEDS = Integer.getInteger("soak", 0);
    private static final int PARALLEL = Integer.getInteger("soak.parallel", 3);
    private static final int LINES = 12;
    private static final int SAMPLE = 2;
    private static final Duration LOAD = Duration.ofMillis(1500);

    @TempDir Path folder;

    private record Run(Fault fault, long seed) {
        @Override
        public String toString() {
            return "-Dfault=" + fault + " -Dseed=" + seed;
        }
    }

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @Test
    void everyPromiseHoldsUnderEveryFault() throws Exception {
        // PostgreSQL's user has to get through.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
            List<Future<?>> runs = new ArrayList<>();
            for (Run each : runs()) {
                runs.add(threads.submit(() -> run(each)));
            }
            for (Future<?> each : runs) {
                each.get();
            }
        }
        assertThat(failures).isEmpty();
    }

    private static List<Run> runs() {
        Long fixed = Long.getLong("seed");
        List<Run> all = new ArrayList<>();
        for (int i = 0; i < Math.max(1, fixed == null ? SEEDS : 1); i++) {
            for (Fault fault : faults()) {
                if (possible(fault)) {
                    all.add(new Run(fault, fixed == null ? new Random().nextLong() : fixed));
                }
            }
        }
        return all;
    }

    private static List<Fault> faults() {
        String only = System.getProperty("fault");
        if (only != null) {
            return List.of(Fault.valueOf(only));
        }
        List<Fault> all = new ArrayList<>(List.of(Fault.values()));
        if (SEEDS > 0) {
            return all;
        }
        all.remove(Fault.STALL_60);
        Collections.shuffle(all);
        return all.subList(0, SAMPLE);
    }

    private static boolean possible(Fault fault) {
        String missing = fault.missing();
        if (!missing.isEmpty()) {
            System.err.println("SKIPPED: " + fault + " is not tested here: " + missing);
        }
        return missing.isEmpty();
    }

    private void run(Run run) {
        long began = System.nanoTime();
        try {
            People.Verdict verdict = play(run);
            System.out.printf(
                    Locale.ROOT,
                    "Soak\t%s\t%d\t%.1f\t%d\t%d\t%d\t%d\t%d\t%s\t%s%n",
                    run.fault(),
                    run.seed(),
                    (System.nanoTime() - began) / 1e9,
                    verdict.acknowledged(),
                    verdict.unknown(),
                    verdict.reads(),
                    verdict.transactions(),
                    verdict.epochs(),
                    verdict.errors(),
                    verdict.wrong().isEmpty() ? "holds" : "BROKEN");
            if (verdict.failure() != null) {
                failures.add(run + ": " + verdict.failure());
            }
        } catch (Exception | AssertionError e) {
            System.out.printf("Soak\t%s\t%d\tFAILED\t%s%n", run.fault(), run.seed(), e);
            failures.add(run + ": " + e);
        }
    }

    private People.Verdict play(Run run) throws Exception {
        var random = new Random(run.seed());
        Path own = Files.createTempDirectory(folder, "run");
        var station = new Station(own);
        try {
            run.fault().prepare(station);
            try (station) {
                return strike(run, station, random);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(e.getMessage() + lastWords(own), e);
            }
        } finally {
            run.fault().cleanUp(station);
            delete(own);
        }
    }

    private static People.Verdict strike(Run run, Station station, Random random) throws Exception {
        station.start();
        var people = new People(station, run.seed());
        people.start();
        try {
            awaitWrites(people, 20);
            TimeUnit.MILLISECONDS.sleep(LOAD.toMillis() + random.nextInt(500));
            run.fault().strike(station, people, random);
            station.awaitWhole();
            awaitWrites(people, 20);
            TimeUnit.MILLISECONDS.sleep(LOAD.toMillis());
            return people.judge();
        } finally {
            people.stop();
        }
    }

    private static void awaitWrites(People people, int more) throws Exception {
        long enough = people.acknowledged() + more;
        Await.until("writes", Station.PATIENCE, () -> people.acknowledged() >= enough);
    }

    /// Of each server.
    private static String lastWords(Path own) throws Exception {
        var words = new StringBuilder();
        try (Stream<Path> logs = Files.list(own.resolve("logs"))) {
            for (Path each : logs.sorted().toList()) {
                List<String> lines = Files.readAllLines(each);
                words.append("\n  ").append(each.getFileName());
                lines.subList(Math.max(0, lines.size() - LINES), lines.size())
                        .forEach(line -> words.append("\n    ").append(line));
            }
        }
        return words.toString();
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
