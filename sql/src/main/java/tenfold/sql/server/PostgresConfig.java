package tenfold.sql.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import tenfold.base.Check;
import tenfold.base.process.ProcessLauncher;
import tenfold.model.SecretRef;

/// What a server needs beside its image.
///
/// `binaries` is the cache folder of the programs; `shared` holds the data when its user cannot
/// reach the wanted folder. `progress` gets lines for a person during slow first-time work.
/// `stopGrace` bounds the wait for a fast shutdown, which must write a checkpoint.
public record PostgresConfig(
        ProcessLauncher launcher,
        Path binaries,
        Path shared,
        Path log,
        Function<SecretRef, String> secrets,
        Consumer<String> progress,
        ServerListener listener,
        Duration stopGrace) {
    public PostgresConfig {
        Check.that(stopGrace.isPositive(), "stopGrace must be positive");
    }

    /// The usual places, and half a minute for a shutdown.
    public static PostgresConfig of(
            ProcessLauncher launcher,
            Path log,
            Function<SecretRef, String> secrets,
            Consumer<String> progress,
            ServerListener listener) {
        return new PostgresConfig(
                launcher,
                PostgresBinaries.defaultCache(),
                Places.SHARED,
                log,
                secrets,
                progress,
                listener,
                Duration.ofSeconds(30));
    }
}
