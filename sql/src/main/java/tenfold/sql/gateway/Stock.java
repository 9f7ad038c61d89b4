package tenfold.sql.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.sql.login.Credentials;
import tenfold.sql.wire.Fault;

/// The connections of one pool to one server under one epoch, and the clients that wait for one.
///
/// Clients wait in the order in which they came. While there is no server, or it is down or held,
/// they wait too: that is how statements are held. Once retired a stock lends nothing.
final class Stock implements Lender {
    private static final int LOOK_MAX = 64;

    /// At the same time, on one loop: each costs the server a process and a password check, and
    /// after a switch the former primary needs the machine to come back as the standby that commits
    /// wait for.
    static final int OPENING_MAX = 2;

    private static final Fault REPLACED =
            Fault.fatal("57P01", "another database server has taken over");

    private final Pool pool;
    private final Loop loop;
    private final long epoch;
    private final @Nullable Upstream upstream;
    private final @Nullable Share share;
    private final boolean primary;
    private final ArrayDeque<BackendConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<ClientConnection> waiting = new ArrayDeque<>();
    private final Set<BackendConnection> all = new LinkedHashSet<>();
    private @Nullable Fault lastFailure;
    private int opening;
    private boolean absent;
    private boolean retired;

    /// @param upstream null: no server, so that clients only wait
    Stock(Pool pool, long epoch, @Nullable Upstream upstream, boolean primary) {
        this.pool = pool;
        this.loop = pool.loop();
        this.epoch = epoch;
        this.upstream = upstream;
        this.primary = primary;
        this.share = upstream == null ? null : loop.share(upstream.id());
        if (share != null) {
            share.add(this);
        }
    }

    /// Whether these are connections to `server` of `when`.
    boolean isFor(long when, Upstream server) {
        return epoch == when && server.equals(upstream);
    }

    boolean isFor(Upstream server) {
        return server.equals(upstream);
    }

    /// Whether it still lends.
    boolean isCurrent() {
        return !retired;
    }

