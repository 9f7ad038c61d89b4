package tenfold.sql;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tenfold.model.ClusterReport;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.Protection;
import tenfold.model.SecretRef;
import tenfold.model.ServerPart;
import tenfold.model.ServerReport;
import tenfold.model.ServerState;
import tenfold.model.SqlImage;
import tenfold.sql.cluster.Clients;
import tenfold.sql.cluster.Cluster;
import tenfold.sql.cluster.ClusterConfig;
import tenfold.sql.gateway.Gateway;
import tenfold.sql.gateway.Serving;
import tenfold.sql.gateway.Upstream;
import tenfold.sql.load.LoadSampler;
import tenfold.sql.login.Credentials;

/// The servers behind one gateway.
sealed interface Tier extends AutoCloseable {
    void apply(SqlImage wanted);

    ClusterReport report();

    @Override
    void close();

    static Tier of(SqlConfig config, Gateway gateway, LoadSampler load) throws IOException {
        return switch (config.servers()) {
            case Servers.Ours ours -> {
                var given =
                        new ClusterConfig(
                                ours.launcher(),
                                ours.folder(),
                                ours.logs(),
                                config.secrets(),
                                ours.progress());
                var through = new Through(gateway, load, config.secrets());
                yield new Clustered(new Cluster(given, through), through);
            }
            case Servers.Found found ->
                    new Stranger(config, found, new Through(gateway, load, config.secrets()));
        };
    }

    /// Servers of ours.
    record Clustered(Cluster cluster, Through through) implements Tier {
        @Override
        public void apply(SqlImage wanted) {
            through.named(wanted.cluster());
            cluster.apply(wanted.cluster(), wanted.reads());
        }

        @Override
        public ClusterReport report() {
            return cluster.report();
        }

        @Override
        public void close() {
            cluster.close();
        }
    }

    /// The gateway, as a cluster sees it; the load of whoever is the primary is looked at, too.
    final class Through implements Clients {
        private final Gateway gateway;
        private final LoadSampler load;
        private final Function<SecretRef, String> secrets;
        private volatile @Nullable DatabaseCluster names;

        Through(Gateway gateway, LoadSampler load, Function<SecretRef, String> secrets) {
            this.gateway = gateway;
            this.load = load;
            this.secrets = secrets;
        }

        /// Whose user and database it is.
        void named(DatabaseCluster cluster) {
            names = cluster;
        }

        @Override
        public void serve(Serving serving) {
            gateway.serve(serving);
            Upstream primary = serving.primary();
            DatabaseCluster cluster = names;
            load.follow(
                    primary == null || cluster == null
                            ? null
                            : new LoadSampler.Subject(
                                    primary.administration(),
                                    primary.as(
                                            cluster.user(),
                                            cluster.database(),
                                            new Credentials.Password(
                                                    secrets.apply(cluster.owner())))));
        }

        @Override
        public CompletableFuture<Quiet> quiesce(Duration patience) {
            return gateway.quiesce(patience)
                    .thenApply(
                            quiet -> new Quiet(quiet.statementsHeld(), quiet.transactionsEnded()));
        }

        @Override
        public CompletableFuture<Void> freeze(Duration patience) {
            return gateway.freeze(patience);
        }

        @Override
        public void resume() {
            gateway.resume();
        }
    }

    /// One server that somebody else runs.
    final class Stranger implements Tier {
        private final SqlConfig config;
        private final Servers.Found found;
        private final Through through;
        private final Instant since = Instant.now();
        private List<DatabaseServer> servers = List.of();

        Stranger(SqlConfig config, Servers.Found found, Through through) {
            this.config = config;
            this.found = found;
            this.through = through;
        }

        @Override
        public synchronized void apply(SqlImage wanted) {
            DatabaseServer first = wanted.cluster().server(wanted.cluster().first()).orElseThrow();
            String administrator = config.secrets().apply(wanted.cluster().administrator());
            servers = List.of(first);
            through.named(wanted.cluster());
            through.serve(
                    new Serving(
                            1,
                            Upstream.local(first.id(), found.socket(), administrator),
                            List.of()));
        }

        @Override
        public synchronized ClusterReport report() {
            DatabaseServer server = servers.getFirst();
            var report =
                    new ServerReport(
                            server.id(),
                            server.zone(),
                            ServerPart.PRIMARY,
                            ServerState.RUNNING,
                            since,
                            "runs by itself",
                            0,
                            0,
                            0,
                            true,
                            false,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0);
            return new ClusterReport(
                    1,
                    server.id(),
                    Protection.NONE_WANTED,
                    null,
                    List.of(report),
                    List.of(),
                    null,
                    null);
        }

        @Override
        public void close() {
            // Its owner stops it.
        }
    }
}
