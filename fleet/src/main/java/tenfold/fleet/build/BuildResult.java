package tenfold.fleet.build;

import java.time.Duration;

/// How a build went.
public sealed interface BuildResult {
    /// Nothing changed since the last successful one.
    record UpToDate() implements BuildResult {}

    record Built(Duration took) implements BuildResult {}

    /// `words` say which command ended how, with the last lines of its output.
    record Failed(String words) implements BuildResult {}
}
