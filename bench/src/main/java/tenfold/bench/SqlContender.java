package tenfold.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import tenfold.base.net.Address;
import tenfold.model.CertificateFiles;
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
import tenfold.sql.Servers;
import tenfold.sql.Sql;
import tenfold.sql.SqlConfig;
import tenfold.sql.SqlLimits;

/// The SQL gateway in front of a PostgreSQL server that somebody else runs, so that peers can use
/// the same one. Arguments: listening port, folder of the server's unix socket, the server's port,
/// the password of its superuser `postgres`, number of server connections. The system property
/// `tenfold.bench.loops` sets another number of event loops than the default.
final class SqlContender {
    private static final int CLIENTS_MAX = 12_000;

    private SqlContender() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path socketFolder = Path.of(arguments[1]);
        String administrator = arguments[3];
        var secret = new SecretRef("administrator");
        var server =
                DatabaseServer.local(
                        new ServerId("peer"),
                        new Zone("a"),
                        ServerRole.MEMBER,
                        new LocalPlace(socketFolder, socketFolder, ServerMemory.forMachine(1024)));
        var cluster =
                DatabaseCluster.single("postgres", "postgres", secret, secret, secret, server);
        // As with the peers, clients get no TLS: the files do not exist.
        var certificate =
                new CertificateFiles(
                        socketFolder.resolve("none"),
                        socketFolder.resolve("none"),
                        socketFolder.resolve("none"));
        var pool =
                new PoolPolicy(PoolMode.TRANSACTION, Integer.parseInt(arguments[4]), CLIENTS_MAX);
        var address = Address.loopback(Integer.parseInt(arguments[0]));
        var found = new Servers.Found(socketFolder.resolve(".s.PGSQL." + arguments[2]));
        int loops = Integer.getInteger("tenfold.bench.loops", SqlConfig.LOOPS);
        var sql = new Sql(new SqlConfig(loops, SqlLimits.DEFAULT, _ -> administrator, found));
        sql.apply(
                1,
                new SqlImage(
                        List.of(address),
                        List.of(),
                        certificate,
                        cluster,
                        pool,
                        ReadPolicy.DEFAULT));
        Runtime.getRuntime().addShutdownHook(new Thread(sql::close));
        new CountDownLatch(1).await();
    }
}
