package tenfold.sql;

import java.nio.file.Path;
import java.util.function.Consumer;
import tenfold.base.process.ProcessLauncher;

/// Who runs the servers of the image.
public sealed interface Servers {
    /// The station: it starts, watches and stops them, makes standbys and fails over.
    ///
    /// @param folder keeps what the station must not forget
    /// @param logs holds the servers' logs
    /// @param progress hears of slow first-time work in words for a person
    record Ours(ProcessLauncher launcher, Path folder, Path logs, Consumer<String> progress)
            implements Servers {}

    /// Somebody else: the image's first server listens on `socket`, and stays.
    record Found(Path socket) implements Servers {}
}
