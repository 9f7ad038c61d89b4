package tenfold.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tenfold.base.process.ProcessTable;
import tenfold.fleet.instance.Instance;
import tenfold.fleet.instance.InstanceLife;
import tenfold.fleet.job.Jobs;
import tenfold.model.FleetImage;
import tenfold.model.FleetReport;
import tenfold.model.InstanceId;
import tenfold.model.InstanceReport;
import tenfold.model.InstanceSpec;

/// The application's instances: brings what runs to what the last image wants, and keeps it so.
public final class Fleet implements AutoCloseable {
    /// Beyond an instance's own grace: KILL, reading its last words, writing its log.
    private static final Duration STOP_MARGIN = Duration.ofSeconds(15);

    private final Instance.Surroundings around;
    private final Jobs jobs;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<InstanceId, Running> instances = new TreeMap<>(Fleet::byName);
    private FleetImage wanted = new FleetImage(List.of());
    private long version;
    private boolean dirty;
    private boolean closed;
    private final Thread keeper;

    /// An instance and whether it was told to stop.
    private record Running(Instance instance, boolean stopping) {}

    public Fleet(FleetConfig config) {
        around =
                new Instance.Surroundings(
                        config.launcher(),
                        config.logs(),
                        config.secrets(),
                        config.privileges(),
                        config.backoff(),
                        new Semaphore(config.startsMax(), true),
                        config.clock(),
                        this::wake);
        jobs =
                new Jobs(
                        new Jobs.Surroundings(
                                config.launcher(),
                                config.logs(),
                                config.jobs(),
                                config.secrets(),
                                config.privileges(),
                                config.clock()));
        keeper = Thread.ofVirtual().name("fleet").start(this::keep);
    }

    /// Makes this image the wanted one; returns at once. An image that is not newer than the last
    /// is refused, that is, changes nothing.
    public void apply(long imageVersion, FleetImage image) {
        lock.lock();
        try {
            if (closed || imageVersion <= version) {
                return;
            }
            version = imageVersion;
            wanted = image;
            jobs.apply(image.jobs());
            signal();
        } finally {
            lock.unlock();
        }
    }

    /// How every instance is, in the order of their names.
    public FleetReport report() {
        ProcessTable processes = ProcessTable.read();
        lock.lock();
        try {
            List<InstanceReport> reports = new ArrayList<>();
            for (Running running : instances.values()) {
                reports.add(report(running.instance(), processes));
            }
            return new FleetReport(version, reports, jobs.report());
        } finally {
            lock.unlock();
        }
    }

    private static InstanceReport report(Instance instance, ProcessTable processes) {
        InstanceLife life = instance.life();
        InstanceSpec spec = instance.spec();
        return new InstanceReport(
                spec.id(),
                spec.service(),
                life.state(),
                life.since(),
                life.reason(),
                life.pid(),
                spec.port(),
                life.restarts(),
                life.pid() == 0 ? 0 : processes.memoryBytesOf(Set.of(life.pid())));
    }

    private void wake() {
        lock.lock();
        try {
            signal();
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        dirty = true;
        changed.signalAll();
    }

    private void keep() {
        lock.lock();
        try {
            while (!closed) {
                dirty = false;
                reconcile();
                while (!dirty && !closed) {
                    changed.await();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void reconcile() throws InterruptedException {
        forgetStopped();
        Map<InstanceId, Rollout.Existing> existing = new TreeMap<>(Fleet::byName);
        instances.forEach((id, running) ->
                existing.put(
                        id,
                        new Rollout.Existing(
                                running.instance().spec(),
                                running.instance().life().state(),
                                running.stopping())));
        Rollout.Actions actions = Rollout.next(wanted.instances(), existing);
        for (InstanceSpec spec : actions.start()) {
            instances.put(spec.id(), new Running(Instance.start(spec, around), false));
        }
        for (InstanceId id : actions.stop()) {
            instances.computeIfPresent(id, (_, running) -> stop(running));
        }
    }

    private void forgetStopped() throws InterruptedException {
        List<InstanceId> gone = new ArrayList<>();
        for (var entry : instances.entrySet()) {
            Running running = entry.getValue();
            if (running.stopping() && running.instance().awaitStopped(Duration.ZERO)) {
                gone.add(entry.getKey());
            }
        }
        gone.forEach(instances::remove);
    }

    private static Running stop(Running running) {
        running.instance().stop();
        return new Running(running.instance(), true);
    }

    /// Stops every instance, all at the same time, and returns when they are gone: TERM, then KILL
    /// after each one's grace.
    @Override
    public void close() {
        List<Instance> stopping = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            instances.replaceAll((_, running) -> stop(running));
            instances.values().forEach(running -> stopping.add(running.instance()));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            jobs.close();
            keeper.join();
            for (Instance instance : stopping) {
                instance.awaitStopped(instance.spec().stopGrace().plus(STOP_MARGIN));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static int byName(InstanceId one, InstanceId other) {
        return one.value().compareTo(other.value());
    }
}
