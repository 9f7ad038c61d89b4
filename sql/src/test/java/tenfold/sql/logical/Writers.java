package tenfold.sql.logical;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.TestServers;

/// Writers that work on the primary of a tier, whichever it is, and know what was acknowledged.
final class Writers implements AutoCloseable {
    private final TestTier tier;
    private final Endpoint source;
    private final Endpoint target;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean closed;

    Writers(TestTier tier, Endpoint source, Endpoint target, int writers, long seed) {
        this.tier = tier;
        this.source = source;
        this.target = target;
        for (int i = 0; i < writers; i++) {
            var one = new Writer(i, new Random(seed + i));
            threads.add(Thread.ofVirtual().name("writer " + i).start(one));
        }
    }

    int count() {
        return count.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /// What was acknowledged and is not in this database.
    Set<String> missingIn(Endpoint database) throws IOException {
        Set<String> missing = new TreeSet<>(acknowledged);
        try (Connection connection = TestServers.open(database)) {
            connection
                    .query("SELECT id FROM public.ledger", TestServers.PATIENCE)
                    .rows()
                    .forEach(row -> missing.remove(row.text(0)));
        }
        return missing;
    }

    /// No more writes; those that run are waited for.
    void finish() throws InterruptedException {
        closed = true;
        for (Thread each : threads) {
            each.join();
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Writer implements Runnable {
        private final int number;
        private final Random random;
        private @Nullable Connection connection;
        private boolean onTarget;
        private int next;

        Writer(int number, Random random) {
            this.number = number;
            this.random = random;
        }

        @Override
        public void run() {
            while (!closed) {
                var pass = tier.pass();
                pass.lock();
                try {
                    if (!tier.held()) {
                        write();
                    }
                } catch (IOException e) {
                    failures.add(e.toString());
                    forget();
                } finally {
                    pass.unlock();
                }
                LockSupport.parkNanos(2_000_000);
            }
            forget();
        }

        private void forget() {
            if (connection != null) {
                connection.close();
                connection = null;
            }
        }

        private void write() throws IOException {
            boolean wanted = tier.targetIsPrimary();
            if (connection == null || onTarget != wanted) {
                forget();
                onTarget = wanted;
                connection = TestServers.open(wanted ? target : source);
            }
            String id = number + "-" + next++;
            connection.query(statements(id), TestServers.PATIENCE);
            acknowledged.add(id);
            count.incrementAndGet();
        }

        private String statements(String id) {
            int n = random.nextInt(400);
            String ledger = "INSERT INTO public.ledger (id) VALUES ('%s')".formatted(id);
            String work =
                    switch (random.nextInt(9)) {
                        case 0 ->
                                "UPDATE public.people SET mood = 'fine', mail = 'new%d@example.com' WHERE id = %d"
                                        .formatted(n, 1000 + 2 * n);
                        case 1 ->
                                "UPDATE public.people SET photo = NULL, about = E'it''s\\\\ \\t' || id WHERE id = %d"
                                        .formatted(1000 + 2 * n);
                        case 2 -> // cascades, and sets null
                                "DELETE FROM \"Sales\".\"Order\" WHERE id = %d".formatted(n);
                        case 3 ->
                                "INSERT INTO \"Sales\".\"Order\" (\"buyer id\", total) SELECT id, %d FROM public.people LIMIT 1"
                                        .formatted(n);
                        case 4 ->
                                "INSERT INTO public.events VALUES ('2025-03-01'::date + %1$d %% 200, (SELECT max(seq) FROM public.ledger) + 100000, 'e')"
                                        .formatted(n);
                        case 5 ->
                                "UPDATE public.plain_key SET word = word || '.' WHERE word LIKE 'word %d%%'"
                                        .formatted(n);
                        case 6 ->
                                "UPDATE public.events SET at = at + 300 WHERE id = %d".formatted(n);
                        case 7 ->
                                "UPDATE public.whole_rows SET doc = '{\"n\": %1$d}', nothing = nullif('%1$d', '7') WHERE id = %1$d %% 50"
                                        .formatted(n);
                        default ->
                                "UPDATE public.ledger SET note = repeat('é', 3000) WHERE id = '%s'"
                                        .formatted(id);
                    };
            return "BEGIN; " + ledger + "; " + work + "; COMMIT";
        }
    }
}
