package tenfold.sql.logical;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Quote;

/// Keeps a server that is not the primary any more from being written by whoever did not hear of
/// it.
///
/// New transactions are read-only unless they say otherwise; where we are a superuser, nobody else
/// gets in at all. Sessions that are there are ended. Both are marked in the database itself: they
/// hold whatever becomes of this process, and [#lower] undoes them as often as one likes.
final class Fence {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Connection server;

    Fence(Connection server) {
        this.server = server;
    }

    void raise(Duration patience) throws IOException {
        String database = Quote.name(server.endpoint().database());
        StringBuilder all = new StringBuilder("BEGIN;");
        all.append(
                "INSERT INTO tenfold_move.kept SELECT 'connection limit', datconnlimit FROM pg_database"
                        + " WHERE datname = current_database() ON CONFLICT DO NOTHING;");
        all.append("ALTER DATABASE %s SET default_transaction_read_only = on;".formatted(database));
        if (superuser()) {
            all.append("ALTER DATABASE %s CONNECTION LIMIT 0;".formatted(database));
        }
        server.query(all.append("COMMIT").toString(), PATIENCE);
        endSessions(patience);
    }

    private void endSessions(Duration patience) throws IOException {
        String others =
                """
                FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
                  AND pid <> pg_backend_pid() AND application_name <> '%s'%s\
                """
                        .formatted(
                                Route.APPLICATION,
                                superuser() ? "" : " AND usename = current_user");
        long end = System.nanoTime() + patience.toNanos();
        long left;
        do {
            left =
                    server.query(
                                    "SELECT count(pg_terminate_backend(pid)), pg_sleep(0.005) "
                                            + others,
                                    PATIENCE)
                            .one()
                            .number(0);
            if (System.nanoTime() > end) {
                throw new SocketTimeoutException(left + " sessions of the old primary do not end");
            }
        } while (left > 0);
        long prepared =
                server.query(
                                "SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()",
                                PATIENCE)
                        .one()
                        .number(0);
        if (prepared > 0) {
            throw new IOException(
                    prepared + " prepared transactions are open: COMMIT or ROLLBACK PREPARED them");
        }
    }

    void lower() throws IOException {
        String database = Quote.name(server.endpoint().database());
        boolean known =
                server.query("SELECT to_regclass('tenfold_move.kept') IS NOT NULL", PATIENCE)
                        .one()
                        .truth(0);
        if (!known) {
            return;
        }
        var kept =
                server.query(
                                "SELECT value FROM tenfold_move.kept WHERE name = 'connection limit'",
                                PATIENCE)
                        .rows();
        if (kept.isEmpty()) {
            return;
        }
        server.query(
                """
                BEGIN; ALTER DATABASE %1$s RESET default_transaction_read_only;
                ALTER DATABASE %1$s CONNECTION LIMIT %2$s; DELETE FROM tenfold_move.kept WHERE name = 'connection limit'; COMMIT\
                """
                        .formatted(database, kept.getFirst().text(0)),
                PATIENCE);
    }

    private boolean superuser() throws IOException {
        return server.query("SELECT rolsuper FROM pg_roles WHERE rolname = current_user", PATIENCE)
                .one()
                .truth(0);
    }
}
