package tenfold.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.model.SqlImage;
import tenfold.model.SqlReport;
import tenfold.sql.gateway.Gateway;
import tenfold.sql.gateway.GatewayReport;
import tenfold.sql.gateway.Transport;
import tenfold.sql.load.LoadSampler;

/// The SQL station: PostgreSQL servers and the gateway in front of it.
public final class Sql implements AutoCloseable {
    private final SqlConfig config;
    private final LoadSampler load = new LoadSampler();
    private long version;
    private @Nullable Gateway gateway;
    private @Nullable Tier tier;
    private @Nullable String problem;

    public Sql(SqlConfig config) {
        this.config = config;
    }

    /// Makes the station serve `wanted`. The same version again changes nothing; an older one is
    /// refused. Clients may connect at once: until the server runs they are held.
    public synchronized void apply(long newVersion, SqlImage wanted) {
        Check.that(newVersion >= version, "SQL image %d is older than %d", newVersion, version);
        version = newVersion;
        Gateway open = gateway;
        if (open == null) {
            open = new Gateway(Transport.best(), config.loops(), config.limits(), wanted.pool());
            gateway = open;
        }
        if (tier == null) {
            tier = tier(open);
        }
        tier.apply(wanted);
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
        open.spread(wanted.reads());
        open.listen(wanted.addresses());
        open.listenReadOnly(wanted.readOnlyAddresses());
    }

    private Tier tier(Gateway open) {
        try {
            return Tier.of(config, open, load);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /// What the station sees. Before the first image nothing listens.
    public synchronized SqlReport report() {
        Gateway open = gateway;
        Tier servers = tier;
        Check.that(open != null && servers != null, "the SQL station has no image yet");
        GatewayReport seen = Objects.requireNonNull(open).report();
        return new SqlReport(
                version,
                seen.listeners(),
                Objects.requireNonNull(servers).report(),
                problem,
                seen.clients(),
                seen.clientsWaiting(),
                seen.serverConnectionsBusy(),
                seen.serverConnectionsIdle(),
                seen.serverConnectionsPinned(),
                seen.statements(),
                seen.transactions(),
                seen.errors(),
                seen.troubles(),
                seen.reads(),
                load.report(),
                seen.latency());
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
        load.close();
        if (tier != null) {
            tier.close();
        }
    }
}
