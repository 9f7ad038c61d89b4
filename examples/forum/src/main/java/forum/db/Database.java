package forum.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/// The application's PostgreSQL behind a small connection pool.
public final class Database implements AutoCloseable {
    /// A piece of work on one connection.
    public interface Work<T> {
        T on(Sql sql) throws SQLException;
    }

    private static final int WAIT_MILLIS_MAX = 5_000;

    private final DatabaseUrl url;
    private final HikariDataSource pool;

    public Database(DatabaseUrl url, int connectionsMax) {
        this.url = url;
        var config = new HikariConfig();
        config.setPoolName("forum");
        config.setJdbcUrl(url.jdbcUrl());
        config.setUsername(url.user());
        config.setPassword(url.password());
        config.setMaximumPoolSize(connectionsMax);
        config.setMinimumIdle(Math.min(2, connectionsMax));
        config.setConnectionTimeout(WAIT_MILLIS_MAX);
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql("SET statement_timeout = '20s'");
        config.addDataSourceProperty("ApplicationName", "forum");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        this.pool = new HikariDataSource(config);
    }

    /// Statements that each stand for themselves.
    public <T> T run(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return work.on(new Sql(connection));
        }
    }

    /// All or nothing: committed when the work returns, rolled back when it throws.
    public <T> T transaction(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(new Sql(connection));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                undo(connection, e);
                throw e;
            }
        }
    }

    /// One consistent, read-only view for work of several statements.
    public <T> T snapshot(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            try {
                return work.on(new Sql(connection));
            } finally {
                undo(connection, null);
            }
        }
    }

    /// A connection of its own, outside the pool; the caller closes it.
    public Connection dedicated(String applicationName) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", url.user());
        properties.setProperty("password", url.password());
        properties.setProperty("ApplicationName", applicationName);
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(url.jdbcUrl(), properties);
    }

    private static void undo(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            if (cause != null) {
                cause.addSuppressed(e);
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
