package tenfold.sql.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tenfold.model.PoolMode;
import tenfold.sql.login.Credentials;

/// The clients of one role and database on one event loop, the connections that they share to each
/// server, and what all of them know.
final class Pool {
    record Key(String user, String database) {}

    private static final int GREETINGS_MAX = 1_000;

    private final Loop loop;
    private final Key key;
    private final Database facts;
    private final Map<PreparedKey, Prepared> prepared;
    private final Map<Settings, Parameters> greetings;
    private Credentials credentials;
    private Parameters freshParameters = Parameters.NONE;
    private Stock primary;
    private List<Stock> replicas = List.of();
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
        this.primary = new Stock(this, 0, null, true);
    }

    Loop loop() {
        return loop;
    }

    String user() {
        return key.user();
    }

    String database() {
        return key.database();
    }

    Credentials credentials() {
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

    // ---- servers

    /// The connections to the primary; there are none while there is no primary.
    Stock primary() {
        return primary;
    }

    /// The connections to each replica in rotation.
    List<Stock> replicas() {
        return replicas;
    }

    /// Follows a change of servers: connections to those that no longer serve are cut, and who
    /// waited for one of them waits for the primary.
    void serve(Serving now) {
        Upstream wanted = now.primary();
        if (wanted != null && primary.isFor(now.epoch(), wanted)) {
            primary.isThere(true);
        } else if (wanted == null && primary.epoch() == now.epoch()) {
            primary.isThere(false);
        } else {
            Stock old = primary;
            primary = new Stock(this, now.epoch(), wanted, true);
            primary.takeLine(old);
            old.retire();
        }
        List<Stock> before = replicas;
        replicas = now.replicas().stream().map(each -> replica(before, now, each)).toList();
        for (Stock each : before) {
            if (!replicas.contains(each)) {
                primary.takeLine(each);
                each.retire();
            }
        }
    }

    private Stock replica(List<Stock> before, Serving now, Upstream wanted) {
        return before.stream()
                .filter(each -> each.isFor(wanted))
                .findFirst()
                .orElseGet(() -> new Stock(this, now.epoch(), wanted, false));
    }

    private Stream<Stock> stocks() {
        return Stream.concat(Stream.of(primary), replicas.stream());
    }

    void closeAll() {
        stocks().forEach(Stock::closeAll);
    }

    /// Once in a while.
    void tick(long now) {
        Duration keep =
                clients == 0 && now - emptySinceNanos > Loop.EMPTY_NANOS
                        ? Duration.ZERO
                        : loop.limits().idleTime();
        primary.tick(now, keep);
        for (Stock each : replicas) {
            each.tick(now, keep);
        }
    }

    // ---- giving connections back

    /// Takes a clean connection back.
    void release(BackendConnection server) {
        if (!server.isClosed() && !server.parkForCancel()) {
            server.lender().idle(server);
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

    // ---- what all connections of the pool share

    @Nullable Parameters greeting(Settings settings) {
        return greetings.get(settings);
    }

    void greet(Settings settings, Parameters parameters) {
        greetings.put(settings, parameters);
    }

    /// A fresh session of the primary reports these.
    void greetsWith(Parameters parameters) {
        if (!Interned.same(freshParameters, parameters)) {
            freshParameters = parameters;
            greetings.clear();
        }
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
        return clients == 0 && stocks().allMatch(Stock::isUnused);
    }

    int idleCount() {
        return stocks().mapToInt(Stock::idleCount).sum();
    }

    int waitingCount() {
        return stocks().mapToInt(Stock::waitingCount).sum();
    }

    /// The pool has gone: nothing is lent, nothing is open.
    void end() {
        new ArrayList<>(stocks().toList()).forEach(Stock::retire);
    }
}
