package tenfold.control.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.control.scale.Member.Purchase;
import tenfold.control.scale.Member.State;
import tenfold.control.scale.ScaleGroup.Mode;
import tenfold.control.scale.SimulatedFleet.Faults;
import tenfold.model.manifest.ScaleManifest;
import tenfold.model.manifest.ScaleManifest.Spot;
import tenfold.testkit.Rounds;

/// Groups from reports to recorded decisions, on a simulated node whose instances do 50 requests/s.
class ScalingTest {
    private static final ScaleManifest RULES = rules(0, Spot.NONE);

    private static ScaleManifest rules(int warm, Spot spot) {
        ScaleManifest base = ScaleManifest.between(2, 20);
        return new ScaleManifest(
                2,
                20,
                1,
                0.7,
                base.policies(),
                base.schedule(),
                base.forecast(),
                warm,
                spot,
                base.scaleIn());
    }

    private static void run(SimulatedFleet fleet, int seconds, double requests) throws IOException {
        for (int i = 0; i < seconds; i++) {
            fleet.second(requests);
        }
    }

    @Test
    void followsAStepOfLoadUpAndDownAndLosesNothing() throws Exception {
        var fleet = new SimulatedFleet(RULES, Faults.NONE, 1);
        run(fleet, 60, 50);
        assertThat(fleet.group().desired()).isEqualTo(2);

        run(fleet, 30, 400);
        assertThat(fleet.group().desired()).isBetween(12, 18);

        run(fleet, 1500, 50);
        assertThat(fleet.group().desired()).isEqualTo(2);
        assertThat(fleet.group().members()).hasSize(2);
        assertThat(fleet.violations).isEmpty();
        assertThat(fleet.lost).isZero();
    }

    @Test
    void recordsOnlyWhatChanges() throws Exception {
        var fleet = new SimulatedFleet(RULES, Faults.NONE, 1);
        run(fleet, 3600, 50);

        assertThat(fleet.decisions).isZero();
        assertThat(fleet.recorded()).isEmpty();
    }

    @Test
    void measuresWhatARequestCostsAndHowLongAStartTakes() throws Exception {
        var fleet = new SimulatedFleet(RULES, Faults.NONE, 1);
        run(fleet, 60, 50);
        run(fleet, 60, 400);

        ScaleView view = fleet.scaling().views().getFirst();
        assertThat(view.costMillis()).isBetween(19.0, 21.0);
        assertThat(view.startMillis()).isBetween(4_000L, 5_000L);
        assertThat(view.metrics().get("demand")).isBetween(7.5, 8.5);
    }

    @Test
    void seesWhatArrivesAndNotOnlyWhatIsAnswered() throws Exception {
        var fleet = new SimulatedFleet(RULES, Faults.NONE, 1);
        run(fleet, 60, 50);
        fleet.scaling().mode("web", Mode.PAUSED);
        run(fleet, 20, 400);

        assertThat(fleet.group().desired()).isEqualTo(2);
        assertThat(fleet.scaling().views().getFirst().metrics().get("demand")).isBetween(7.5, 8.5);
    }

    @Test
    void aPausedGroupSaysWhatItWouldDo() throws Exception {
        var fleet = new SimulatedFleet(RULES, Faults.NONE, 1);
        run(fleet, 60, 50);
        fleet.scaling().mode("web", Mode.DRY_RUN);
        run(fleet, 30, 400);

        ScaleView view = fleet.scaling().views().getFirst();
        assertThat(view.desired()).isEqualTo(2);
        assertThat(view.decisions()).isNotEmpty().noneMatch(ScaleView.Made::done);
        fleet.scaling().mode("web", Mode.ON);
        run(fleet, 5, 400);
        assertThat(fleet.group().desired()).isGreaterThan(8);
    }

    @Test
    void warmInstancesServeAtOnceAndAreReplaced() throws Exception {
        var fleet = new SimulatedFleet(rules(3, Spot.NONE), Faults.NONE, 1);
        run(fleet, 60, 50);
        assertThat(fleet.group().count(State.WARM)).isEqualTo(3);
        List<Integer> warm =
                fleet.group().members().stream()
                        .filter(one -> one.state() == State.WARM)
                        .map(Member::number)
                        .toList();
        run(fleet, 8, 180);

        assertThat(warm)
                .allMatch(number ->
                        fleet.group().member(number).orElseThrow().state() == State.SERVING);
        assertThat(fleet.group().count(State.WARM)).isEqualTo(3);
    }

