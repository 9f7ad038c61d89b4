package tenfold.watch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.Rounds;

class MetricStoreTest {
    private static final long START = 1_767_268_800_000L;
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;

    @TempDir Path folder;
    private final List<Throwable> faults = new ArrayList<>();

    @Test
    void whatWasAppendedIsSelected() throws Exception {
        try (var store = open(StoreLimits.DEFAULT)) {
            for (int i = 0; i < 300; i++) {
                store.append("node", START + i * 1000L, readings(i));
            }

            Samples all = select(store, "requests_total", START, START + HOUR, Tier.SECONDS);
            Samples some =
                    select(store, "requests_total", START + 5000, START + 7000, Tier.SECONDS);

            assertThat(all.size()).isEqualTo(300);
            assertThat(all.value(299)).isEqualTo(2990);
            assertThat(some.size()).isEqualTo(3);
            assertThat(some.value(0)).isEqualTo(50);
        }
    }

    @Test
    void aRestartGoesOnWithEverySampleThatWasWritten() throws Exception {
        var store = open(StoreLimits.DEFAULT);
        for (int i = 0; i < 500; i++) {
            store.append("node", START + i * 1000L, readings(i));
        }
        // Not closed: a killed process does not close either.
        try (var again = open(StoreLimits.DEFAULT)) {
            again.append("node", START + 500_000, readings(500));

            Samples all = select(again, "requests_total", START, START + HOUR, Tier.SECONDS);

            assertThat(all.size()).isEqualTo(501);
            assertThat(all.value(500)).isEqualTo(5000);
            assertThat(faults).isEmpty();
        }
        store.close();
    }

