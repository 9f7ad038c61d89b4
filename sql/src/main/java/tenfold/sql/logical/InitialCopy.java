package tenfold.sql.logical;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tenfold.sql.client.Connection;
import tenfold.sql.client.CopyIn;
import tenfold.sql.client.Lsn;
import tenfold.sql.client.Quote;
import tenfold.sql.client.Row;

/// Copies all rows as they were at one position of the source's log, where a slot begins.
///
/// Values go as text, which every version of PostgreSQL reads alike. Several tables are copied at a
/// time, the largest first, all from one exported snapshot.
final class InitialCopy {
    static final int AT_ONCE = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration SLOT_PATIENCE = Duration.ofMinutes(10);
    private static final Duration ANALYZE_PATIENCE = Duration.ofHours(2);

    private final Route route;
    private final AtomicInteger tablesCopied = new AtomicInteger();
    private final AtomicLong rowsCopied = new AtomicLong();
    private volatile int tables;
    private volatile long rowsEstimated;

    InitialCopy(Route route) {
        this.route = route;
    }

    int tables() {
        return tables;
    }

    int tablesCopied() {
        return tablesCopied.get();
    }

    long rowsCopied() {
        return rowsCopied.get();
    }

    long rowsEstimated() {
        return rowsEstimated;
    }

    private record Table(String name, String columns) {}

    /// Makes the slot, copies, and returns the position at which following has to begin. The slot
    /// waits for transactions that run now.
    Lsn run() throws IOException, InterruptedException {
        try (Connection replication = route.openReplication()) {
            Row slot =
                    replication
                            .query(
                                    "CREATE_REPLICATION_SLOT \"%s\" LOGICAL pgoutput (SNAPSHOT 'export')"
                                            .formatted(route.slot()),
                                    SLOT_PATIENCE)
                            .one();
            copy(slot.text(2));
            return slot.lsn(1);
        }
    }

    /// The slot's connection keeps the snapshot for as long as workers may want it.
    private void copy(String snapshot) throws IOException, InterruptedException {
        Queue<Table> waiting = new ConcurrentLinkedQueue<>(read());
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            workers.add(new Worker(snapshot, waiting));
        }
        try {
            for (Worker each : workers) {
                each.thread.join();
            }
        } finally {
            workers.forEach(each -> each.thread.interrupt());
        }
        for (Worker each : workers) {
            if (each.failure != null) {
                throw each.failure;
            }
        }
    }

    private List<Table> read() throws IOException {
        try (Connection source = route.openSource()) {
            List<Row> rows =
                    source.query(
                                    """
                                    SELECT c.oid::regclass::text, (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
                                      FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                                        AND NOT a.attisdropped AND a.attgenerated = ''), greatest(c.reltuples, 0)::bigint
                                    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                    WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND %s AND NOT %s
                                    ORDER BY pg_table_size(c.oid) DESC\
                                    """
                                            .formatted(
                                                    SchemaQueries.OURS,
                                                    SchemaQueries.ofExtension("pg_class", "c.oid")),
                                    PATIENCE)
                            .rows();
            tables = rows.size();
            rowsEstimated = rows.stream().mapToLong(row -> row.number(2)).sum();
            return rows.stream().map(row -> new Table(row.text(0), row.text(1))).toList();
        }
    }

    private final class Worker implements Runnable {
        private final String snapshot;
        private final Queue<Table> waiting;
        private final Thread thread;
        private volatile @Nullable IOException failure;

        Worker(String snapshot, Queue<Table> waiting) {
            this.snapshot = snapshot;
            this.waiting = waiting;
            this.thread = Thread.ofVirtual().name("copy tables").start(this);
        }

        @Override
        public void run() {
            try (Connection source = route.openSource();
                    Connection target = route.openTarget()) {
                source.query(
                        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT "
                                + Quote.text(snapshot),
                        PATIENCE);
                target.query("SET session_replication_role = replica", PATIENCE);
                for (Table table = waiting.poll(); table != null; table = waiting.poll()) {
                    copy(source, target, table);
                }
            } catch (IOException e) {
                waiting.clear();
                failure = e;
            }
        }

        private void copy(Connection source, Connection target, Table table) throws IOException {
            String columns = table.name() + " (" + table.columns() + ")";
            try (CopyIn into = target.copyIn("COPY " + columns + " FROM STDIN", PATIENCE)) {
                source.copyOut(
                        "COPY " + columns + " TO STDOUT",
                        PATIENCE,
                        row -> { // the server sends one message for each row
                            into.write(row);
                            rowsCopied.incrementAndGet();
                        });
                into.finish();
            }
            target.query("ANALYZE " + table.name(), ANALYZE_PATIENCE);
            tablesCopied.incrementAndGet();
        }
    }
}
