package tenfold.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tenfold.bench.scaling.Replay.Outcome;
import tenfold.testkit.Rounds;

/// What the law promises on the two traces of the goals, and what it holds on others with fresh
/// seeds: at the same use, beside the peers, with a start of five seconds.
class ScalingGoalsTest {
    private static final int START = 5;

    /// Outcomes of AWS, HPA on CPU, HPA on requests, ours at the same use, ours by fleet size.
    private static List<Outcome> outcomes(Trace trace) {
        var replay = new Replay(trace, 100, START);
        return ScalingReplay.laws(replay, START).stream().map(replay::through).toList();
    }

    @Test
    void novemberTakesLessThanAQuarterOfAFlatFleet() throws IOException {
        List<Outcome> all = outcomes(Traces.november24(Path.of("traces")));

        for (Outcome ours : all.subList(3, 5)) {
            assertThat(ours.capacity()).isLessThanOrEqualTo(0.255);
            assertThat(ours.capacity()).isLessThan(all.get(0).capacity());
            assertThat(ours.capacity()).isLessThan(all.get(1).capacity());
            assertThat(ours.capacity()).isLessThan(all.get(2).capacity());
            assertThat(ours.lost()).isLessThan(1e-6);
            assertThat(ours.actionsPerDay()).isLessThanOrEqualTo(100);
        }
    }

    @Rounds(2)
    void aFlashCrowdLosesNextToNothing(long seed) {
        List<Outcome> all = outcomes(Traces.flash5x(seed));

        for (Outcome ours : all.subList(3, 5)) {
            assertThat(ours.lost()).isLessThanOrEqualTo(0.0001);
            assertThat(ours.under()).isLessThanOrEqualTo(0.0006);
            assertThat(ours.actionsPerDay()).isLessThanOrEqualTo(120);
        }
        for (Outcome peer : all.subList(0, 3)) {
            assertThat(all.get(3).lost()).isLessThan(peer.lost() / 10);
            assertThat(all.get(3).capacity()).isLessThan(peer.capacity() * 1.03);
        }
    }

    @Rounds(1)
    void otherShapesLoseNoMoreThanThePeersAndCostNotMuchMore(long seed) {
        for (Trace trace : Traces.heldOut(seed)) {
            List<Outcome> all = outcomes(trace);
            double cheapest =
                    all.subList(1, 3).stream().mapToDouble(Outcome::capacity).min().orElseThrow();
            double least =
                    all.subList(0, 3).stream().mapToDouble(Outcome::lost).min().orElseThrow();

            assertThat(all.get(3).lost())
                    .as("%s lost", trace.name())
                    .isLessThanOrEqualTo(least + 1e-5);
            assertThat(all.get(3).capacity())
                    .as("%s cost", trace.name())
                    .isLessThan(cheapest * 1.06);
        }
    }

    @Test
    void aLawThatNeverActsIsSeenToLose() {
        var replay = new Replay(Traces.flash5x(1), 100, START);
        Outcome idle =
                replay.through(
                        new Law() {
                            @Override
                            public String name() {
                                return "idle";
                            }

                            @Override
                            public int decide(Seen seen) {
                                return 29;
                            }
                        });

        assertThat(idle.lost()).isGreaterThan(0.05);
        assertThat(idle.actionsPerDay()).isLessThanOrEqualTo(1);
    }

    @Test
    void aFlatFleetPaysAllAndLosesNothing() throws IOException {
        Trace november = Traces.november24(Path.of("traces"));
        var replay = new Replay(november, 100, START);
        Outcome flat =
                replay.through(
                        new Law() {
                            @Override
                            public String name() {
                                return "flat";
                            }

                            @Override
                            public int decide(Seen seen) {
                                return replay.max();
                            }
                        });

        assertThat(flat.capacity()).isBetween(0.99, 1.01);
        assertThat(flat.lost()).isZero();
    }
}