    long epoch() {
        return epoch;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public Upstream upstream() {
        return Objects.requireNonNull(upstream);
    }

    private @Nullable Alias alias() {
        return upstream().alias();
    }

    @Override
    public String user() {
        Alias alias = alias();
        return alias == null ? pool.user() : alias.thereUser();
    }

    @Override
    public String database() {
        Alias alias = alias();
        return alias == null ? pool.database() : alias.thereDatabase();
    }

    @Override
    public Credentials credentials() {
        Alias alias = alias();
        return alias == null ? pool.credentials() : alias.therePassword();
    }

    // ---- lending

    /// Whether the server is there: while it is not, nothing is lent.
    void isThere(boolean there) {
        absent = !there;
        lend();
    }

    private boolean isHeld() {
        return absent || retired || (primary && !loop.gate().isOpen());
    }

    /// Lends to those who wait what can be lent.
    void lend() {
        while (!isHeld() && !waiting.isEmpty() && !idle.isEmpty()) {
            waiting.removeFirst().granted(idle.removeLast());
        }
        openMore();
    }

    /// Takes over the clients that wait for `other`, behind its own.
    void takeLine(Stock other) {
        waiting.addAll(other.waiting);
        other.waiting.clear();
        waiting.forEach(client -> client.loan().waitsFor(this));
        openMore();
    }

    /// Lends nothing any more, and cuts what is lent.
    void retire() {
        retired = true;
        if (share != null) {
            share.remove(this);
        }
        closeAll();
        List.copyOf(all).forEach(each -> each.close(REPLACED));
    }

    /// Puts `client` in the line.
    void await(ClientConnection client) {
        if (waiting.size() >= loop.limits().waitersMax()) {
            client.end(Fault.fatal("53300", "too many clients wait for a server connection"));
            return;
        }
        waiting.addLast(client);
        openMore();
    }

    /// A free connection for `client`: the one used last whose settings fit, else the one used
    /// last. Where sequence values are read, a client gets its own last one if it can, and leaves
    /// theirs to others as long as it can. Null when there is none, or when others wait.
    @Nullable BackendConnection pick(ClientConnection client) {
        if (!waiting.isEmpty() || isHeld()) {
            return null;
        }
        BackendConnection top = idle.peekLast();
        if (top == null || fits(top, client)) {
            return idle.pollLast();
        }
        int looked = 0;
        for (Iterator<BackendConnection> each = idle.descendingIterator();
                each.hasNext() && looked < LOOK_MAX;
                looked++) {
            BackendConnection candidate = each.next();
            if (fits(candidate, client)) {
                each.remove();
                return candidate;
            }
        }
        return pool.facts().readsSequences() ? idle.pollFirst() : idle.pollLast();
    }

    private boolean fits(BackendConnection server, ClientConnection client) {
        return Interned.same(server.settings, client.session().settings())
                && (!pool.facts().readsSequences() || server.wasLentTo(client));
    }

    void abandon(ClientConnection client) {
        waiting.remove(client);
    }

    @Override
    public void idle(BackendConnection server) {
        long now = loop.nowNanos();
        boolean old = server.ageNanos(now) > loop.limits().lifeTime().toNanos();
        boolean giveUp = retired || Objects.requireNonNull(share).mustGiveUpOne(!waiting.isEmpty());
        if (old || giveUp) {
            server.terminate();
            return;
        }
        server.idleSinceNanos = now;
        ClientConnection next = isHeld() ? null : waiting.pollFirst();
        if (next == null) {
            idle.addLast(server);
        } else {
            next.granted(server);
        }
    }

    // ---- opening and closing

    private void openMore() {
        if (isHeld() || share == null || waiting.isEmpty()) {
            return;
        }
        Alias alias = alias();
        if (alias != null && !alias.serves(pool)) {
            endAll(
                    Fault.fatal(
                                    "3D000",
                                    "the database server has only \"" + alias.database() + "\"")
                            .withHint(
                                    "Somebody else runs it. Log in as \"" + alias.user() + "\"."));
        }
        while (opening < Math.min(waiting.size(), OPENING_MAX) && share.mayOpen(this)) {
            opening++;
            loop.connect(this);
        }
    }

    @Override
    public void opened(BackendConnection server) {
        opening--;
        all.add(server);
        if (primary && server.isStandby()) {
            lastFailure = Fault.fatal("57P03", "the database server is not the primary any more");
            closeAll();
            server.terminate();
            return;
        }
        lastFailure = null;
        if (primary) {
            pool.greetsWith(server.parameters);
        }
        idle(server);
        openMore();
    }

    @Override
    public void failed(Fault why) {
        opening--;
        gone();
        lastFailure = why;
        if (!primary && !retired) {
            // Whoever waits for a replica can as well read from the primary.
            pool.primary().takeLine(this);
            return;
        }
        boolean passing =
                why.sqlState().startsWith("57P")
                        || why.sqlState().startsWith("08")
                        || why.sqlState().equals("53300");
        if (!passing && !retired) {
            endAll(why.asFatal());
        }
    }

    private void endAll(Fault why) {
        for (ClientConnection each : List.copyOf(waiting)) {
            waiting.remove(each);
            each.end(why);
        }
    }

    @Override
    public void closed(BackendConnection server) {
        all.remove(server);
        idle.remove(server);
        gone();
        // One that turned out to be no primary is not followed by another at once.
        if (lastFailure == null) {
            openMore();
        }
    }

    private void gone() {
        Objects.requireNonNull(share).closedOne();
    }

    @Override
    public void vanished() {
        lastFailure = Fault.fatal("57P03", "the database server is not available");
    }

    @Override
    public void distrusted() {
        closeAll();
    }

    @Override
    public boolean isPrimary() {
        return primary;
    }

    /// Closes the connection unused the longest; false when all are in use.
    boolean closeOneIdle() {
        BackendConnection eldest = idle.pollFirst();
        if (eldest == null) {
            return false;
        }
        eldest.terminate();
        return true;
    }

    void closeAll() {
        while (closeOneIdle()) {
            // Each call closes one.
        }
    }

    /// Once in a while: closes what is idle for longer than `keep`, ends waits that took too long,
    /// tries to open again.
    void tick(long now, Duration keep) {
        while (!idle.isEmpty() && now - idle.getFirst().idleSinceNanos > keep.toNanos()) {
            closeOneIdle();
        }
        Fault failure = failure();
        Duration patience = failure == null ? loop.limits().waitTime() : loop.limits().holdTime();
        while (!waiting.isEmpty() && waitsLongerThan(patience.toNanos(), now)) {
            Counters.add(loop.counters().waitTimeouts);
            waiting.removeFirst().end(failure == null ? busy(patience) : down(failure, patience));
        }
        openMore();
    }

    private @Nullable Fault failure() {
        return isHeld() || upstream == null
                ? Fault.fatal("57P03", "no database server is the primary now")
                : lastFailure;
    }

    private static Fault busy(Duration patience) {
        return Fault.fatal(
                        "53300",
                        "no server connection became free within " + patience.toMillis() + " ms")
                .withHint("Shorten transactions, or raise the pool's limit.");
    }

    private static Fault down(Fault why, Duration patience) {
        return Fault.fatal(
                "57P03",
                "the database server did not come back within "
                        + patience.toMillis()
                        + " ms: "
                        + why.message());
    }

    // ---- gauges

    /// Every connection, lent or not.
    Set<BackendConnection> all() {
        return all;
    }

    boolean isUnused() {
        return all.isEmpty() && opening == 0 && waiting.isEmpty();
    }

    int idleCount() {
        return idle.size();
    }

    int waitingCount() {
        return waiting.size();
    }

    boolean waitsLongerThan(long nanos, long now) {
        return !waiting.isEmpty() && now - waiting.getFirst().loan().waitingSinceNanos() > nanos;
    }
}
