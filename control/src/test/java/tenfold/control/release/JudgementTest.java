package tenfold.control.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.testkit.Rounds;

class JudgementTest {
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Sample OLD = sample(2_000, 0, 10_000);

    @Test
    void aVersionThatAnswersAsTheOldOneIsGoodWhenItWasWatchedLongEnough() {
        Sample fresh = sample(100, 0, 11_000);
        assertThat(Judgement.of(OLD, fresh, Duration.ofSeconds(4), STEP))
                .isInstanceOf(Judgement.Unknown.class);
        assertThat(Judgement.of(OLD, fresh, STEP, STEP)).isInstanceOf(Judgement.Good.class);
    }

    @Test
    void tooFewRequestsAreWaitedFor() {
        Sample fresh = sample(Judgement.REQUESTS_MIN - 1, 0, 11_000);
        assertThat(Judgement.of(OLD, fresh, Duration.ofSeconds(59), STEP))
                .isInstanceOf(Judgement.Unknown.class);
        assertThat(Judgement.of(OLD, fresh, Judgement.PATIENCE, STEP))
                .isInstanceOf(Judgement.Good.class);
    }

    @Test
    void aVersionThatFailsGoesAtOnce() {
        assertThat(Judgement.of(OLD, sample(10, 3, 10_000), Duration.ZERO, STEP))
                .isInstanceOfSatisfying(
                        Judgement.Worse.class,
                        worse -> assertThat(worse.reason()).startsWith("3 of 10 requests failed"));
    }

    @Test
    void failuresThatTheOldVersionHasAsWellAreNotTheNewOnesFault() {
        Sample old = sample(2_000, 100, 10_000);
        assertThat(Judgement.of(old, sample(100, 6, 10_000), STEP, STEP))
                .isInstanceOf(Judgement.Good.class);
    }

    @Test
    void twoFailuresAreNoProof() {
        assertThat(Judgement.of(OLD, sample(40, 2, 10_000), STEP, STEP))
                .isInstanceOf(Judgement.Good.class);
    }

    @Test
    void aSlowVersionGoes() {
        assertThat(Judgement.of(OLD, sample(100, 0, 35_000), Duration.ofSeconds(1), STEP))
                .isInstanceOfSatisfying(
                        Judgement.Worse.class,
                        worse ->
                                assertThat(worse.reason()).contains("35.0 ms").contains("10.0 ms"));
        assertThat(Judgement.of(OLD, sample(100, 0, 28_000), STEP, STEP))
                .isInstanceOf(Judgement.Good.class);
    }

    /// The same share of failures on both sides is blamed on the new version at most rarely.
    @Rounds(20)
    void goodVersionsAreHardlyEverBlamed(long seed) {
        var random = new Random(seed);
        int blamed = 0;
        for (int i = 0; i < 500; i++) {
            Sample old = sample(1_900, failures(random, 1_900, 0.01), 10_000);
            Sample fresh = sample(100, failures(random, 100, 0.01), 10_000);
            blamed += Judgement.of(old, fresh, STEP, STEP) instanceof Judgement.Worse ? 1 : 0;
        }
        assertThat(blamed).isLessThan(10);
    }

    private static int failures(Random random, int requests, double share) {
        return (int) random.doubles(requests).filter(one -> one < share).count();
    }

    private static Sample sample(long requests, long failures, long p95Micros) {
        return new Sample(requests, failures, requests, (double) requests * p95Micros);
    }
}
