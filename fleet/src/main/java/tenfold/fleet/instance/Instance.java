package tenfold.fleet.instance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tenfold.base.process.ChildProcess;
import tenfold.base.process.ChildSpec;
import tenfold.base.process.Exit;
import tenfold.base.process.ProcessLauncher;
import tenfold.model.InstanceSpec;
import tenfold.model.InstanceState;
import tenfold.model.SecretRef;

/// One instance: a thread that feeds its [InstanceLife] with events and does what it says.
///
/// Slow work (launching, stopping, probing) is done on short-lived virtual threads that answer with
/// an event, so that a wish to stop is always heard at once.
public final class Instance {
    /// What all instances of a fleet share.
    public record Surroundings(
            ProcessLauncher launcher,
            Path logs,
            Function<SecretRef, String> secrets,
            Privileges privileges,
            BackoffLimits backoff,
            Semaphore starts,
            Clock clock,
            Runnable changed) {}

    /// At most one probe, one launch and one end are under way, besides wishes and ticks.
    private static final int EVENTS_MAX = 64;

    /// A starting application is asked often: its first page waits for the answer.
    private static final Duration SLOW_START = Duration.ofSeconds(4);

    private static final Duration PROBE_WHILE_STARTING = Duration.ofMillis(50);

    private static final int REASON_LINES_MAX = 5;

    private final InstanceSpec spec;
    private final Surroundings around;
    private final LifePolicy policy;
    private final Probe probe;
    private final BlockingQueue<LifeEvent> events = new ArrayBlockingQueue<>(EVENTS_MAX);
    private final AtomicBoolean stopAsked = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean permit = new AtomicBoolean();
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile InstanceLife life;
    private volatile @Nullable ChildProcess child;
    private volatile @Nullable ChildProcess looked;
    private volatile String hint = "";
    private Instant nextProbe;

    private Instance(InstanceSpec spec, Surroundings around) {
        this.spec = spec;
        this.around = around;
        this.policy = LifePolicy.of(spec, around.backoff());
        this.probe = new Probe(spec.port(), spec.health());
        Instant now = around.clock().instant();
        this.life = InstanceLife.initial(now);
        this.nextProbe = now;
    }

    /// Starts it; it is kept running until [#stop].
    public static Instance start(InstanceSpec spec, Surroundings around) {
        var instance = new Instance(spec, around);
        instance.tell(new LifeEvent.StartAsked());
        Thread.ofVirtual().name("instance " + spec.id()).start(instance::run);
        return instance;
    }

    public InstanceSpec spec() {
        return spec;
    }

    public InstanceLife life() {
        return life;
    }

    /// Asks it to end; returns at once.
    public void stop() {
        if (stopAsked.compareAndSet(false, true)) {
            tell(new LifeEvent.StopAsked());
        }
    }

