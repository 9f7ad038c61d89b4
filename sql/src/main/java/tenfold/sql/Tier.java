package tenfold.sql;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tenfold.model.ClusterReport;
import tenfold.model.DatabaseServer;
import tenfold.model.Protection;
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

/// The servers behind one gateway.
sealed interface Tier extends AutoCloseable {
    void apply(SqlImage wanted);

    ClusterReport report();

    @Override
    void close();

    static Tier of(SqlConfig config, Gateway gateway) throws IOException {
        return switch (config.servers()) {
            case Servers.Ours ours -> {
                var given =
                        new ClusterConfig(
                                ours.launcher(),
                                ours.folder(),
                                ours.logs(),
                                config.secrets(),
                                ours.progress());
                yield new Clustered(new Cluster(given, new Through(gateway)));
            }
            case Servers.Found found -> new Stranger(config, found, gateway);
        };
    }

    /// Servers of ours.
    record Clustered(Cluster cluster) implements Tier {
        @Override
        public void apply(SqlImage wanted) {
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

    /// The gateway, as a cluster sees it.
    record Through(Gateway gateway) implements Clients {
        @Override
        public void serve(Serving serving) {
            gateway.serve(serving);
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
        private final Gateway gateway;
        private final Instant since = Instant.now();
        private List<DatabaseServer> servers = List.of();

        Stranger(SqlConfig config, Servers.Found found, Gateway gateway) {
            this.config = config;
            this.found = found;
            this.gateway = gateway;
        }

        @Override
        public synchronized void apply(SqlImage wanted) {
            DatabaseServer first = wanted.cluster().server(wanted.cluster().first()).orElseThrow();
            String administrator = config.secrets().apply(wanted.cluster().administrator());
            servers = List.of(first);
            gateway.serve(
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
