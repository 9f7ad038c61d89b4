package tenfold.control.move;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tenfold.control.SimulatedStation;
import tenfold.control.json.Json;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.Durability;
import tenfold.model.ExternalPlace;
import tenfold.model.LocalPlace;
import tenfold.model.MoveWish;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
import tenfold.model.ServerMemory;
import tenfold.model.ServerRole;
import tenfold.model.SqlReport;
import tenfold.model.Zone;
import tenfold.testkit.Rounds;

/// Moves on a simulated station, with late images, doubled and old reports, faults, failovers,
/// people who change their mind, and a control that is cut between any two decisions.
class MoveSimulationTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final int TICKS_MAX = 4000;
    private static final int RESTARTS_MAX = 8;

    /// What a test of one seed needs to know.
    private static final class Run {
        final Random random;
        final SimulatedStation station;
        Tier tier;
        Move move;
        MoveState state;
        long version = 1;
        Instant now = NOON;
        int restarts;

        Run(long seed, Tier start, List<Leg> legs, SimulatedStation.Faults faults)
                throws Exception {
            random = new Random(seed);
            station = new SimulatedStation(1, cluster(start), random, faults);
            var request = new Move.Request(1, Step.STANDBY, "standby", 0, legs);
            state = MoveState.start(request, start, station.report(), now);
            tier = start;
            move = state.move();
            decide();
        }

        /// As the journal would keep it.
        void decide() throws Exception {
            if (!state.tier().equals(tier)) {
                version++;
            }
            tier = Json.read(Json.write(state.tier()), Tier.class);
            move = Json.read(Json.write(state.move()), Move.class);
            assertThat(tier).isEqualTo(state.tier());
            assertThat(move).isEqualTo(state.move());
        }

        void on(MoveEvent event) throws Exception {
            MoveState.Next next = state.on(event, now);
            if (next.decided() && random.nextInt(20) == 0) {
                // Control dies before the decision is in the journal.
                state = MoveState.resume(tier, move, now);
                return;
            }
            state = next.state();
            if (next.decided()) {
                decide();
            }
            // Each restart gives fresh patience, so that their number is bounded.
            if (random.nextInt(30) == 0 && restarts++ < RESTARTS_MAX) {
                state = MoveState.resume(tier, move, now);
            }
        }

        void tick() throws Exception {
            now = now.plus(Duration.ofSeconds(1));
            if (random.nextInt(4) != 0) {
                station.apply(version, cluster(tier));
            }
            station.tick();
            SqlReport report = station.report();
            MoveEvent event =
                    report.imageVersion() >= version
                            ? new MoveEvent.Reported(report, null)
                            : new MoveEvent.Behind();
            on(event);
            if (random.nextInt(5) == 0 && report.imageVersion() >= version) {
                on(event);
            }
            assertThat(station.violations).isEmpty();
        }

        void toTheEnd() throws Exception {
            for (int i = 0; i < TICKS_MAX && move.runs(); i++) {
                tick();
            }
            assertThat(move.runs()).as("it ends: " + state.progress()).isFalse();
            for (int i = 0; i < 5; i++) {
                station.apply(version, cluster(tier));
                station.tick();
            }
        }
    }

    static DatabaseCluster cluster(Tier tier) {
        var decided =
                tier.servers().stream()
                        .map(one ->
                                one.external() == null
                                        ? DatabaseServer.local(
                                                one.id(),
                                                one.zone(),
                                                one.role(),
                                                new LocalPlace(
                                                        Path.of("/data/" + one.id()),
                                                        Path.of("/run/" + one.id()),
                                                        ServerMemory.forMachine(
                                                                one.memoryMib() == null
                                                                        ? 4096
                                                                        : 2L * one.memoryMib())))
                                        : Servers.asExternal(one))
                        .toList();
        return new DatabaseCluster(
                "forum",
                "forum",
                new SecretRef("a"),
                new SecretRef("b"),
                new SecretRef("c"),
                decided,
                tier.first(),
                tier.durability(),
                tier.automaticFailover(),
                tier.switchWish(),
                tier.compareWish(),
                tier.moveWish());
    }

    private static TierServer server(int number, String zone, ServerRole role) {
        var id = new ServerId("pg-" + number);
        return TierServer.local(id, new Zone(zone), role, Path.of("/run/" + id));
    }

    private static Tier one() {
        return Tier.single(server(1, "a", ServerRole.MEMBER)).withLastServer(9);
    }

    private static Tier two() {
        return one().plus(List.of(server(2, "b", ServerRole.MEMBER)))
                .withDurability(Durability.STRICT);
    }

    private static List<Leg> bring(TierServer server) {
        return List.of(
                new Leg.Add(List.of(server)),
                new Leg.Follow(List.of(server.id())),
                new Leg.Compare(server.id()));
    }

    private static List<Leg> and(List<Leg> legs, Leg... more) {
        var all = new ArrayList<>(legs);
        all.addAll(List.of(more));
        return all;
    }

    /// Every kind of move by a number.
    private static List<Leg> legs(int kind) {
        TierServer standby = server(3, "b", ServerRole.MEMBER);
        return switch (kind) {
            case 0 -> and(bring(standby), new Leg.Protect(Durability.STRICT));
            case 1 -> bring(server(3, "a", ServerRole.REPLICA));
            case 2 -> and(bring(standby), new Leg.Switch(standby.id()));
            default -> {
                var target = TierServer.external(new ServerId("pg-3"), new Zone("x"), place());
                yield List.of(
                        new Leg.Logical(target, MoveWish.Goal.FOLLOW),
                        new Leg.Logical(target, MoveWish.Goal.SWITCH));
            }
        };
    }

    private static ExternalPlace place() {
        return new ExternalPlace(
                "db.example",
                5432,
                "forum",
                "forum",
                new SecretRef("x"),
                ExternalPlace.Tls.VERIFY_FULL,
                null);
    }

    @Rounds(150)
    void withoutFaultsEveryMoveArrives(long seed) throws Exception {
        int kind = (int) Math.floorMod(seed, 4L);
        var run =
                new Run(seed, kind == 0 ? one() : two(), legs(kind), SimulatedStation.Faults.NONE);
        run.toTheEnd();

        assertThat(run.move.end()).isEqualTo(Phase.REVERSIBLE);
        assertThat(run.move.problem()).isNull();
        assertThat(run.tier.switchWish()).isNull();
        assertThat(run.tier.compareWish()).isNull();
        if (kind != 3) {
            assertThat(run.tier.has(new ServerId("pg-3"))).isTrue();
        }
        assertThat(run.move.proof().rowsCompared()).isEqualTo(150_000);
    }

    @Rounds(150)
    void withFaultsAMoveArrivesOrLeavesNothingBehind(long seed) throws Exception {
        int kind = (int) Math.floorMod(seed, 4L);
        Tier start = kind == 0 ? one() : two();
        var faults =
                new SimulatedStation.Faults(
                        (int) Math.floorMod(seed >> 8, 20L),
                        (int) Math.floorMod(seed >> 16, 40L),
                        (int) Math.floorMod(seed >> 24, 40L),
                        kind == 3 ? 0 : (int) Math.floorMod(seed >> 32, 5L));
        var run = new Run(seed, start, legs(kind), faults);
        int regret = run.random.nextInt(60);
        for (int i = 0; i < regret && run.move.runs(); i++) {
            run.tick();
        }
        if (run.random.nextBoolean()) {
            run.on(new MoveEvent.UndoAsked());
        }
        run.toTheEnd();

        assertThat(run.tier.switchWish()).isNull();
        if (run.move.end() == Phase.BACK) {
            assertThat(run.move.problem()).isNotNull();
            assertThat(run.tier.servers()).isEqualTo(start.servers());
            assertThat(run.tier.durability()).isEqualTo(start.durability());
            assertThat(run.tier.moveWish()).isNull();
            assertThat(run.tier.has(java.util.Objects.requireNonNull(run.station.primary())))
                    .isTrue();
        } else {
            assertThat(run.move.end()).isEqualTo(Phase.REVERSIBLE);
        }
    }

    @Rounds(50)
    void givingUpTheWayBackLeavesOnlyTheNewPlace(long seed) throws Exception {
        int kind = 2 + (int) Math.floorMod(seed, 2L);
        var run = new Run(seed, one(), legs(kind), SimulatedStation.Faults.NONE);
        run.toTheEnd();
        assertThat(run.move.keepsWayBack()).isTrue();
        while (!run.move.runs() && run.move.end() != Phase.COMPLETE) {
            run.on(new MoveEvent.CompleteAsked());
        }
        run.toTheEnd();

        assertThat(run.move.end()).isEqualTo(Phase.COMPLETE);
        assertThat(run.tier.servers())
                .extracting(TierServer::id)
                .containsExactly(new ServerId("pg-3"));
        assertThat(run.tier.first()).isEqualTo(new ServerId("pg-3"));
    }

    @Rounds(50)
    void takingAMoveBackEndsWhereItBegan(long seed) throws Exception {
        int kind = (int) Math.floorMod(seed, 4L);
        Tier start = kind == 0 ? one() : two();
        var run = new Run(seed, start, legs(kind), SimulatedStation.Faults.NONE);
        run.toTheEnd();
        List<Leg> back = WayBack.proven(run.move.legs(), run.move.before(), run.tier);
        var request = new Move.Request(2, Step.UNDO, "undo", 1, back);
        run.state = MoveState.start(request, run.tier, run.station.report(), run.now);
        run.decide();
        run.toTheEnd();

        assertThat(run.move.end()).isEqualTo(Phase.COMPLETE);
        assertThat(run.tier.servers()).isEqualTo(start.servers());
        assertThat(run.tier.durability()).isEqualTo(start.durability());
        assertThat(run.station.primary()).isEqualTo(new ServerId("pg-1"));
    }
}
