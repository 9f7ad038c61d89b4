package tenfold.model;

/// What went wrong at the SQL gateway besides statements that failed; totals since the station
/// opened.
///
/// @param cancels cancel requests that were handed on
/// @param waitTimeouts clients that gave up waiting for a server connection
/// @param brokenServers server connections closed because their stream could not be trusted
/// @param loginsRefused connections turned away because too many were logging in
public record TroublesReport(
        long cancels, long waitTimeouts, long brokenServers, long loginsRefused) {
    public static final TroublesReport NONE = new TroublesReport(0, 0, 0, 0);
}
