package tenfold.sql.cluster;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import tenfold.base.process.ProcessLauncher;
import tenfold.model.SecretRef;

/// What a cluster is given at start.
///
/// @param folder holds the record, `cluster`
/// @param logs holds the servers' logs
/// @param secrets reads a secret by name
/// @param progress hears of slow first-time work in words for a person
public record ClusterConfig(
        ProcessLauncher launcher,
        Path folder,
        Path logs,
        Function<SecretRef, String> secrets,
        Consumer<String> progress) {}
