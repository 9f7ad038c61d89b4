package tenfold.sql.client;

import java.time.Duration;
import tenfold.base.Check;

/// The limits of one connection.
///
/// @param connectTime for reaching the server, TLS and the login together
/// @param messageLengthMax bytes of one message from the server; memory grows as the bytes come
/// @param resultLengthMax bytes of one query's values
public record ClientLimits(Duration connectTime, int messageLengthMax, long resultLengthMax) {
    public static final ClientLimits DEFAULT =
            new ClientLimits(Duration.ofSeconds(10), 64 << 20, 256L << 20);

    /// For rows as long as PostgreSQL allows.
    public static final ClientLimits LONG_ROWS =
            new ClientLimits(Duration.ofSeconds(10), (1 << 30) + 65_536, 256L << 20);

    public ClientLimits {
        Check.that(connectTime.isPositive(), "connectTime must be positive");
        Check.that(messageLengthMax >= 1024, "messageLengthMax is below 1 KiB");
        Check.that(resultLengthMax >= 1024, "resultLengthMax is below 1 KiB");
    }
}
