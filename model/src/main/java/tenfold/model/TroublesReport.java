package tenfold.model;

/// What went wrong at the SQL gateway besides statements that failed; totals since the station
/// opened.
///
/// @param cancels cancel requests that were handed on
/// @param cancelsWithheld cancel requests that would have hit a commit
/// @param waitTimeouts clients that gave up waiting for a server connection
/// @param brokenServers server connections closed because their stream could not be trusted
/// @param repeated statements and transactions that ran again after their server was lost
/// @param toRetry those that were told that nothing of them was committed (40001)
/// @param unknown those that were told that their outcome is unknown (08007)
/// @param loginsRefused connections turned away because too many were logging in
public record TroublesReport(
        long cancels,
        long cancelsWithheld,
        long waitTimeouts,
        long brokenServers,
        long repeated,
        long toRetry,
        long unknown,
        long loginsRefused) {
    public static final TroublesReport NONE = new TroublesReport(0, 0, 0, 0, 0, 0, 0, 0);
}
