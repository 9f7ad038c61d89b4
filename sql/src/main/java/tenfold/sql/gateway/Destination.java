package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tenfold.model.PoolMode;
import tenfold.sql.parse.Hint;
import tenfold.sql.parse.Plan;
import tenfold.sql.route.Catalogue;
import tenfold.sql.route.Floors;
import tenfold.sql.route.Judgement;
import tenfold.sql.route.Replica;
import tenfold.sql.route.Route;
import tenfold.sql.route.Seen;

/// Where one client's units run, and what must be remembered of them so that no read anywhere
/// misses a completed write, and none of this client goes back.
///
/// How it works: a unit is looked at before a server connection is borrowed for it. Where no
/// replica is far enough the client waits a little ([tenfold.model.ReadPolicy#waitMax]), then takes
/// the primary. What is sent to the primary is noted; when an answer comes, before the client gets
/// it, its writes raise the floors. Without replicas nothing of this is done.
final class Destination {
    /// Encodings in which no letter is a part of another.
    private static final Set<String> ENCODINGS = Set.of("UTF8", "SQL_ASCII", "UNICODE");

    /// What a replica refuses now, and may not refuse the next time.
    private static final Set<String> PASSING = Set.of("40001", "40P01");

    private final ClientConnection client;
    private final Loop loop;
    private final Routing routing;
    private final boolean readOnly;
    private final int number = System.identityHashCode(this);
    private final Seen seen = new Seen();

    // The unit to be placed.
    private @Nullable Stock decided;
    private boolean waiting;
    private long deadlineNanos;
    private Judgement judgement = Judgement.ANYTHING;
    private Hint hint = Hint.NONE;
    private boolean transaction;
    private boolean onlyPrimary;
    private boolean learning;
    private @Nullable Replica replica;

    // What was sent to the primary since everything was answered.
    private boolean noted;
    private boolean writesAll;
    private final Set<String> writes = new HashSet<>();
    private boolean observes;
    private boolean defines;

    Destination(ClientConnection client, Loop loop, boolean readOnly) {
        this.client = client;
        this.loop = loop;
        this.routing = loop.shared().routing();
        this.readOnly = readOnly;
    }

    /// Whether what the client sends has to be looked at.
    boolean isActive() {
        return routing.isActive();
    }

    // ---- choosing

    /// The connections that the unit at `at` takes one of; null: the client waits to be told.
    @Nullable Stock choose(ByteBuf in, int at) {
        Stock told = decided;
        decided = null;
        if (told != null && told.isCurrent()) {
            return told;
        }
        replica = null;
        if (!routing.isActive() || !isEligible()) {
            return client.pool().primary();
        }
        look(in, at);
        if (onlyPrimary) {
            learn();
            return client.pool().primary();
        }
        Route route = route();
        if (route instanceof Route.Wait wait) {
            await(wait);
            return null;
        }
        return stock(route);
    }

    /// Whether the unit at `at` may follow on `server`, a replica, before that has answered.
    boolean continues(ByteBuf in, int at, BackendConnection server) {
        if (!routing.isActive() || server.status != 'I') {
            return false;
        }
        look(in, at);
        return !transaction && route() == replica;
    }

    private void look(ByteBuf in, int at) {
        if (readOnly) {
            judgement = Judgement.ANYTHING;
            hint = Hint.NONE;
            transaction = true;
            return;
        }
        Ahead ahead = loop.ahead();
        judgement = ahead.look(client, in, at, catalogue());
        hint = ahead.hint();
        transaction = ahead.beginsReadOnly();
    }

    private Catalogue catalogue() {
        return routing.definitions(client.pool().database()).catalogue();
    }

    private Route route() {
        List<Replica> all = routing.replicas();
        if (!readOnly && !routing.policy().spread()) {
            return Route.PRIMARY;
        }
        return transaction && !(hint instanceof Hint.Primary)
                ? routing.router().routeTransaction(seen, all, number)
                : routing.router().route(judgement, hint, seen, all, number);
    }

    private Stock stock(Route route) {
        Counters counters = loop.counters();
        if (route instanceof Replica chosen) {
            for (Stock each : client.pool().replicas()) {
                if (each.upstream().id().equals(chosen.id())) {
                    replica = chosen;
                    Counters.add(counters.readsOnReplicas);
                    return each;
                }
            }
        }
        if (transaction || judgement.onReplica()) {
            Counters.add(counters.readsOnPrimary);
        }
        return client.pool().primary();
    }

