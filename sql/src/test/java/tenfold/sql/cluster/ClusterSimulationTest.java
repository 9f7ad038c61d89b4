package tenfold.sql.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.model.Durability;
import tenfold.model.ServerId;

/// The rules against a simulated world with seeded faults; `-Dseed=42` replays one history and
/// prints it, `-Dseeds=10000` tries more.
@Timeout(600)
@SuppressWarnings("SystemOut") // a replayed history is printed
class ClusterSimulationTest {
    private static final int SEEDS = Integer.getInteger("seeds", 300);
    private static final long FAULTS_UNTIL = 60 * World.SECOND;
    private static final long END = 160 * World.SECOND;

    @Test
    void underFaultsNothingAcknowledgedIsLostAndOneServerWritesInEachEpoch() {
        Long fixed = Long.getLong("seed");
        Random seeds = new Random();
        int failovers = 0;
        for (int i = 0; i < (fixed == null ? SEEDS : 1); i++) {
            long seed = fixed == null ? seeds.nextLong() : fixed;
            World world = world(seed, Broken.NOTHING);
            AssertionError failure = play(world, true);
            if (fixed != null) {
                world.trace.forEach(System.out::println);
            }
            if (failure != null) {
                throw new AssertionError("-Dseed=" + seed + ": " + failure.getMessage(), failure);
            }
            failovers += world.failovers.size();
        }
        assertThat(failovers).as("failovers in all").isPositive();
    }

    @Test
    void aMissingFenceIsNoticed() {
        assertThat(firstFailure(Broken.NO_FENCE, 100)).contains("leads while");
    }

    @Test
    void aMissingRecordIsNoticed() {
        assertThat(firstFailure(Broken.NO_RECORD, 1)).isNotEmpty();
    }

    @Test
    void aStandbyThatIsBehindAndPromotedIsNoticed() {
        assertThat(firstFailure(Broken.EQUAL_POSITIONS, 10)).contains("acknowledged");
    }

    @Test
    void aReplicaWithAnotherHistoryIsNoticed() {
        assertThat(firstFailure(Broken.ANY_TIMELINE, 310)).contains("never had");
    }

    @Test
    void aStallOfOneSecondIsNoFailover() {
        for (long seed = 1; seed <= 50; seed++) {
            World world = new World(seed, Broken.NOTHING, Durability.STRICT, 3, 0);
            world.runUntil(30 * World.SECOND);
            for (int second = 31; second < 60; second += 4) {
                world.runUntil(second * World.SECOND);
                world.freeze(primary(world), World.SECOND);
            }
            world.runUntil(70 * World.SECOND);
            assertThat(world.failovers).as("seed %d", seed).isEmpty();
            Promises.check(world);
        }
    }

    @Test
    void aKilledPrimaryIsReplacedWithinSeconds() {
        for (long seed = 1; seed <= 50; seed++) {
            World world = new World(seed, Broken.NOTHING, Durability.STRICT, 3, 0);
            world.runUntil(30 * World.SECOND);
            ServerId old = primary(world);
            world.kill(old);
            world.runUntil(33 * World.SECOND);
            assertThat(primary(world)).as("seed %d", seed).isNotEqualTo(old);
            world.runUntil(60 * World.SECOND);
            Promises.check(world);
        }
    }

    @Test
    void aStandbyThatConnectsAndNeverConfirmsHoldsUpAvailableWritesForSecondsOnly() {
        for (long seed = 1; seed <= 50; seed++) {
            World world = new World(seed, Broken.NOTHING, Durability.AVAILABLE, 2, 0);
            world.runUntil(30 * World.SECOND);
            world.box(new ServerId("pg-2")).diskFull = true;
            world.runUntil(40 * World.SECOND);
            for (int second = 40; second < 60; second += 2) {
                int before = world.rack.acknowledged.size();
                world.runUntil((second + 2) * World.SECOND);
                assertThat(world.rack.acknowledged).as("seed %d", seed).hasSizeGreaterThan(before);
            }
            world.box(new ServerId("pg-2")).diskFull = false;
            world.runUntil(80 * World.SECOND);
            Promises.check(world);
        }
    }

    private static ServerId primary(World world) {
        Effect.Serve serving = world.serving;
        assertThat(serving).isNotNull();
        ServerId primary = serving == null ? null : serving.primary();
        assertThat(primary).as("primary").isNotNull();
        return primary == null ? new ServerId("none") : primary;
    }

    /// `from` is a little before the first seed that shows it, so that it is found soon.
    private static String firstFailure(Broken broken, long from) {
        for (long seed = from; seed < from + 500; seed++) {
            AssertionError failure = play(world(seed, broken), true);
            if (failure != null) {
                return String.valueOf(failure.getMessage());
            }
        }
        return "";
    }

    private static World world(long seed, Broken broken) {
        Random random = new Random(~seed);
        Durability durability = random.nextInt(3) == 0 ? Durability.AVAILABLE : Durability.STRICT;
        return new World(seed, broken, durability, 2 + random.nextInt(2), random.nextInt(2));
    }

    private static @Nullable AssertionError play(World world, boolean nodeCrashes) {
        faults(world, nodeCrashes);
        try {
            world.runUntil(END);
            Promises.check(world);
            return null;
        } catch (AssertionError failure) {
            return failure;
        }
    }

    private static void faults(World world, boolean nodeCrashes) {
        Random random = world.random;
        List<ServerId> servers = new ArrayList<>(world.rack.boxes.keySet());
        for (long at = 2 * World.SECOND; at < FAULTS_UNTIL; ) {
            at += (200 + random.nextInt(12_000)) * World.MILLI;
            ServerId server = servers.get(random.nextInt(servers.size()));
            long[] stalls = {World.SECOND, 10 * World.SECOND, 60 * World.SECOND};
            long stall = stalls[random.nextInt(3)];
            int kind = random.nextInt(nodeCrashes ? 10 : 8);
            world.in(
                    at,
                    () -> {
                        switch (kind) {
                            case 0, 1 -> killPrimary(world);
                            case 2 -> world.kill(server);
                            case 3 -> world.freeze(server, stall);
                            case 4 -> freezePrimary(world, stall);
                            case 5 -> fillDisk(world, server);
                            case 6 -> world.wallOffset += (random.nextInt(200) - 100) * 60_000L;
                            case 7 -> world.wish(server);
                            case 8 -> world.crashNode();
                            default -> world.freezeNode(stall / 4);
                        }
                    });
        }
    }

    private static void killPrimary(World world) {
        if (world.serving != null && world.serving.primary() != null) {
            world.kill(world.serving.primary());
        }
    }

    private static void freezePrimary(World world, long stall) {
        if (world.serving != null && world.serving.primary() != null) {
            world.freeze(world.serving.primary(), stall);
        }
    }

    private static void fillDisk(World world, ServerId server) {
        world.box(server).diskFull = true;
        world.in(15 * World.SECOND, () -> world.box(server).diskFull = false);
    }
}