    /// Whether it has ended within `patience` after [#stop].
    public boolean awaitStopped(Duration patience) throws InterruptedException {
        return stopped.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void tell(LifeEvent event) {
        if (!events.offer(event)) {
            throw new IllegalStateException("instance " + spec.id() + " has too many events");
        }
    }

    private void run() {
        try {
            while (!(stopAsked.get() && life.state() == InstanceState.STOPPED)) {
                step(nextEvent());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            releasePermit();
            stopped.countDown();
            around.changed().run();
        }
    }

    private LifeEvent nextEvent() throws InterruptedException {
        Instant wake = life.due();
        if (life.probed() && !probing.get() && (wake == null || nextProbe.isBefore(wake))) {
            wake = nextProbe;
        }
        if (wake == null) {
            return events.take();
        }
        long nanos = Duration.between(around.clock().instant(), wake).toNanos();
        LifeEvent event = nanos > 0 ? events.poll(nanos, TimeUnit.NANOSECONDS) : events.poll();
        return event == null ? new LifeEvent.Tick() : event;
    }

    private void step(LifeEvent event) {
        Instant now = around.clock().instant();
        InstanceLife before = life;
        double jitter = ThreadLocalRandom.current().nextDouble();
        InstanceLife.Step step = before.on(event, policy, now, jitter);
        life = step.next();
        switch (step.effect()) {
            case LAUNCH -> Thread.ofVirtual().name("launch " + spec.id()).start(this::launch);
            case STOP -> Thread.ofVirtual().name("stop " + spec.id()).start(this::stopChild);
            case NOTHING -> {}
        }
        if (life.state() != InstanceState.STARTING) {
            releasePermit();
        }
        if (event instanceof LifeEvent.Launched) {
            nextProbe = now;
        }
        probeIfDue(now);
        if (life.state() != before.state()) {
            around.changed().run();
        }
    }

    private void probeIfDue(Instant now) {
        if (!life.probed() || now.isBefore(nextProbe) || !probing.compareAndSet(false, true)) {
            return;
        }
        Duration pause =
                life.state() == InstanceState.STARTING
                        ? PROBE_WHILE_STARTING
                        : spec.health().interval();
        nextProbe = now.plus(pause);
        long asked = life.pid();
        Thread.ofVirtual().name("probe " + spec.id()).start(() -> ask(asked));
    }

    private void ask(long asked) {
        Probe.Answer answer = withHint(probe.ask());
        probing.set(false);
        boolean current = life.pid() == asked;
        tell(current ? new LifeEvent.Answered(answer) : new LifeEvent.Tick());
    }

    private Probe.Answer withHint(Probe.Answer answer) {
        return answer instanceof Probe.Answer.Silent(String words)
                        && life.state() == InstanceState.STARTING
                ? new Probe.Answer.Silent(words + hint())
                : answer;
    }

    /// A program with a port of its own is the usual reason why nothing answers; looked at once for
    /// each start, when it is slow.
    private String hint() {
        ChildProcess started = child;
        if (started == null || around.clock().instant().isBefore(life.since().plus(SLOW_START))) {
            return "";
        }
        if (looked != started) {
            looked = started;
            Set<Integer> ports = started.listeningPorts();
            hint =
                    ports.isEmpty() || ports.contains(spec.port())
                            ? ""
                            : "; it listens on %1$d: let it take $PORT, or say `port: %1$d` in tenfold.yaml"
                                    .formatted(ports.iterator().next());
        }
        return hint;
    }

    private void launch() {
        try {
            around.starts().acquire();
            permit.set(true);
            if (stopAsked.get()) {
                tell(new LifeEvent.LaunchFailed("no longer wanted"));
                return;
            }
            launchNow();
        } catch (IOException | RuntimeException | LinkageError e) {
            tell(new LifeEvent.LaunchFailed(String.valueOf(e.getMessage())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void launchNow() throws IOException, InterruptedException {
        Map<String, String> environment = Secrets.fill(spec.environment(), around.secrets());
        environment.putIfAbsent("PORT", String.valueOf(spec.port()));
        Privileges.Choice choice = around.privileges().choose(spec.folder(), environment);
        ChildProcess started =
                around.launcher()
                        .start(
                                ChildSpec.of(
                                                spec.id().value(),
                                                spec.folder(),
                                                List.of("/bin/sh", "-c", spec.command()))
                                        .environment(environment)
                                        .runAs(choice.user())
                                        .log(around.logs().resolve(spec.id() + ".log")));
        child = started;
        tell(new LifeEvent.Launched(started.pid(), choice.warning()));
        var _ = started.exited().whenComplete((exit, problem) -> onExit(started, exit, problem));
    }

    private void onExit(ChildProcess ended, @Nullable Exit exit, @Nullable Throwable problem) {
        List<String> lines = ended.lastLines(REASON_LINES_MAX);
        if (life.state() == InstanceState.STARTING) {
            around.privileges().learn(spec, exit, lines);
        }
        String how = exit == null ? "could not be watched: " + problem : exit.words();
        String last = lines.isEmpty() ? "" : "; its last words:\n  " + String.join("\n  ", lines);
        tell(new LifeEvent.Ended(how, last));
    }

    private void stopChild() {
        ChildProcess running = child;
        if (running == null) {
            return;
        }
        try {
            running.stop(spec.stopGrace());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void releasePermit() {
        if (permit.compareAndSet(true, false)) {
            around.starts().release();
        }
    }
}
