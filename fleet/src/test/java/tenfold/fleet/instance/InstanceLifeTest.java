package tenfold.fleet.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.model.HealthCheck;
import tenfold.model.InstanceState;
import tenfold.testkit.Rounds;

class InstanceLifeTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final BackoffLimits BACKOFF =
            new BackoffLimits(
                    Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofMinutes(1));
    private static final LifePolicy POLICY =
            new LifePolicy(
                    new HealthCheck("/", false, Duration.ofSeconds(2), Duration.ofSeconds(2), 2, 3),
                    Duration.ofSeconds(60),
                    BACKOFF);
    private static final LifeEvent GOOD =
            new LifeEvent.Answered(new Probe.Answer.Good("answers GET / with 200"));
    private static final LifeEvent SICK =
            new LifeEvent.Answered(new Probe.Answer.Sick("answers GET / with 500"));
    private static final LifeEvent SILENT =
            new LifeEvent.Answered(new Probe.Answer.Silent("nothing answers"));
    private static final LifeEvent ENDED = new LifeEvent.Ended("ended with exit code 3", "");

    private InstanceLife life = InstanceLife.initial(NOON);
    private LifeEffect effect = LifeEffect.NOTHING;
    private Instant now = NOON;

    @Test
    void isHealthyAfterEnoughGoodAnswers() {
        starting();
        on(GOOD);
        assertThat(life.state()).isEqualTo(InstanceState.STARTING);
        on(GOOD);

        assertThat(life.state()).isEqualTo(InstanceState.HEALTHY);
        assertThat(life.reason()).isEqualTo("answers GET / with 200");
    }

    @Test
    void aBadAnswerWhileStartingIsNoFailure() {
        starting();
        for (int i = 0; i < 10; i++) {
            on(SILENT);
        }

        assertThat(life.state()).isEqualTo(InstanceState.STARTING);
        assertThat(life.reason()).isEqualTo("not yet healthy: nothing answers");
    }

    @Test
    void oneThatNeverAnswersIsEndedAndStartedAgain() {
        starting();
        on(SILENT);
        tickAfter(Duration.ofSeconds(60));
        assertThat(effect).isEqualTo(LifeEffect.STOP);
        on(new LifeEvent.Ended("was killed by signal 9 (KILL)", "; its last words:\n  hm"));

        assertThat(life.state()).isEqualTo(InstanceState.BACKOFF);
        assertThat(life.reason())
                .isEqualTo(
                        "never became healthy within 60 s (not yet healthy: nothing answers);"
                                + " its last words:\n  hm");
        tickAfter(Duration.ofMillis(100));
        assertThat(effect).isEqualTo(LifeEffect.LAUNCH);
        assertThat(life.restarts()).isEqualTo(1);
    }

    @Test
    void oneThatEndsSaysWhyAndWaits() {
        healthy();
        on(ENDED);

        assertThat(life.state()).isEqualTo(InstanceState.BACKOFF);
        assertThat(life.reason()).isEqualTo("ended with exit code 3");
        assertThat(life.pid()).isZero();
    }

    @Test
    void pausesGrowAndACalmInstanceIsForgiven() {
        assertThat(BACKOFF.pause(1, 0.5)).isEqualTo(Duration.ofMillis(100));
        assertThat(BACKOFF.pause(4, 0.5)).isEqualTo(Duration.ofMillis(800));
        assertThat(BACKOFF.pause(Integer.MAX_VALUE, 0.5)).isEqualTo(Duration.ofSeconds(30));

        healthy();
        for (int failure = 0; failure < 5; failure++) {
            on(ENDED);
            tickAfter(Duration.ofSeconds(60));
            on(new LifeEvent.Launched(7, ""));
            on(GOOD);
            on(GOOD);
        }
        assertThat(life.failures()).isEqualTo(5);
        now = now.plus(Duration.ofMinutes(1));
        on(ENDED);

        assertThat(life.failures()).isEqualTo(1);
    }

    @Test
    void oneThatSaysItIsSickIsNotRestarted() {
        healthy();
        for (int i = 0; i < 3; i++) {
            on(SICK);
        }
        assertThat(life.state()).isEqualTo(InstanceState.UNHEALTHY);
        tickAfter(Duration.ofHours(1));

        assertThat(effect).isEqualTo(LifeEffect.NOTHING);
        on(GOOD);
        on(GOOD);
        assertThat(life.state()).isEqualTo(InstanceState.HEALTHY);
    }

    @Test
    void oneThatFallsSilentIsEndedAfterStartMax() {
        healthy();
        for (int i = 0; i < 3; i++) {
            on(SILENT);
        }
        tickAfter(Duration.ofSeconds(59));
        assertThat(effect).isEqualTo(LifeEffect.NOTHING);
        on(SILENT);
        tickAfter(Duration.ofSeconds(1));

        assertThat(effect).isEqualTo(LifeEffect.STOP);
        assertThat(life.reason()).startsWith("was silent within 60 s");
    }

    @Test
    void aStopWhileItIsBeingLaunchedIsNotForgotten() {
        on(new LifeEvent.StartAsked());
        on(new LifeEvent.StopAsked());
        assertThat(life.state()).isEqualTo(InstanceState.STOPPING);
        on(new LifeEvent.Launched(7, ""));
        assertThat(effect).isEqualTo(LifeEffect.STOP);
        on(ENDED);

        assertThat(life.state()).isEqualTo(InstanceState.STOPPED);
    }

    @Test
    void aWarningIsPartOfTheReason() {
        on(new LifeEvent.StartAsked());
        on(new LifeEvent.Launched(7, "runs as root"));
        on(GOOD);
        on(GOOD);

        assertThat(life.reason()).isEqualTo("answers GET / with 200; runs as root");
    }

    /// Plays a shell that obeys, and a world that does anything at any time.
    @Rounds(300)
    void noOrderOfEventsConfusesIt(long seed) {
        var random = new Random(seed);
        boolean process = false;
        boolean launching = true;
        boolean stopping = false;
        boolean stopAsked = false;
        on(new LifeEvent.StartAsked());
        for (int i = 0; i < 300; i++) {
            now = now.plusMillis(random.nextInt(5_000));
            LifeEvent event = randomEvent(random, process, launching);
            stopAsked |= event instanceof LifeEvent.StopAsked;
            launching &=
                    !(event instanceof LifeEvent.Launched
                            || event instanceof LifeEvent.LaunchFailed);
            process |= event instanceof LifeEvent.Launched;
            if (event instanceof LifeEvent.Ended) {
                process = false;
                stopping = false;
            }
            on(event);

            if (effect == LifeEffect.LAUNCH) {
                assertThat(process || launching).as("two processes at once").isFalse();
                assertThat(stopAsked).as("started after a stop").isFalse();
                launching = true;
            }
            if (effect == LifeEffect.STOP) {
                assertThat(process).as("stops what does not run").isTrue();
                assertThat(stopping).as("stops twice").isFalse();
                stopping = true;
            }
            assertThat(life.pid() != 0).isEqualTo(process);
            assertThat(life.launching()).isEqualTo(launching);
            if (stopAsked && process) {
                assertThat(stopping).as("left running").isTrue();
            }
            if (!process && !launching) {
                assertThat(life.state())
                        .isIn(
                                stopAsked
                                        ? new Object[] {InstanceState.STOPPED}
                                        : new Object[] {InstanceState.BACKOFF});
            }
            assertThat(life.reason()).isNotBlank();
        }
    }

    private static LifeEvent randomEvent(Random random, boolean process, boolean launching) {
        return switch (random.nextInt(12)) {
            case 0 -> random.nextInt(10) == 0 ? new LifeEvent.StopAsked() : new LifeEvent.Tick();
            case 1, 2 -> process ? ENDED : new LifeEvent.Tick();
            case 3, 4 -> launching ? new LifeEvent.Launched(7, "") : new LifeEvent.Tick();
            case 5 -> launching ? new LifeEvent.LaunchFailed("no") : new LifeEvent.Tick();
            case 6, 7 -> GOOD;
            case 8 -> SICK;
            case 9, 10 -> SILENT;
            default -> new LifeEvent.Tick();
        };
    }

    private void on(LifeEvent event) {
        InstanceLife.Step step = life.on(event, POLICY, now, 0.5);
        life = step.next();
        effect = step.effect();
    }

    private void tickAfter(Duration pause) {
        now = now.plus(pause);
        on(new LifeEvent.Tick());
    }

    private void starting() {
        on(new LifeEvent.StartAsked());
        assertThat(effect).isEqualTo(LifeEffect.LAUNCH);
        on(new LifeEvent.Launched(7, ""));
    }

    private void healthy() {
        starting();
        on(GOOD);
        on(GOOD);
    }
}
