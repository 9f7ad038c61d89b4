package tenfold.sql.logical;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Lsn;
import tenfold.sql.client.Quote;
import tenfold.sql.client.Row;
import tenfold.sql.client.ServerError;

/// What a move keeps on one server: a schema of its own, a publication, a slot. Everything here can
/// be done again.
final class Side {
    static final String SCHEMA = "tenfold_move";
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Connection server;

    Side(Connection server) {
        this.server = server;
    }

    /// Ends what an earlier process of this move has left connected.
    void endOthers() throws IOException {
        server.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = '%s' AND datname = current_database() AND pid <> pg_backend_pid()\
                """
                        .formatted(Route.APPLICATION),
                PATIENCE);
    }

    void makeSchema() throws IOException {
        server.query(
                """
                CREATE SCHEMA IF NOT EXISTS tenfold_move;
                CREATE TABLE IF NOT EXISTS tenfold_move.progress (slot text PRIMARY KEY, lsn text NOT NULL);
                CREATE TABLE IF NOT EXISTS tenfold_move.kept (name text PRIMARY KEY, value text NOT NULL)\
                """,
                PATIENCE);
    }

    /// Notes that what is in this database is the copy of move `number`, to be removed with it.
    void claim(long number) throws IOException {
        server.query(
                "INSERT INTO tenfold_move.kept VALUES ('copy of move', '%d') ON CONFLICT (name) DO UPDATE SET value = excluded.value"
                        .formatted(number),
                PATIENCE);
    }

    boolean claimed(long number) throws IOException {
        boolean kept =
                server.query("SELECT to_regclass('tenfold_move.kept') IS NOT NULL", PATIENCE)
                        .one()
                        .truth(0);
        return kept
                && !server.query(
                                "SELECT FROM tenfold_move.kept WHERE name = 'copy of move' AND value = '%d'"
                                        .formatted(number),
                                PATIENCE)
                        .rows()
                        .isEmpty();
    }

    /// From where on the changes of `slot` are to be applied here.
    void begin(String slot, Lsn at) throws IOException {
        server.query(
                """
                INSERT INTO tenfold_move.progress VALUES (%s, '%s')
                ON CONFLICT (slot) DO UPDATE SET lsn = excluded.lsn\
                """
                        .formatted(Quote.text(slot), at),
                PATIENCE);
    }

    /// All tables that there are now: those of later are found by the check of the schema.
    void publish(String publication) throws IOException {
        List<Row> tables =
                server.query(
                                """
                                SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND %s AND NOT %s\
                                """
                                        .formatted(
                                                SchemaQueries.OURS,
                                                SchemaQueries.ofExtension("pg_class", "c.oid")),
                                PATIENCE)
                        .rows();
        String named = tables.stream().map(row -> row.text(0)).collect(Collectors.joining(", "));
        server.query(
                "DROP PUBLICATION IF EXISTS %1$s; CREATE PUBLICATION %1$s%2$s"
                        .formatted(publication, named.isEmpty() ? "" : " FOR TABLE " + named),
                PATIENCE);
    }

    void dropSlot(String slot) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                server.query(
                        """
                        SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots
                          WHERE slot_name = %1$s AND active_pid IS NOT NULL;
                        SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %1$s\
                        """
                                .formatted(Quote.text(slot)),
                        PATIENCE);
                return;
            } catch (ServerError e) {
                if (!e.sqlState().equals("55006") || System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(20); // its last user is ending
            }
        }
    }

    boolean hasSlot(String slot) throws IOException {
        return !server.query(
                        "SELECT FROM pg_replication_slots WHERE slot_name = " + Quote.text(slot),
                        PATIENCE)
                .rows()
                .isEmpty();
    }

    void dropOwn(String publication) throws IOException {
        server.query(
                "DROP PUBLICATION IF EXISTS %s; DROP SCHEMA IF EXISTS tenfold_move CASCADE"
                        .formatted(publication),
                PATIENCE);
    }

    /// Where the log ends now.
    Lsn end() throws IOException {
        return server.query("SELECT pg_current_wal_insert_lsn()", PATIENCE).one().lsn(0);
    }

    /// Removes everything of the application from this database. Extensions stay.
    void empty() throws IOException {
        String drops =
                """
                SELECT c.relkind IN ('S', 'c') AS later, format('DROP %%s IF EXISTS %%s CASCADE', CASE c.relkind WHEN 'v' THEN 'VIEW'
                    WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END,
                  c.oid::regclass)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'c') AND c.relpersistence <> 't' AND NOT c.relispartition
                  AND %1$s AND NOT %2$s
                UNION ALL SELECT true, format('DROP ROUTINE IF EXISTS %%s CASCADE', p.oid::regprocedure)
                FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE %1$s AND NOT %3$s
                  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                    AND d.deptype = 'i')
                UNION ALL SELECT true, format('DROP TYPE IF EXISTS %%I.%%I CASCADE', n.nspname, t.typname)
                FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
                WHERE t.typtype IN ('e', 'd', 'r') AND %1$s AND NOT %4$s
                UNION ALL SELECT true, format('DROP SCHEMA IF EXISTS %%I CASCADE', n.nspname) FROM pg_namespace n
                WHERE n.nspname <> 'public' AND %1$s AND NOT %5$s ORDER BY 1\
                """
                        .formatted(
                                SchemaQueries.OURS,
                                SchemaQueries.ofExtension("pg_class", "c.oid"),
                                SchemaQueries.ofExtension("pg_proc", "p.oid"),
                                SchemaQueries.ofExtension("pg_type", "t.oid"),
                                SchemaQueries.ofExtension("pg_namespace", "n.oid"));
        for (Row row : server.query(drops, PATIENCE).rows()) {
            server.query(row.text(1), PATIENCE);
        }
    }
}
