package tenfold.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import tenfold.base.net.Address;
import tenfold.base.net.Ports;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.LocalPlace;
import tenfold.model.PoolMode;
import tenfold.model.PoolPolicy;
import tenfold.model.ReadPolicy;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
import tenfold.model.ServerMemory;
import tenfold.model.ServerRole;
import tenfold.model.SqlImage;
import tenfold.model.Zone;
import tenfold.testkit.TestPostgres;

/// A gateway in front of a real PostgreSQL, for one test class.
public final class TestGateway implements AutoCloseable {
    private final TestPostgres postgres;
    private final Sql sql;
    private final int port;
    private final SqlImage image;

    private TestGateway(TestPostgres postgres, SqlLimits limits, PoolPolicy policy)
            throws IOException {
        this.postgres = postgres;
        this.port = Ports.anyFree();
        Path socket = postgres.socketFolder().resolve(".s.PGSQL." + postgres.port());
        sql =
                new Sql(
                        new SqlConfig(
                                2, limits, _ -> postgres.password(), new Servers.Found(socket)));
        Path folder = postgres.socketFolder();
        var server =
                DatabaseServer.local(
                        new ServerId("pg-1"),
                        new Zone("a"),
                        ServerRole.MEMBER,
                        new LocalPlace(
                                folder.resolve("data"), folder, ServerMemory.forMachine(1024)));
        var cluster =
                DatabaseCluster.single(
                        "postgres",
                        "postgres",
                        new SecretRef("administrator"),
                        new SecretRef("owner"),
                        new SecretRef("replicator"),
                        server);
        image =
                new SqlImage(
                        List.of(Address.loopback(port)),
                        List.of(),
                        TestCertificate.files(),
                        cluster,
                        policy,
                        ReadPolicy.DEFAULT);
        sql.apply(1, image);
    }

    public static TestGateway open(SqlLimits limits, PoolPolicy policy, String... settings)
            throws Exception {
        return new TestGateway(TestPostgres.start(settings), limits, policy);
    }

    public static TestGateway open(int serverConnectionsMax) throws Exception {
        return open(
                SqlLimits.DEFAULT,
                new PoolPolicy(PoolMode.TRANSACTION, serverConnectionsMax, 1_000),
                "fsync=off",
                "max_prepared_transactions=5");
    }

    public TestPostgres postgres() {
        return postgres;
    }

    public Sql sql() {
        return sql;
    }

    public SqlImage image() {
        return image;
    }

    public int port() {
        return port;
    }

    public Connection connect(String... namesAndValues) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", postgres.password());
        properties.setProperty("sslmode", "disable");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        String database = properties.getProperty("database", "postgres");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
    }

    /// The first column of the first row.
    public static String one(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    public static void run(Connection connection, String... commands) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    @Override
    public void close() throws IOException {
        sql.close();
        postgres.close();
    }
}
