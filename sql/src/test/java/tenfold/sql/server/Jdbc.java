package tenfold.sql.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/// Connects tests to a server's unix socket.
final class Jdbc {
    private Jdbc() {}

    static Connection administrator(PostgresServer server) throws SQLException {
        return connect(server, "postgres", "administrator's");
    }

    static Connection connect(PostgresServer server, String user, String password)
            throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("sslmode", "disable");
        properties.setProperty("socketFactory", UnixSockets.class.getName());
        properties.setProperty("socketFactoryArg", server.socket().toString());
        String database = user.equals("postgres") ? "postgres" : "forum";
        return DriverManager.getConnection("jdbc:postgresql://localhost/" + database, properties);
    }

    static String ask(Connection connection, String query) throws SQLException {
        try (var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