    @Test
    void aReclaimedInstanceIsReplacedBeforeItEnds() throws Exception {
        var spot = new Spot(1, 1, Duration.ofMinutes(2));
        var fleet = new SimulatedFleet(rules(0, spot), Faults.NONE, 1);
        run(fleet, 60, 50);
        run(fleet, 60, 150);
        Member lost =
                fleet.group().members().stream()
                        .filter(one -> one.purchase() == Purchase.SPOT)
                        .findFirst()
                        .orElseThrow();
        int desired = fleet.group().desired();
        fleet.scaling().reclaim("web-" + lost.number(), fleet.now());

        assertThat(fleet.group().desired()).isEqualTo(desired);
        assertThat(fleet.group().count(State.RECLAIMED)).isEqualTo(1);
        run(fleet, 3, 150);
        assertThat(fleet.group().member(lost.number()).orElseThrow().routed()).isTrue();
        run(fleet, 20, 150);
        assertThat(fleet.group().member(lost.number())).isEmpty();
        assertThat(fleet.group().desired()).isEqualTo(desired);
        assertThat(fleet.violations).isEmpty();
    }

    @Test
    void goesOnAfterARestartWithoutShrinkingBlindly() throws Exception {
        var fleet = new SimulatedFleet(RULES, Faults.NONE, 1);
        run(fleet, 60, 50);
        run(fleet, 60, 400);
        int before = fleet.group().desired();
        fleet.restart();
        run(fleet, 170, 50);

        assertThat(fleet.group().desired()).isEqualTo(before);
    }

    @Test
    void aServiceThatIsNoLongerScaledGoesBackToItsNumber() throws Exception {
        var fleet = new SimulatedFleet(RULES, Faults.NONE, 1);
        run(fleet, 60, 50);
        run(fleet, 60, 400);
        fleet.rules = null;
        run(fleet, 30, 50);

        assertThat(fleet.group().members()).hasSize(2);
        assertThat(fleet.violations).isEmpty();
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        var fleet = new SimulatedFleet(RULES, Faults.NONE, 1);

        assertThatThrownBy(() -> fleet.scaling().set("web", 30, fleet.now()))
                .hasMessage("web may have 2 to 20 instances, not 30");
        assertThatThrownBy(() -> fleet.scaling().mode("api", Mode.ON))
                .hasMessageContaining("'api' is no service that is scaled");
        assertThatThrownBy(() -> fleet.scaling().reclaim("web-77", fleet.now()))
                .hasMessageContaining("web-77");
        fleet.scaling().set("web", 5, fleet.now());
        assertThat(fleet.group().desired()).isEqualTo(5);
    }

    @Rounds(40)
    void keepsItsPromisesWhateverFails(long seed) throws Exception {
        var random = new Random(seed);
        var faults =
                new Faults(
                        random.nextDouble() * 0.3,
                        random.nextDouble() * 0.3,
                        random.nextDouble() * 0.02);
        var spot = new Spot(random.nextInt(3), random.nextDouble(), Duration.ofSeconds(30));
        var fleet = new SimulatedFleet(rules(random.nextInt(3), spot), faults, seed);
        double load = 50;
        for (int second = 0; second < 1200; second++) {
            load = random.nextInt(100) == 0 ? random.nextInt(800) : load;
            fleet.second(load);
            ScaleGroup group = fleet.group();
            assertThat(group.desired()).isBetween(2, 20);
            assertThat(group.members().size()).isLessThanOrEqualTo(ScaleManifest.INSTANCES_MAX);
            if (random.nextInt(200) == 0) {
                int number = group.members().getLast().number();
                fleet.scaling().reclaim("web-" + number, fleet.now());
            }
            if (random.nextInt(300) == 0) {
                fleet.restart();
            }
        }
        assertThat(fleet.violations).isEmpty();
    }
}
