package tenfold.fleet.instance;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.model.InstanceState;

/// Where an instance is in its life, and every rule about what follows; a value.
///
/// ```
///            LAUNCH                answers                 fails to answer
/// (STOPPED) --------> STARTING ------------> HEALTHY <------------------------> UNHEALTHY
///                      |   ^                    |             answers again          |
///     ended, too slow, |   | pause is over      | ended                              | ended, or
///     cannot be started v   |                    v                                    | silent too
///                      BACKOFF <------------------------------------------------------+ long
///
///     StopAsked, anywhere: STOPPING until the process has ended, then STOPPED
/// ```
///
/// `pid` is 0 while no process runs; `launching` is true between the wish for one and the answer.
/// `failing` says why a process that still runs is being ended by us. `due` is when the current
/// deadline ends: of a start, a silence or a pause.
public record InstanceLife(
        InstanceState state,
        Instant since,
        String reason,
        long pid,
        boolean launching,
        int restarts,
        int failures,
        int good,
        int bad,
        @Nullable String failing,
        @Nullable Instant due,
        String warning) {
    /// The next state and what to do.
    public record Step(InstanceLife next, LifeEffect effect) {}

    public static InstanceLife initial(Instant now) {
        return new InstanceLife(
                InstanceState.STOPPED, now, "not started", 0, false, 0, 0, 0, 0, null, null, "");
    }

    /// Whether it is to be asked for its health now and then.
    public boolean probed() {
        return pid != 0
                && failing == null
                && switch (state) {
                    case STARTING, HEALTHY, UNHEALTHY -> true;
                    case BACKOFF, STOPPING, STOPPED -> false;
                };
    }

    /// `jitter`, from 0 to 1, spreads pauses.
    public Step on(LifeEvent event, LifePolicy policy, Instant now, double jitter) {
        return switch (event) {
            case LifeEvent.StartAsked() -> onStartAsked(now);
            case LifeEvent.StopAsked() -> onStopAsked(now);
            case LifeEvent.Launched(long newPid, String warned) ->
                    onLaunched(newPid, warned, policy, now);
            case LifeEvent.LaunchFailed(String words) ->
                    onProcessGone("cannot be started: " + words, "", policy, now, jitter);
            case LifeEvent.Answered(Probe.Answer answer) -> onAnswer(answer, policy, now);
            case LifeEvent.Ended(String words, String last) ->
                    onProcessGone(words, last, policy, now, jitter);
            case LifeEvent.Tick() -> onTick(policy, now);
        };
    }

    private Step onStartAsked(Instant now) {
        if (state != InstanceState.STOPPED) {
            return stay();
        }
        return launch(now, "starting");
    }

    private Step onStopAsked(Instant now) {
        return switch (state) {
            case STOPPED, STOPPING -> stay();
            case BACKOFF -> step(enter(InstanceState.STOPPED, now, "stopped"));
            case STARTING, HEALTHY, UNHEALTHY -> {
                InstanceLife stopping = enter(InstanceState.STOPPING, now, "asked to stop");
                boolean ask = pid != 0 && failing == null;
                yield new Step(stopping, ask ? LifeEffect.STOP : LifeEffect.NOTHING);
            }
        };
    }

    private Step onLaunched(long newPid, String warned, LifePolicy policy, Instant now) {
        InstanceLife running =
                withoutProcess()
                        .with(draft -> {
                            draft.pid = newPid;
                            draft.warning = warned;
                            draft.due = now.plus(policy.startMax());
                        });
        // Only a wish to stop can have come in between: it ends as soon as it began.
        return new Step(
                running, state == InstanceState.STARTING ? LifeEffect.NOTHING : LifeEffect.STOP);
    }

    private Step onProcessGone(
            String words, String last, LifePolicy policy, Instant now, double jitter) {
        InstanceLife gone = withoutProcess();
        return switch (state) {
            case STOPPED, BACKOFF -> new Step(gone, LifeEffect.NOTHING);
            case STOPPING -> step(gone.enter(InstanceState.STOPPED, now, "stopped"));
            case STARTING, HEALTHY, UNHEALTHY -> {
                int inRow = calm(policy, now) ? 1 : failures + 1;
                Duration pause = policy.backoff().pause(inRow, jitter);
                String why = (failing == null ? words : failing) + last;
                InstanceLife waiting = gone.enter(InstanceState.BACKOFF, now, why);
                yield step(
                        waiting.with(draft -> {
                            draft.failures = inRow;
                            draft.due = now.plus(pause);
                        }));
            }
        };
    }

    private Step onAnswer(Probe.Answer answer, LifePolicy policy, Instant now) {
        if (!probed()) {
            return stay();
        }
        return switch (answer) {
            case Probe.Answer.Good(String words) -> onGood(words, policy, now);
            case Probe.Answer.Sick(String words) -> onBad(words, false, policy, now);
            case Probe.Answer.Silent(String words) -> onBad(words, true, policy, now);
        };
    }

    private Step onGood(String words, LifePolicy policy, Instant now) {
        InstanceLife counted = withAnswers(good + 1, 0);
        if (state == InstanceState.HEALTHY) {
            return step(counted.withDue(null));
        }
        if (counted.good < policy.health().healthyAfter()) {
            return step(counted);
        }
        String why = warning.isEmpty() ? words : words + "; " + warning;
        return step(counted.enter(InstanceState.HEALTHY, now, why).withDue(null));
    }

    private Step onBad(String words, boolean silent, LifePolicy policy, Instant now) {
        InstanceLife counted = withAnswers(0, bad + 1);
        return switch (state) {
            case STARTING -> step(counted.withReason("not yet healthy: " + words));
            case HEALTHY -> {
                if (counted.bad < policy.health().unhealthyAfter()) {
                    yield step(counted);
                }
                InstanceLife sick = counted.enter(InstanceState.UNHEALTHY, now, words);
                yield step(sick.withDue(silent ? now.plus(policy.startMax()) : null));
            }
            case UNHEALTHY -> {
                // One that answers at all is alive: a restart would not help it.
                Instant deadline = due == null ? now.plus(policy.startMax()) : due;
                yield step(counted.withReason(words).withDue(silent ? deadline : null));
            }
            case BACKOFF, STOPPING, STOPPED -> stay();
        };
    }

    private Step onTick(LifePolicy policy, Instant now) {
        if (due == null || now.isBefore(due)) {
            return stay();
        }
        return switch (state) {
            case BACKOFF -> {
                InstanceLife again = with(draft -> draft.restarts = restarts + 1);
                yield again.launch(now, "starting again; before: " + reason);
            }
            case STARTING, UNHEALTHY ->
                    pid == 0 || failing != null ? stay() : giveUpOnProcess(policy);
            case HEALTHY, STOPPING, STOPPED -> stay();
        };
    }

    private Step giveUpOnProcess(LifePolicy policy) {
        String what = state == InstanceState.STARTING ? "never became healthy" : "was silent";
        String why = what + " within " + inWords(policy.startMax()) + " (" + reason + ")";
        InstanceLife failed =
                with(draft -> {
                    draft.failing = why;
                    draft.reason = why;
                    draft.due = null;
                });
        return new Step(failed, LifeEffect.STOP);
    }

    private Step launch(Instant now, String why) {
        InstanceLife starting = enter(InstanceState.STARTING, now, why).withDue(null);
        return new Step(starting.with(draft -> draft.launching = true), LifeEffect.LAUNCH);
    }

    private boolean calm(LifePolicy policy, Instant now) {
        return state == InstanceState.HEALTHY && !now.isBefore(since.plus(policy.backoff().calm()));
    }

    private Step stay() {
        return new Step(this, LifeEffect.NOTHING);
    }

    private static Step step(InstanceLife next) {
        return new Step(next, LifeEffect.NOTHING);
    }

    static String inWords(Duration duration) {
        return duration.compareTo(Duration.ofSeconds(10)) < 0
                ? duration.toMillis() + " ms"
                : duration.toSeconds() + " s";
    }

    private InstanceLife enter(InstanceState next, Instant now, String why) {
        return with(draft -> {
            draft.state = next;
            draft.since = now;
            draft.reason = why;
        });
    }

    private InstanceLife withReason(String why) {
        return with(draft -> draft.reason = why);
    }

    private InstanceLife withDue(@Nullable Instant when) {
        return with(draft -> draft.due = when);
    }

    private InstanceLife withAnswers(int goodInRow, int badInRow) {
        return with(draft -> {
            draft.good = goodInRow;
            draft.bad = badInRow;
        });
    }

    private InstanceLife withoutProcess() {
        return with(draft -> {
            draft.pid = 0;
            draft.launching = false;
            draft.good = 0;
            draft.bad = 0;
            draft.failing = null;
            draft.due = null;
        });
    }

    private InstanceLife with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.life();
    }

    /// The components while they are being changed.
    private static final class Draft {
        private InstanceState state;
        private Instant since;
        private String reason;
        private long pid;
        private boolean launching;
        private int restarts;
        private int failures;
        private int good;
        private int bad;
        private @Nullable String failing;
        private @Nullable Instant due;
        private String warning;

        Draft(InstanceLife life) {
            state = life.state;
            since = life.since;
            reason = life.reason;
            pid = life.pid;
            launching = life.launching;
            restarts = life.restarts;
            failures = life.failures;
            good = life.good;
            bad = life.bad;
            failing = life.failing;
            due = life.due;
            warning = life.warning;
        }

        InstanceLife life() {
            return new InstanceLife(
                    state, since, reason, pid, launching, restarts, failures, good, bad, failing,
                    due, warning);
        }
    }
}