    /// Whether the session is one that any server can serve, with a text that we read as it does.
    private boolean isEligible() {
        Session session = client.session();
        return session.pins() == 0
                && loop.mode() == PoolMode.TRANSACTION
                && !client.recovery().isFailed()
                && isReadable()
                && !session.settings()
                        .valueOf("default_transaction_isolation")
                        .toLowerCase(Locale.ROOT)
                        .contains("serializable");
    }

    private boolean isReadable() {
        Parameters told = client.loan().told();
        return told.get("standard_conforming_strings").equals("on")
                && isReadable(told.get("client_encoding"));
    }

    private static boolean isReadable(String encoding) {
        return ENCODINGS.contains(encoding)
                || encoding.startsWith("LATIN")
                || encoding.startsWith("WIN")
                || encoding.startsWith("ISO_8859")
                || encoding.startsWith("EUC");
    }

    // ---- waiting

    private void await(Route.Wait wait) {
        long patience = routing.policy().waitMax().toNanos();
        waiting = true;
        deadlineNanos = System.nanoTime() + patience;
        Counters.add(loop.counters().readsWaited);
        client.loan().waitsForPosition();
        loop.awaits(this);
        routing.want(wait);
        var _ = loop.executor().schedule(this::recheck, patience, TimeUnit.NANOSECONDS);
    }

    /// Something has moved, or time is up.
    void recheck() {
        if (!waiting) {
            return;
        }
        Route route = route();
        if (route instanceof Route.Wait wait) {
            if (System.nanoTime() - deadlineNanos < 0) {
                routing.want(wait);
                return;
            }
            Counters.add(loop.counters().readsFellBack);
            route = Route.PRIMARY;
        }
        cancel();
        decided = stock(route);
        client.resume();
        client.flush();
    }

    /// The client does not wait any more.
    void cancel() {
        if (waiting) {
            waiting = false;
            loop.awaitsNoMore(this);
        }
    }

    // ---- what was sent to the primary

    /// A statement goes to `server`.
    void sends(Plan plan, BackendConnection server) {
        if (!server.lender().isPrimary()) {
            return;
        }
        note(isReadable() ? Ahead.judge(plan, catalogue()) : Judgement.ANYTHING);
    }

    /// Something goes to `server` of which nothing is known.
    void sendsAnything(BackendConnection server) {
        if (routing.isActive() && server.lender().isPrimary()) {
            note(Judgement.ANY_ROWS);
        }
    }

    private void note(Judgement each) {
        noted = true;
        writesAll |= each.writesAll();
        writes.addAll(each.writes());
        observes |= each.observes();
        if (each.changesCatalogue()) {
            defines = true;
            routing.definitions(client.pool().database()).changed();
        }
    }

    // ---- what was answered

    /// A statement is complete; it may be committed.
    void completes() {
        if (noted) {
            raise();
        }
    }

    private void raise() {
        Floors floors = routing.floors();
        if (writesAll) {
            floors.wroteAll();
        } else if (!writes.isEmpty()) {
            floors.wrote(writes);
        }
    }

    /// `server` has answered a unit; with `settled` it owes nothing.
    void ready(BackendConnection server, boolean settled) {
        boolean elsewhere = !server.lender().isPrimary();
        if (!elsewhere && routing.isActive() && !noted) {
            // It was sent before there was a replica.
            note(Judgement.ANY_ROWS);
        }
        if (server.status == 'I') {
            answered(elsewhere);
        }
        if (settled) {
            onlyPrimary = false;
        }
        if (settled && server.status == 'I') {
            clear();
        }
    }

    private void answered(boolean elsewhere) {
        Replica on = replica;
        if (elsewhere && on != null) {
            seen.onReplica(on, routing.floors().now());
        } else if (noted) {
            raise();
            if (observes) {
                seen.onPrimary(routing.floors().now());
            }
            if (defines) {
                routing.definitions(client.pool().database()).changed();
            }
        }
    }

    /// The server is gone with what it had: some of it may have happened.
    void lost() {
        if (noted) {
            raise();
            seen.onPrimary(routing.floors().now());
        }
        if (defines) {
            routing.definitions(client.pool().database()).changed();
        }
        clear();
    }

    private void clear() {
        noted = false;
        writesAll = false;
        writes.clear();
        observes = false;
        defines = false;
    }

    // ---- what a replica refuses

    /// Whether what a replica refused is to run on the primary instead; then its shape stays there.
    boolean runsElsewhere(String sqlState) {
        if (readOnly || transaction) {
            return false;
        }
        onlyPrimary = true;
        learning = !PASSING.contains(sqlState);
        return true;
    }

    private void learn() {
        if (learning) {
            learning = false;
            loop.ahead().learn(catalogue());
            Counters.add(loop.counters().readsLearned);
        }
    }
}
