package tenfold.sql;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tenfold.base.process.ProcessLauncher;
import tenfold.model.SecretRef;
import tenfold.model.ServerState;
import tenfold.sql.server.PostgresConfig;
import tenfold.sql.server.PostgresServer;
import tenfold.sql.server.ServerSpec;
import tenfold.sql.server.ServerStatus;

/// The backend on one machine: a PostgreSQL that this station starts, watches and restarts.
public final class LocalPostgres implements DatabaseBackend {
    private final ProcessLauncher launcher;
    private final Path logs;
    private final Function<SecretRef, String> secrets;
    private final Consumer<String> progress;
    private @Nullable ServerSpec wanted;
    private @Nullable PostgresServer server;

    /// @param logs the folder of the server's log
    /// @param progress hears of slow first-time work in words for a person
    public LocalPostgres(
            ProcessLauncher launcher,
            Path logs,
            Function<SecretRef, String> secrets,
            Consumer<String> progress) {
        this.launcher = launcher;
        this.logs = logs;
        this.secrets = secrets;
        this.progress = progress;
    }

    /// Another description of the server means a restart with it: clients are held meanwhile.
    @Override
    public synchronized void apply(ServerSpec newly) {
        if (newly.equals(wanted)) {
            return;
        }
        if (server != null) {
            server.close();
        }
        wanted = newly;
        server =
                new PostgresServer(
                        newly,
                        PostgresConfig.of(
                                launcher,
                                logs.resolve(newly.id() + ".log"),
                                secrets,
                                progress,
                                _ -> {}));
        server.start();
    }

    @Override
    public Status status() {
        PostgresServer running = server();
        if (running == null) {
            return new Status(ServerState.STOPPED, Instant.EPOCH, "not asked for yet", 0, 0);
        }
        ServerStatus now = running.status();
        return new Status(now.state(), now.since(), now.reason(), now.pid(), now.restarts());
    }

    @Override
    public Path socket(ServerSpec of) {
        return of.socketFolder().resolve(".s.PGSQL." + PostgresServer.PORT);
    }

    @Override
    public boolean await(Duration patience) throws InterruptedException {
        PostgresServer running = server();
        return running != null && running.awaitSettled(patience).state() == ServerState.RUNNING;
    }

    private synchronized @Nullable PostgresServer server() {
        return server;
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
        }
    }
}