    @Rounds(10)
    void whateverACrashLeavesOfTheLogTheRestIsThere(long seed) throws Exception {
        var random = new Random(seed);
        Path place = Files.createDirectories(folder.resolve("torn" + seed));
        try (var store = new MetricStore(place, StoreLimits.DEFAULT, faults::add)) {
            for (int i = 0; i < 200; i++) {
                store.append("node", START + i * 1000L, readings(i));
            }
        }
        long length = Files.size(place.resolve("log"));
        try (var file = new RandomAccessFile(place.resolve("log").toFile(), "rw")) {
            file.setLength(random.nextLong(length + 1));
        }
        try (var again = new MetricStore(place, StoreLimits.DEFAULT, faults::add)) {
            Samples all = select(again, "requests_total", START, START + HOUR, Tier.SECONDS);
            // START is on a block's border: 120 samples are in a block, the rest was in the log.
            assertThat(all.size()).isBetween(120, 200);
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.value(i)).isEqualTo(i * 10.0);
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void aDamagedBlockIsToldOfAndTheOthersAreRead() throws Exception {
        try (var store = open(StoreLimits.DEFAULT)) {
            for (int i = 0; i < 600; i++) {
                store.append("node", START + i * 1000L, readings(i));
            }
        }
        Path block = folder.resolve(BlockFile.name(Tier.SECONDS, START + 120_000));
        byte[] bytes = Files.readAllBytes(block);
        bytes[3] ^= 1;
        Files.write(block, bytes);

        try (var again = open(StoreLimits.DEFAULT)) {
            Samples all = select(again, "requests_total", START, START + HOUR, Tier.SECONDS);

            assertThat(all.size()).isEqualTo(480);
            assertThat(faults).isNotEmpty().allMatch(fault -> fault.toString().contains("damaged"));
        }
    }

    @Test
    void hoursAndDaysBecomeCoarserBlocksThatAnswerTheSame() throws Exception {
        try (var store = open(StoreLimits.DEFAULT)) {
            for (long at = 0; at <= DAY + 2 * HOUR; at += 10_000) {
                store.append("node", START + at, readings(at / 1000.0));
            }
            store.flush();
            assertThat(Files.exists(folder.resolve(BlockFile.name(Tier.QUARTERS, START)))).isTrue();
            assertThat(Files.exists(folder.resolve(BlockFile.name(Tier.FIVES, day(START)))))
                    .isTrue();

            Samples quarters = select(store, "requests_total", START, START + DAY, Tier.QUARTERS);
            Samples fives = select(store, "heat", START, START + 26 * HOUR, Tier.FIVES);

            assertThat(quarters.value(0)).isZero();
            assertThat(quarters.value(quarters.size() - 1)).isEqualTo(864_000);
            assertThat(quarters.size()).isBetween(5700, 5900);
            assertThat(fives.size()).isBetween(310, 315);
            assertThat(fives.value(100)).isCloseTo(50, within(45.0));
            Samples highest =
                    store.select(
                                    new Selection(
                                            one -> one.name().equals("heat"),
                                            START,
                                            START + DAY,
                                            Tier.FIVES,
                                            Column.MAX))
                            .getFirst();
            assertThat(highest.value(100)).isEqualTo(90);
            assertThat(store.finestSince(START + DAY)).isEqualTo(Tier.QUARTERS);
            assertThat(Files.exists(folder.resolve(BlockFile.name(Tier.SECONDS, START)))).isFalse();
        }
    }

    private static long day(long millis) {
        return Tier.FIVES.blockStart(millis);
    }

    @Test
    void moreSeriesThanAllowedAreRefusedAndCounted() throws Exception {
        var limits = new StoreLimits(10, 20, 1 << 20, Duration.ofHours(1), 1 << 20, 1000);
        try (var store = open(limits)) {
            var many = new ArrayList<Reading>();
            for (int i = 0; i < 15; i++) {
                many.add(new Reading(Labels.of("m", "i", "" + i), Kind.GAUGE, i));
            }
            store.append("node", START, many);

            assertThat(store.report().active()).isEqualTo(10);
            assertThat(store.report().refused()).isEqualTo(5);
            assertThat(select(store, "m", START, START, Tier.SECONDS).size()).isEqualTo(1);
        }
    }

    @Test
    void memoryIsBoundedAndTheDiskGoesOnWhereItEnds() throws Exception {
        var limits = new StoreLimits(100, 100, 20_000, Duration.ofHours(1), 64 << 20, 100_000);
        var random = new Random(1);
        try (var store = open(limits)) {
            for (int i = 0; i < 3000; i++) {
                var reading = new Reading(Labels.of("noise"), Kind.GAUGE, random.nextDouble());
                store.append("node", START + i * 1000L, List.of(reading));
                assertThat(store.report().memoryBytes()).isLessThan(22_000);
            }
            assertThat(store.report().memorySeconds()).isLessThan(2900);
            assertThat(select(store, "noise", START, START + HOUR, Tier.SECONDS).size())
                    .isEqualTo(3000);
        }
    }

    @Test
    void theDiskIsBounded() throws Exception {
        var limits = new StoreLimits(100, 100, 1 << 20, Duration.ofHours(1), 40_000, 100_000);
        var random = new Random(1);
        try (var store = open(limits)) {
            for (int i = 0; i < 6_000; i++) {
                var reading = new Reading(Labels.of("noise"), Kind.GAUGE, random.nextDouble());
                store.append("node", START + i * 2000L, List.of(reading));
            }
            store.flush();
            assertThat(store.report().diskBytes()).isLessThanOrEqualTo(40_000);
        }
    }

    @Test
    void aQueryForTooManySamplesIsRefused() throws Exception {
        var limits = new StoreLimits(100, 100, 1 << 20, Duration.ofHours(1), 1 << 20, 1000);
        try (var store = open(limits)) {
            for (int i = 0; i < 1100; i++) {
                store.append("node", START + i * 1000L, readings(i));
            }
            assertThatThrownBy(() -> select(store, "heat", START, START + HOUR, Tier.SECONDS))
                    .isInstanceOf(TooManySamples.class)
                    .hasMessageContaining("1000");
        }
    }

    @Test
    void aSeriesThatIsNoLongerNamedIsAbsent() throws Exception {
        try (var store = open(StoreLimits.DEFAULT)) {
            store.append("node", START, readings(1));
            store.append("other", START + 500, List.of());
            store.append("node", START + 1000, List.of());

            Samples heat = select(store, "heat", START, START + HOUR, Tier.SECONDS);

            assertThat(heat.size()).isEqualTo(2);
            assertThat(heat.value(1)).isNaN();
            assertThat(store.latest(60)).isEmpty();
        }
    }

    @Test
    void aClockThatGoesBackCostsSamplesNotOrder() throws Exception {
        try (var store = open(StoreLimits.DEFAULT)) {
            store.append("node", START + 10_000, readings(1));
            store.append("node", START, readings(2));

            assertThat(store.report().late()).isEqualTo(2);
            assertThat(select(store, "heat", START, START + HOUR, Tier.SECONDS).size())
                    .isEqualTo(1);
        }
    }

    private MetricStore open(StoreLimits limits) throws IOException {
        return new MetricStore(folder, limits, faults::add);
    }

    private static Samples select(MetricStore store, String name, long from, long to, Tier tier)
            throws TooManySamples {
        return store.select(
                        new Selection(one -> one.name().equals(name), from, to, tier, Column.VALUE))
                .getFirst();
    }

    /// A counter that grows by 10 a second and a gauge between 0 and 90.
    private static List<Reading> readings(double second) {
        return List.of(
                new Reading(Labels.of("requests_total"), Kind.COUNTER, second * 10),
                new Reading(Labels.of("heat"), Kind.GAUGE, second % 100));
    }
}
