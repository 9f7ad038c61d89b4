package tenfold.sql.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.ServerId;
import tenfold.sql.parse.Hint;

/// A primary, replicas and clients in one thread, in a random order that a seed repeats: what is
/// sent takes effect later, and what is answered is heard later still.
///
/// The oracle knows the true positions: a read on a replica must see every write to its table that
/// was answered before the read began, and nothing older than its client has seen.
final class RouteModel {
    /// What is broken on purpose, so that the oracle has something to find.
    enum Fault {
        NONE,
        FLOORS_OFF,
        WRITTEN_TOO_LATE,
        SEEN_ON_PRIMARY_FORGOTTEN,
        SEEN_ON_REPLICA_FORGOTTEN,
        RESTART_UNNOTICED
    }

    private static final int TABLES = 3;

    private static final class Server {
        Replica replica = new Replica(new ServerId("pg-2"));
        long actual;
        long asked = -1;

        Server() {
            replica.rotation(true);
        }
    }

    /// One client: it writes or reads, one statement after another.
    private final class Client {
        final Seen seen = new Seen();
        final int number = random.nextInt(100);
        int table;
        long sawPosition;
        long commits = -1;
        boolean reading;
        long required;
        @Nullable Server on;
        boolean onPrimary;
        boolean ran;

        void step() {
            if (commits >= 0) {
                answerWrite();
            } else if (onPrimary || on != null) {
                read();
            } else if (reading) {
                choose();
            } else {
                begin();
            }
        }

        private void begin() {
            table = random.nextInt(TABLES);
            if (random.nextInt(3) == 0) {
                log += 1 + random.nextInt(5);
                commits = log;
            } else {
                reading = true;
                required = Math.max(completed[table], sawPosition);
            }
        }

        private void answerWrite() {
            boolean all = random.nextInt(10) == 0;
            switch (fault) {
                case FLOORS_OFF -> {}
                case WRITTEN_TOO_LATE -> late.add(writes(all));
                default -> floors.wrote(writes(all));
            }
            completed[table] = Math.max(completed[table], commits);
            commits = -1;
        }

        private Judgement writes(boolean all) {
            return new Judgement(
                    false,
                    false,
                    Set.of(),
                    all,
                    all ? Set.of() : Set.of("t" + table),
                    false,
                    false);
        }

        private void choose() {
            Set<String> tables = Set.of("t" + table);
            boolean all = random.nextInt(10) == 0;
            var judgement =
                    new Judgement(true, all, all ? Set.of() : tables, false, Set.of(), true, false);
            List<Replica> replicas = servers.stream().map(each -> each.replica).toList();
            Route route = router.route(judgement, Hint.NONE, seen, replicas, number);
            switch (route) {
                case Replica chosen ->
                        on =
                                servers.stream()
                                        .filter(s -> s.replica == chosen)
                                        .findFirst()
                                        .orElseThrow();
                case Route.Primary _ -> onPrimary = true;
                case Route.Wait _ -> onPrimary = random.nextInt(20) == 0;
            }
        }

        /// Runs on the server, then hears of it.
        private void read() {
            if (!ran) {
                long state = onPrimary || on == null ? log : on.actual;
                if (state < required) {
                    wrong++;
                }
                sawPosition = Math.max(sawPosition, state);
                ran = true;
                return;
            }
            if (onPrimary) {
                if (fault != Fault.SEEN_ON_PRIMARY_FORGOTTEN) {
                    seen.onPrimary(floors.now());
                }
            } else if (on != null && fault != Fault.SEEN_ON_REPLICA_FORGOTTEN) {
                replicaReads++;
                seen.onReplica(on.replica, floors.now());
            }
            reading = false;
            ran = false;
            onPrimary = false;
            on = null;
        }
    }

    private final Random random;
    private final Fault fault;
    private final Floors floors = new Floors();
    private final ReadRouter router = new ReadRouter(floors);
    private final List<Server> servers = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final long[] completed = new long[TABLES];
    private final List<Judgement> late = new ArrayList<>();
    private long log = 1;
    private long poll;
    private long pollPosition = -1;
    private long wrong;
    private long replicaReads;

    RouteModel(long seed, Fault fault) {
        this.random = new Random(seed);
        this.fault = fault;
        for (int i = 0; i < 3; i++) {
            servers.add(new Server());
        }
        for (int i = 0; i < 6; i++) {
            clients.add(new Client());
        }
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(10)) {
                case 0 -> poll();
                case 1, 2 -> replay(any());
                case 3 -> ask(any());
                case 4 -> trouble();
                case 5 -> hearLate();
                default -> clients.get(random.nextInt(clients.size())).step();
            }
        }
    }

    long wrong() {
        return wrong;
    }

    long replicaReads() {
        return replicaReads;
    }

    private Server any() {
        return servers.get(random.nextInt(servers.size()));
    }

    /// Start, effect on the primary, answer; or it is lost.
    private void poll() {
        if (poll == 0) {
            poll = floors.startPoll();
        } else if (pollPosition < 0) {
            pollPosition = log;
        } else {
            if (random.nextInt(10) > 0) {
                floors.answer(poll, pollPosition);
            }
            poll = 0;
            pollPosition = -1;
        }
    }

    private void replay(Server server) {
        server.actual = Math.min(log, server.actual + random.nextInt(20));
    }

    private static void ask(Server server) {
        if (server.asked < 0) {
            server.asked = server.actual;
        } else {
            server.replica.replayed(server.asked);
            server.asked = -1;
        }
    }

    private void hearLate() {
        late.forEach(floors::wrote);
        late.clear();
    }

    /// A server restarts and is back at an older state, or leaves the rotation or comes back.
    private void trouble() {
        Server server = any();
        boolean busy = clients.stream().anyMatch(each -> each.on == server);
        if (random.nextInt(20) > 0) {
            server.replica.rotation(random.nextInt(4) > 0);
        } else if (!busy) {
            server.actual -= Math.min(server.actual, random.nextInt(30));
            server.asked = -1;
            if (fault != Fault.RESTART_UNNOTICED) {
                server.replica = new Replica(new ServerId("pg-2"));
                server.replica.rotation(true);
            }
        }
    }
}
