package tenfold.edge.target;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import tenfold.edge.http.Ascii;
import tenfold.model.Balancing;
import tenfold.model.Circuit;
import tenfold.model.HealthCheck;
import tenfold.model.Target;
import tenfold.model.TargetGroupId;

/// One target and what the edge knows of it: shared by all event loops, kept over images while
/// group, instance and address stay the same.
public final class Upstream {
    private static final long SQUEEZED_NANOS = 500_000_000L;

    private final TargetGroupId group;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final byte[] logFields;
    private final Runnable onChange;
    private volatile Target target;
    private final String token;
    private final LongAdder successes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile HealthCheck check;
    private volatile Balancing balancing;
    private volatile Health health = Health.UNKNOWN;
    private volatile Ejection ejection = Ejection.NONE;
    private volatile long ejections;
    private volatile boolean removed;
    private volatile long squeezedAt;

    /// When it became healthy, and since when it is to have nothing any more; 0 for not.
    private volatile long healthySince;

    private volatile long drainingSince;

    Upstream(
            TargetGroupId group,
            Target target,
            HealthCheck check,
            Balancing balancing,
            Runnable onChange) {
        this.group = group;
        this.balancing = balancing;
        token = Tokens.of("instance " + group + " " + target.instance());
        this.target = target;
        this.check = check;
        this.onChange = onChange;
        this.logFields =
                Ascii.bytes(
                        ",\"target\":\""
                                + target.instance()
                                + "\",\"upstream\":\""
                                + target.address()
                                + '"');
    }

    public TargetGroupId group() {
        return group;
    }

    public Target target() {
        return target;
    }

    public HealthCheck check() {
        return check;
    }

    public Health health() {
        return health;
    }

    /// Names this target in cookies.
    public String token() {
        return token;
    }

    /// Whether it may have one more request.
    public boolean hasRoom() {
        int has = inFlight.get();
        Circuit most = balancing.circuit();
        int open = connections.get();
        return has < most.outstandingMax() && (open < most.connectionsMax() || has < open);
    }

    /// Whether it may have one more connection; when not, idle ones are closed soon, because they
    /// may be another loop's.
    public boolean hasRoomForConnection() {
        boolean room = connections.get() < balancing.circuit().connectionsMax();
        if (!room) {
            squeezedAt = System.nanoTime();
        }
        return room;
    }

    /// Whether somebody has just wanted a connection in vain.
    public boolean isSqueezed(long now) {
        long at = squeezedAt;
        return at != 0 && now - at < SQUEEZED_NANOS;
    }

    /// Its part of a full share: below 1 while it starts slowly, a tenth at first.
    public double weight(long now) {
        long ramp = balancing.slowStart().toNanos();
        long age = now - healthySince;
        return ramp == 0 || age >= ramp ? 1 : Math.max(0.1, (double) age / ramp);
    }

    /// Whether its time to finish what it has is over.
    public boolean isOverdue(long now) {
        long since = drainingSince;
        return since != 0 && now - since > balancing.drainMax().toNanos();
    }

    /// This target's part of an access log line.
    public byte[] logFields() {
        return logFields;
    }

    public int inFlight() {
        return inFlight.get();
    }

    /// Open connections, those that are being made included.
    public int connections() {
        return connections.get();
    }

    public void connecting() {
        connections.getAndIncrement();
    }

    public void disconnected() {
        connections.getAndDecrement();
    }

    public void begin() {
        inFlight.getAndIncrement();
    }

    public void end() {
        inFlight.getAndDecrement();
    }

    /// Whether its idle connections may be used again.
    public boolean isKept() {
        return !removed;
    }

    /// A request was answered below 500.
    public void succeeded(long now) {
        if (balancing.outliers().deviations() > 0) {
            successes.increment();
        }
        if (!ejection.isClear()) {
            synchronized (this) {
                ejection = ejection.onSuccess(now);
            }
        }
    }

    long takeSuccesses() {
        return successes.sumThenReset();
    }

    long takeFailures() {
        return failures.sumThenReset();
    }

    /// Leaves it out for a while. The caller decides anew who serves.
    void eject(long now) {
        synchronized (this) {
            ejection = ejection.eject(now, balancing.outliers());
            ejections++;
        }
    }

    /// A request got no answer, or one of 500 and above.
    public void failed(long now) {
        failures.increment();
        boolean changed;
        synchronized (this) {
            Ejection before = ejection;
            ejection = before.onFailure(now, balancing.outliers());
            changed = ejection.times() != before.times();
            ejections += changed ? 1 : 0;
        }
        if (changed) {
            onChange.run();
        }
    }

    /// How often it was left out.
    public long ejections() {
        return ejections;
    }

    public boolean isEjected(long now) {
        return ejection.isActive(now);
    }

    public void found(Health.Finding finding) {
        boolean changed;
        synchronized (this) {
            Health before = health;
            health = before.on(finding, check);
            changed = health.state() != before.state();
            if (changed && health.state() == Health.State.HEALTHY) {
                healthySince(System.nanoTime());
            }
        }
        if (changed) {
            onChange.run();
        }
    }

    void update(Target newTarget, HealthCheck newCheck, Balancing newBalancing) {
        target = newTarget;
        check = newCheck;
        balancing = newBalancing;
        if (!newTarget.draining()) {
            drainingSince = 0;
        } else if (drainingSince == 0) {
            drainingSince = System.nanoTime();
        }
    }

    /// Its slow start begins then.
    void healthySince(long now) {
        healthySince = now;
    }

    void remove() {
        removed = true;
        if (drainingSince == 0) {
            drainingSince = System.nanoTime();
        }
    }
}
