package tenfold.sql;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.model.ClusterReport;
import tenfold.model.DatabaseServer;
import tenfold.model.Protection;
import tenfold.model.ReadsReport;
import tenfold.model.ServerPart;
import tenfold.model.ServerReport;
import tenfold.model.ServerState;
import tenfold.model.SqlImage;
import tenfold.model.SqlReport;
import tenfold.sql.gateway.Gateway;
import tenfold.sql.gateway.GatewayReport;
import tenfold.sql.gateway.Serving;
import tenfold.sql.gateway.Transport;
import tenfold.sql.gateway.Upstream;
import tenfold.sql.server.ServerSpec;

/// The SQL station: one PostgreSQL server and the gateway in front of it.
public final class Sql implements AutoCloseable {
    private final SqlConfig config;
    private final Instant created = Instant.now();
    private long version;
    private @Nullable SqlImage image;
    private @Nullable Gateway gateway;
    private @Nullable Upstream primary;
    private long epoch;
    private @Nullable String problem;

    public Sql(SqlConfig config) {
        this.config = config;
    }

    /// Makes the station serve `wanted`. The same version again changes nothing; an older one is
    /// refused. Clients may connect at once: until the server runs they are held.
    public synchronized void apply(long newVersion, SqlImage wanted) {
        Check.that(newVersion >= version, "SQL image %d is older than %d", newVersion, version);
        version = newVersion;
        ServerSpec server = serverOf(wanted);
        config.backend().apply(server);
        Gateway open = gateway;
        if (open == null) {
            open = new Gateway(Transport.best(), config.loops(), config.limits(), wanted.pool());
            gateway = open;
        }
        var upstream =
                Upstream.local(
                        server.id(),
                        config.backend().socket(server),
                        config.secrets().apply(wanted.cluster().administrator()));
        if (!upstream.equals(primary)) {
            primary = upstream;
            open.serve(new Serving(++epoch, upstream, List.of()));
        }
        image = wanted;
        configure(open, wanted);
    }

    private void configure(Gateway open, SqlImage wanted) {
        problem = null;
        try {
            open.secure(wanted.certificate());
        } catch (IOException | IllegalArgumentException e) {
            problem = "the certificate cannot be used, new clients get no TLS: " + e.getMessage();
        }
        open.resize(wanted.pool());
        open.listen(wanted.addresses());
    }

    private static DatabaseServer firstOf(SqlImage image) {
        return image.cluster().server(image.cluster().first()).orElseThrow();
    }

    private static ServerSpec serverOf(SqlImage image) {
        DatabaseServer first = firstOf(image);
        return ServerSpec.of(
                image.cluster(), first.id(), Objects.requireNonNull(first.local(), "local"));
    }

    /// What the station sees. Before the first image nothing listens.
    public synchronized SqlReport report() {
        Gateway open = gateway;
        SqlImage served = image;
        Check.that(open != null && served != null, "the SQL station has no image yet");
        GatewayReport seen = Objects.requireNonNull(open).report();
        DatabaseBackend.Status server = config.backend().status();
        return new SqlReport(
                version,
                seen.listeners(),
                cluster(firstOf(Objects.requireNonNull(served)), server),
                problem,
                seen.clients(),
                seen.clientsWaiting(),
                seen.serverConnectionsBusy(),
                seen.serverConnectionsIdle(),
                seen.serverConnectionsPinned(),
                seen.statements(),
                seen.transactions(),
                seen.errors(),
                ReadsReport.NONE,
                seen.latency());
    }

    private ClusterReport cluster(DatabaseServer server, DatabaseBackend.Status now) {
        var report =
                new ServerReport(
                        server.id(),
                        server.zone(),
                        ServerPart.PRIMARY,
                        now.state(),
                        now.since().isBefore(created) ? created : now.since(),
                        now.reason(),
                        now.pid(),
                        now.restarts(),
                        now.state() == ServerState.RUNNING,
                        false,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0);
        return new ClusterReport(
                epoch,
                server.id(),
                Protection.NONE_WANTED,
                null,
                List.of(report),
                List.of(),
                null,
                null);
    }

    /// Takes no new clients, ends idle ones, and lets transactions finish for at most `patience`.
    public synchronized void drain(Duration patience) throws InterruptedException {
        if (gateway != null) {
            gateway.drain(patience);
        }
    }

    /// Ends all clients, then the server.
    @Override
    public synchronized void close() {
        if (gateway != null) {
            gateway.close();
            gateway = null;
        }
        config.backend().close();
    }
}
