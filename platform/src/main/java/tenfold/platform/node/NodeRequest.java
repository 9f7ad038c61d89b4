package tenfold.platform.node;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/// What a node is to run: the application, its data folder, and what the command line said.
/// `definition` is the fingerprint of all that control will plan from.
public record NodeRequest(
        Path application,
        NodeFolder folder,
        Optional<String> command,
        OptionalInt port,
        String definition) {}
