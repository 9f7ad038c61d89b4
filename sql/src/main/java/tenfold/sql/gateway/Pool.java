package tenfold.sql.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.model.PoolMode;
import tenfold.sql.login.Credentials;
import tenfold.sql.wire.Fault;

/// The server connections of one role to one database on one event loop.
///
/// Clients wait in the order in which they came. While the server is down they wait too: that is
/// how statements are held.
final class Pool implements Lender {
    record Key(String user, String database) {}

    private static final int GREETINGS_MAX = 1_000;
    private static final int LOOK_MAX = 64;

    private final Loop loop;
    private final Key key;
    private final Database facts;
    private final ArrayDeque<BackendConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<ClientConnection> waiting = new ArrayDeque<>();
    private final Map<PreparedKey, Prepared> prepared;
    private final Map<Settings, Parameters> greetings;
    private Credentials credentials;
    private Parameters freshParameters = Parameters.NONE;
    private @Nullable Fault lastFailure;
    private int open;
    private int opening;
    private int clients;
    private long emptySinceNanos;
    private long numbers;

    Pool(Loop loop, Key key, Credentials credentials, Database facts) {
        this.loop = loop;
        this.key = key;
        this.credentials = credentials;
        this.facts = facts;
        this.prepared = Bounded.map(loop.limits().preparedPerPoolMax());
        this.greetings = Bounded.map(GREETINGS_MAX);
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public String user() {
        return key.user();
    }

    @Override
    public String database() {
        return key.database();
    }

    @Override
    public Credentials credentials() {
        return credentials;
    }

    PoolMode mode() {
        return loop.mode();
    }

    void joined(Credentials proven) {
        credentials = proven;
        clients++;
    }

    void left() {
        clients--;
        emptySinceNanos = System.nanoTime();
    }

    // ---- lending

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
        if (!waiting.isEmpty()) {
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
        return facts.readsSequences() ? idle.pollFirst() : idle.pollLast();
    }

    private boolean fits(BackendConnection server, ClientConnection client) {
        return Interned.same(server.settings, client.session().settings())
                && (!facts.readsSequences() || server.wasLentTo(client));
    }

    void abandon(ClientConnection client) {
        waiting.remove(client);
    }

    /// Takes a clean connection back.
    void release(BackendConnection server) {
        if (!server.isClosed() && !server.parkForCancel()) {
            idle(server);
        }
    }

    /// Takes back a connection with session state of a client that has left.
    void discard(BackendConnection server) {
        cleanse(server, "DISCARD ALL", server::discarded);
    }

    /// Takes back a connection whose role was changed and, as far as we saw, changed back: being
    /// wrong about that would lend one client's rights to another.
    void restoreIdentity(BackendConnection server) {
        cleanse(server, "SET SESSION AUTHORIZATION DEFAULT; RESET ROLE", () -> {});
    }

    private void cleanse(BackendConnection server, String script, Runnable cleansed) {
        server.ask(
                script,
                new Ask(answer -> {
                    if (server.isClosed()) {
                        return;
                    }
                    if (answer.fault() != null) {
                        server.terminate();
                        return;
                    }
                    cleansed.run();
                    release(server);
                }));
    }

    @Override
    public void idle(BackendConnection server) {
        long now = loop.nowNanos();
        boolean old = server.ageNanos(now) > loop.limits().lifeTime().toNanos();
        if (old || loop.mustGiveUpOne(!waiting.isEmpty())) {
            server.terminate();
            return;
        }
        server.idleSinceNanos = now;
        ClientConnection next = waiting.pollFirst();
        if (next == null) {
            idle.addLast(server);
        } else {
            next.granted(server);
        }
    }

    // ---- opening and closing

    private void openMore() {
        while (opening < waiting.size() && loop.mayOpen(this)) {
            opening++;
            open++;
            loop.connect(this);
        }
    }

    @Override
    public void opened(BackendConnection server) {
        opening--;
        lastFailure = null;
        if (!Interned.same(freshParameters, server.parameters)) {
            freshParameters = server.parameters;
            greetings.clear();
        }
        idle(server);
    }

    @Override
    public void failed(Fault why) {
        opening--;
        gone();
        lastFailure = why;
        boolean passing =
                why.sqlState().startsWith("57P")
                        || why.sqlState().startsWith("08")
                        || why.sqlState().equals("53300");
        if (!passing) {
            for (ClientConnection each : List.copyOf(waiting)) {
                waiting.remove(each);
                each.end(why.asFatal());
            }
        }
    }

    @Override
    public void closed(BackendConnection server) {
        idle.remove(server);
        gone();
        openMore();
    }

    private void gone() {
        open--;
        loop.closedOne();
    }

    @Override
    public void vanished() {
        lastFailure = Fault.fatal("57P03", "the database server is not available");
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

    /// Once in a while: closes what is idle for long, ends waits that took too long, tries to open
    /// again.
    void tick(long now) {
        Duration keep =
                clients == 0 && now - emptySinceNanos > Loop.EMPTY_NANOS
                        ? Duration.ZERO
                        : loop.limits().idleTime();
        while (!idle.isEmpty() && now - idle.getFirst().idleSinceNanos > keep.toNanos()) {
            closeOneIdle();
        }
        Fault failure = lastFailure;
        Duration patience = failure == null ? loop.limits().waitTime() : loop.limits().holdTime();
        while (!waiting.isEmpty()
                && now - waiting.getFirst().loan().waitingSinceNanos() > patience.toNanos()) {
            Counters.add(loop.counters().waitTimeouts);
            waiting.removeFirst().end(failure == null ? busy(patience) : down(failure, patience));
        }
        openMore();
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

    // ---- what all connections of the pool share

    @Nullable Parameters greeting(Settings settings) {
        return greetings.get(settings);
    }

    void greet(Settings settings, Parameters parameters) {
        greetings.put(settings, parameters);
    }

    /// What is known of the database.
    Database facts() {
        return facts;
    }

    Prepared intern(byte[] body, int length, Settings settings, BackendConnection server) {
        byte[] copy = Arrays.copyOf(body, length);
        var wanted = new PreparedKey(copy, settings.valueOf("search_path"), facts.epoch());
        Prepared known = prepared.get(wanted);
        if (known == null) {
            known = new Prepared(numbers++, copy, loop.scan(copy, textLength(copy), server));
            prepared.put(wanted, known);
        }
        return known;
    }

    Prepared unnamed(byte[] body, int length, BackendConnection server) {
        byte[] copy = Arrays.copyOf(body, length);
        return new Prepared(-1, copy, loop.scan(copy, textLength(copy), server));
    }

    private static int textLength(byte[] body) {
        int i = 0;
        while (i < body.length && body[i] != 0) {
            i++;
        }
        return i;
    }

    // ---- gauges

    boolean isUnused() {
        return clients == 0 && open == 0 && waiting.isEmpty();
    }

    int open() {
        return open;
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
