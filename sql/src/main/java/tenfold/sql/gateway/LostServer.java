package tenfold.sql.gateway;

import tenfold.sql.wire.Fault;

/// What a client is told whose server connection ended under it. What may have been committed is
/// called unknown, never lost and never done.
final class LostServer {
    private LostServer() {}

    static Fault fault(BackendConnection server, Fault why, boolean inFlight) {
        if (!inFlight) {
            return Fault.fatal("57P01", "the database server ended the session: " + why.message());
        }
        if (server.status != 'I' && !server.isCommitting()) {
            return Fault.fatal("08006", why.message() + "; the transaction was rolled back");
        }
        return Fault.fatal(
                        "08007",
                        why.message()
                                + " before it answered; whether the statement took effect is unknown")
                .withHint("Read what it would have written before running it again.");
    }
}
