package tenfold.load;

import java.nio.file.Path;

/// Whose certificates are believed when URLs are `https`.
public sealed interface LoadTrust {
    LoadTrust KNOWN = new Known();

    /// The JDK's certificate authorities.
    record Known() implements LoadTrust {}

    /// One authority, from a PEM file.
    record Authority(Path file) implements LoadTrust {}

    /// Any certificate: for tests on one's own machine.
    record Anyone() implements LoadTrust {}
}
