package tenfold.edge.target;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tenfold.model.Balancing;
import tenfold.model.Concurrency;
import tenfold.model.GroupReport;
import tenfold.model.Importance;
import tenfold.model.TargetGroupId;
import tenfold.model.Zone;

/// The targets that serve the same requests, and the choice among them; kept over images while its
/// id stays.
///
/// Who serves: the healthy ones that are neither draining nor ejected. When more than the policy's
/// part would be ejected, nobody is, so that a single target never is. When nobody is healthy, or
/// fewer than the panic threshold, those that answer badly are used all the same, because a wrong
/// health check must not take an application down; those where nothing listens are not, and the
/// request waits. The edge's own zone is preferred while at least half of its targets serve; a
/// request that finds no room in it goes to the others.
public final class UpstreamGroup {
    private static final long JUDGING_NANOS = 10_000_000_000L;

    private final TargetGroupId id;
    private final String token;
    private final AtomicInteger pending = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final LongAdder shed = new LongAdder();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Upstream> members = List.of();
    private volatile Balancing balancing = Balancing.DEFAULT;
    private volatile @Nullable Zone zone;
    private volatile Choice choice = new Choice.LeastOutstanding();
    private volatile Choice nearChoice = choice;
    private volatile @Nullable LimitMeter limit;
    private volatile Upstream[] serving = {};
    private volatile Upstream[] near = {};
    private long judgedAt;

    UpstreamGroup(TargetGroupId id) {
        this.id = id;
        token = Tokens.of("group " + id);
    }

    /// Takes on another policy, other targets, and the edge's own zone; [#refresh] makes them
    /// serve.
    synchronized void update(Balancing policy, List<Upstream> targets, @Nullable Zone own) {
        if (policy.method() != balancing.method()) {
            choice = choiceOf(policy.method());
            nearChoice = choiceOf(policy.method());
        }
        Concurrency bounds = policy.concurrency();
        LimitMeter meter = limit;
        if (bounds == null || meter == null) {
            limit = bounds == null ? null : new LimitMeter(bounds);
        } else {
            meter.update(bounds);
        }
        balancing = policy;
        members = List.copyOf(targets);
        zone = own;
    }

    private Choice choiceOf(Balancing.Method method) {
        return switch (method) {
            case LEAST_OUTSTANDING -> new Choice.LeastOutstanding();
            case ROUND_ROBIN -> new Choice.RoundRobin(turn);
            case HASH -> new Choice.ByHash();
        };
    }

    public List<Upstream> members() {
        return members;
    }

    public Balancing balancing() {
        return balancing;
    }

    /// Names this group in cookies.
    public String token() {
        return token;
    }

    public GroupReport report() {
        LimitMeter meter = limit;
        return new GroupReport(
                id,
                serving.length,
                inFlight(),
                pending.get(),
                meter == null ? 0 : meter.limit(),
                refused.sum(),
                shed.sum());
    }

    /// The target for a request that has no key.
    public @Nullable Upstream choose(long random, @Nullable Upstream except) {
        return choose(random, random, System.nanoTime(), except);
    }

    /// The target for a request, or null when it must wait. `except` has just failed and is taken
    /// only if it is the last one; `random` is any number, `hash` that of the request's key.
    public @Nullable Upstream choose(long random, long hash, long now, @Nullable Upstream except) {
        Upstream[] own = near;
        if (own.length > 0 && !(own.length == 1 && own[0] == except)) {
            Upstream chosen = nearChoice.choose(own, random, hash, now, except);
            if (chosen != null) {
                return chosen;
            }
        }
        return choice.choose(serving, random, hash, now, except);
    }

    /// The serving target with this token, if it has room.
    public @Nullable Upstream withToken(String wanted) {
        for (Upstream each : serving) {
            if (each.token().equals(wanted)) {
                return each.hasRoom() ? each : null;
            }
        }
        return null;
    }

    /// Whether there are targets that serve, if they are not at their limits.
    public boolean serves() {
        return serving.length > 0;
    }

    // ---- requests that wait for room, and the adaptive limit ----

    /// Whether one more may wait for room; then [#waitEnds] must follow.
    public boolean waits() {
        if (pending.incrementAndGet() > balancing.circuit().pendingMax()) {
            pending.decrementAndGet();
            refused.increment();
            return false;
        }
        return true;
    }

    public void waitEnds() {
        pending.decrementAndGet();
    }

    /// Whether the adaptive limit lets one more request in.
    public boolean admits(Importance importance) {
        LimitMeter meter = limit;
        if (meter == null || meter.admits(inFlight(), importance)) {
            return true;
        }
        shed.increment();
        return false;
    }

    public boolean isMeasured() {
        return limit != null;
    }

    /// An answer began so long after its request was sent.
    public void answered(long afterMicros, boolean failed) {
        LimitMeter meter = limit;
        if (meter != null) {
            meter.answered(afterMicros, failed);
        }
    }

    /// Called a few times a second.
    public void tick(long now) {
        LimitMeter meter = limit;
        if (meter != null) {
            meter.tick(now);
        }
    }

    private int inFlight() {
        int sum = 0;
        for (Upstream each : members) {
            sum += each.inFlight();
        }
        return sum;
    }

    // ---- who serves ----

    /// Decides anew who serves; called when health, ejections or the image have changed.
    public synchronized void refresh(long now) {
        judge(now);
        List<Upstream> known =
                those(u -> !u.target().draining() && u.health().state() != Health.State.UNKNOWN);
        List<Upstream> healthy =
                known.stream().filter(u -> u.health().state() == Health.State.HEALTHY).toList();
        boolean panic = 100L * healthy.size() < (long) balancing.panicPercent() * known.size();
        List<Upstream> next;
        if (healthy.isEmpty() || panic) {
            next = those(u -> !u.target().draining() && u.health().answers());
        } else {
            var sound = healthy.stream().filter(u -> !u.isEjected(now)).toList();
            int ejected = healthy.size() - sound.size();
            long most = (long) balancing.outliers().ejectedPercentMax() * healthy.size() / 100;
            next = ejected <= most ? sound : healthy;
        }
        serving = replaced(serving, next);
        near = replaced(near, nearest(next));
    }

    /// The same array when the same serve, so that what hangs on it need not be made anew.
    private static Upstream[] replaced(Upstream[] before, List<Upstream> now) {
        return Arrays.asList(before).equals(now) ? before : now.toArray(Upstream[]::new);
    }

    private List<Upstream> nearest(List<Upstream> all) {
        Zone own = zone;
        if (own == null) {
            return List.of();
        }
        List<Upstream> here = all.stream().filter(u -> u.target().isNear(own)).toList();
        int wanted = those(u -> !u.target().draining() && u.target().isNear(own)).size();
        return here.size() < all.size() && 2 * here.size() >= wanted ? here : List.of();
    }

    private List<Upstream> those(Predicate<Upstream> wanted) {
        return members.stream().filter(wanted).toList();
    }

    private void judge(long now) {
        double deviations = balancing.outliers().deviations();
        if (deviations == 0 || (judgedAt != 0 && now - judgedAt < JUDGING_NANOS)) {
            return;
        }
        judgedAt = now;
        List<Upstream> all = members;
        var good = new long[all.size()];
        var bad = new long[all.size()];
        for (int i = 0; i < good.length; i++) {
            bad[i] = all.get(i).takeFailures();
            good[i] = all.get(i).takeSuccesses();
        }
        boolean[] outliers = SuccessRates.outliers(good, bad, deviations);
        for (int i = 0; i < outliers.length; i++) {
            if (outliers[i]) {
                all.get(i).eject(now);
            }
        }
    }
}
