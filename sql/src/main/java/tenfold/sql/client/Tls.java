package tenfold.sql.client;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How a TCP connection is protected.
public sealed interface Tls {
    /// Certificate and host name are checked against `authorities` (a PEM file), or against the
    /// authorities that this Java trusts.
    record Verified(@Nullable Path authorities) implements Tls {}

    /// TLS always, with whoever answers: nobody can listen, but somebody could stand in between.
    record Required() implements Tls {}

    /// TLS where the server offers it, its certificate unchecked.
    record Preferred() implements Tls {}

    record Disabled() implements Tls {}
}
