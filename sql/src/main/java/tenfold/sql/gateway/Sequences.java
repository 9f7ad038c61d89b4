package tenfold.sql.gateway;

import tenfold.sql.text.Facts;
import tenfold.sql.wire.Fault;

/// Keeps `currval` and `lastval` from showing a client the values of another.
///
/// Both read what this server session last drew. A pool in which any client ever asked for it
/// discards those values whenever a server connection changes hands; only the first use ever, in
/// the middle of a transaction on a connection that had another user before, must be refused.
final class Sequences {
    static final Fault REFUSAL =
            Fault.error("40001", "currval and lastval cannot be read in this transaction")
                    .withHint(
                            "The server connection was shared before their first use was seen. Retry the transaction, or use RETURNING.");

    private Sequences() {}

    static boolean mayRead(ClientConnection client, BackendConnection server) {
        client.pool().sequencesAreRead();
        if (server.sequencesMixed()) {
            return false;
        }
        if (server.status == 'I' && server.replies.isEmpty()) {
            client.session().pin(Facts.PIN_SEQUENCE);
        }
        return true;
    }
}
