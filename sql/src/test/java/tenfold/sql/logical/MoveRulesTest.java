package tenfold.sql.logical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tenfold.model.MoveWish;
import tenfold.testkit.Rounds;

class MoveRulesTest {
    private static final Set<MoveStage> UNSETTLED =
            EnumSet.of(MoveStage.SWITCHING, MoveStage.RETURNING);

    @ParameterizedTest
    @CsvSource({
        "NEW, FOLLOW, COPY",
        "NEW, BACK, LEAVE",
        "COPYING, FOLLOW, COPY",
        "COPYING, SWITCH, COPY",
        "COPYING, BACK, LEAVE",
        "FOLLOWING, FOLLOW, STAY",
        "FOLLOWING, SWITCH, SWITCH",
        "FOLLOWING, BACK, LEAVE",
        "FOLLOWING, COMPLETE, STAY",
        "SWITCHED, FOLLOW, STAY",
        "SWITCHED, SWITCH, STAY",
        "SWITCHED, BACK, RETURN",
        "SWITCHED, COMPLETE, COMPLETE",
        "LEAVING, SWITCH, LEAVE",
        "COMPLETING, BACK, COMPLETE",
        "LEFT, SWITCH, END",
        "COMPLETED, BACK, END"
    })
    void doesWhatTheGoalWantsFromWhereItIs(
            MoveStage stage, MoveWish.Goal goal, MoveRules.Step step) {
        assertThat(MoveRules.next(stage, goal)).isEqualTo(step);
    }

    @Test
    void theRecordOfThePrimaryDecidesWhetherASwitchHappened() {
        assertThat(MoveRules.settled(MoveStage.SWITCHING, false)).isEqualTo(MoveStage.FOLLOWING);
        assertThat(MoveRules.settled(MoveStage.SWITCHING, true)).isEqualTo(MoveStage.SWITCHED);
        assertThat(MoveRules.settled(MoveStage.RETURNING, true)).isEqualTo(MoveStage.SWITCHED);
        assertThat(MoveRules.settled(MoveStage.RETURNING, false)).isEqualTo(MoveStage.LEAVING);
    }

    @ParameterizedTest
    @EnumSource(MoveStage.class)
    void settlingTwiceChangesNothingMore(MoveStage stage) {
        for (boolean target : new boolean[] {true, false}) {
            MoveStage settled = MoveRules.settled(stage, target);
            assertThat(UNSETTLED).doesNotContain(settled);
            assertThat(MoveRules.settled(settled, target)).isEqualTo(settled);
        }
    }

    @Test
    void nothingIsDoneBeforeItIsKnownWhoThePrimaryIs() {
        for (MoveStage stage : UNSETTLED) {
            assertThatThrownBy(() -> MoveRules.next(stage, MoveWish.Goal.FOLLOW))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    /// A world in small: who is the primary, what each side was given, and what a crash leaves. Its
    /// steps are those of the shell, cut at each point at which something is recorded.
    private static final class World {
        final BiFunction<MoveStage, Boolean, MoveStage> settled;
        MoveStage stage = MoveStage.NEW;
        boolean targetIsPrimary;
        boolean targetHasAll;
        boolean sourceHasAll = true;

        World(BiFunction<MoveStage, Boolean, MoveStage> settled) {
            this.settled = settled;
        }

        void run(MoveWish.Goal goal, int cutAfter) {
            stage = settled.apply(stage, targetIsPrimary);
            int done = 0;
            for (MoveRules.Step step = MoveRules.next(stage, goal);
                    step != MoveRules.Step.END && step != MoveRules.Step.STAY;
                    step = MoveRules.next(stage, goal)) {
                for (Runnable each : parts(step)) {
                    if (done++ == cutAfter) {
                        return;
                    }
                    each.run();
                    check();
                }
            }
        }

        private Runnable[] parts(MoveRules.Step step) {
            return switch (step) {
                case COPY ->
                        new Runnable[] {
                            () -> stage = MoveStage.COPYING,
                            () -> targetHasAll = true,
                            () -> stage = MoveStage.FOLLOWING
                        };
                case SWITCH ->
                        new Runnable[] {
                            () -> stage = MoveStage.SWITCHING,
                            () -> targetIsPrimary = true,
                            () -> stage = MoveStage.SWITCHED
                        };
                case RETURN ->
                        new Runnable[] {
                            () -> stage = MoveStage.RETURNING,
                            () -> targetIsPrimary = false,
                            () -> stage = MoveStage.LEAVING
                        };
                case LEAVE ->
                        new Runnable[] {
                            () -> stage = MoveStage.LEAVING,
                            () -> targetHasAll = false,
                            () -> stage = MoveStage.LEFT
                        };
                case COMPLETE ->
                        new Runnable[] {
                            () -> stage = MoveStage.COMPLETING,
                            () -> sourceHasAll = false,
                            () -> stage = MoveStage.COMPLETED
                        };
                case STAY, END -> new Runnable[0];
            };
        }

        private void check() {
            assertThat(targetIsPrimary ? targetHasAll : sourceHasAll)
                    .as("the primary at %s has all that there is", stage)
                    .isTrue();
        }
    }

    private static void live(World world, Random random) {
        MoveWish.Goal[] goals = MoveWish.Goal.values();
        for (int i = 0; i < 12; i++) {
            world.run(goals[random.nextInt(goals.length)], random.nextInt(9));
        }
        world.run(MoveWish.Goal.FOLLOW, 100);
    }

    @Rounds(2000)
    void whateverIsWantedAndWhereverItIsCutThePrimaryHasAll(long seed) {
        var world = new World(MoveRules::settled);
        live(world, new Random(seed));
        MoveStage before = world.stage;
        world.run(MoveWish.Goal.BACK, 100);
        assertThat(world.stage).isEqualTo(before == MoveStage.COMPLETED ? before : MoveStage.LEFT);
    }

    @Test
    void aMoveThatForgetsWhoThePrimaryIsLosesEverythingSooner() {
        assertThatThrownBy(
                        () -> {
                            for (long seed = 0; seed < 2000; seed++) {
                                live(
                                        new World((stage, _) -> MoveRules.settled(stage, false)),
                                        new Random(seed));
                            }
                        })
                .isInstanceOf(AssertionError.class);
    }
}
