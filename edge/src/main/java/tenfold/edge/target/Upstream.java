package tenfold.edge.target;

import java.util.concurrent.atomic.AtomicInteger;
import tenfold.edge.http.Ascii;
import tenfold.model.HealthCheck;
import tenfold.model.Target;
import tenfold.model.TargetGroupId;

/// One target and what the edge knows of it: shared by all event loops, kept over images while
/// group, instance and address stay the same.
public final class Upstream {
    private final TargetGroupId group;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final byte[] logFields;
    private final Runnable onChange;
    private volatile Target target;
    private volatile HealthCheck check;
    private volatile Health health = Health.UNKNOWN;
    private volatile Ejection ejection = Ejection.NONE;
    private volatile long ejections;
    private volatile boolean removed;

    Upstream(TargetGroupId group, Target target, HealthCheck check, Runnable onChange) {
        this.group = group;
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
        if (!ejection.isClear()) {
            synchronized (this) {
                ejection = ejection.onSuccess(now);
            }
        }
    }

    /// A request got no answer, or one of 500 and above.
    public void failed(long now) {
        boolean changed;
        synchronized (this) {
            Ejection before = ejection;
            ejection = before.onFailure(now);
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
        }
        if (changed) {
            onChange.run();
        }
    }

    void update(Target newTarget, HealthCheck newCheck) {
        target = newTarget;
        check = newCheck;
    }

    void remove() {
        removed = true;
    }
}
