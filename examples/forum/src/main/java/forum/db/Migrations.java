package forum.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the schema up to date: numbered SQL files, each applied once, in order, in a transaction.
///
/// Several instances may start together; an advisory lock lets one of them work while the others
/// wait.
public final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final long LOCK = 0x466F72756DL;
    private static final List<String> FILES =
            List.of("001-users", "002-forums", "003-products", "004-ledger", "005-seeding");

    private Migrations() {}

    public static void apply(Database database) throws SQLException {
        if (database.run(Migrations::missing).isEmpty()) {
            return;
        }
        database.run(sql -> {
            sql.list("SELECT pg_advisory_lock(?)", row -> true, LOCK);
            try {
                for (String file : missing(sql)) {
                    apply(sql, file);
                }
            } finally {
                sql.list("SELECT pg_advisory_unlock(?)", row -> true, LOCK);
            }
            return true;
        });
    }

    private static Set<String> missing(Sql sql) throws SQLException {
        Set<String> missing = new TreeSet<>(FILES);
        if (sql.number("SELECT count(to_regclass('migrations'))") > 0) {
            sql.list("SELECT file FROM migrations", row -> row.getString(1))
                    .forEach(missing::remove);
        }
        return missing;
    }

    private static void apply(Sql sql, String file) throws SQLException {
        var connection = sql.connection();
        connection.setAutoCommit(false);
        try {
            sql.script(
                    "CREATE TABLE IF NOT EXISTS migrations"
                            + " (file text PRIMARY KEY, applied_at timestamptz DEFAULT now())");
            sql.script(text(file));
            sql.change("INSERT INTO migrations (file) VALUES (?)", file);
            connection.commit();
            LOG.info("applied migration {}", file);
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static String text(String file) {
        String path = "/migrations/" + file + ".sql";
        try (InputStream in = Migrations.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is missing from the jar; build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
