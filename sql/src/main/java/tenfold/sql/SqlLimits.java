package tenfold.sql;

import java.time.Duration;
import tenfold.base.Check;

/// Every limit of the SQL gateway.
///
/// @param statementLengthMax bytes of a Query or Parse message, which are read whole
/// @param preAuthLengthMax bytes of a message before its sender has logged in
/// @param loginsMax connections that have not logged in yet, in all
/// @param loginsPerAddressMax the same, from one address
/// @param loginTime how long a login may take
/// @param waitersMax clients that wait for a server connection, per event loop
/// @param waitTime how long one waits while all server connections are busy
/// @param holdTime how long one waits while the server is down
/// @param pipelineMax messages of one client that await their replies; it is disconnected above
/// @param preparedPerServerMax named prepared statements kept on one server connection
/// @param preparedPerPoolMax distinct prepared statements remembered per pool
/// @param preparedPerClientMax names of prepared statements one client may hold
/// @param cancelsMax cancel requests on their way at one time
/// @param idleTime how long an unused server connection is kept
/// @param lifeTime how long a server connection is used
/// @param heldBytesMax bytes kept of clients that wait, per event loop; above it one that sends
///   more is ended
public record SqlLimits(
        int statementLengthMax,
        int preAuthLengthMax,
        int loginsMax,
        int loginsPerAddressMax,
        Duration loginTime,
        int waitersMax,
        Duration waitTime,
        Duration holdTime,
        int pipelineMax,
        int preparedPerServerMax,
        int preparedPerPoolMax,
        int preparedPerClientMax,
        int cancelsMax,
        Duration idleTime,
        Duration lifeTime,
        long heldBytesMax) {
    public static final SqlLimits DEFAULT =
            new SqlLimits(
                    64 << 20,
                    8 << 10,
                    1_000,
                    1_000,
                    Duration.ofSeconds(10),
                    20_000,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(15),
                    1 << 20,
                    500,
                    5_000,
                    10_000,
                    100,
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    256 << 20);

    public SqlLimits {
        Check.that(statementLengthMax >= 1024, "statementLengthMax is below 1 KiB");
        Check.that(preAuthLengthMax >= 1024, "preAuthLengthMax is below 1 KiB");
        Check.that(loginsMax >= 1 && loginsPerAddressMax >= 1, "logins need a limit of 1 or more");
        Check.that(waitersMax >= 1, "waitersMax must be at least 1");
        Check.that(pipelineMax >= 16, "pipelineMax is below 16");
        Check.that(preparedPerServerMax >= 1, "preparedPerServerMax must be at least 1");
        Check.that(preparedPerPoolMax >= 1, "preparedPerPoolMax must be at least 1");
        Check.that(preparedPerClientMax >= 1, "preparedPerClientMax must be at least 1");
        Check.that(cancelsMax >= 1, "cancelsMax must be at least 1");
    }
}
