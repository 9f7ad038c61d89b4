package tenfold.sql.gateway;

import tenfold.sql.text.Facts;
import tenfold.sql.wire.Fault;

/// Keeps `currval` and `lastval` from showing a client the values of another.
///
/// Both read what this server session last drew. In a database where any client ever asked for it
/// those values are discarded whenever a server connection changes hands, and a client that names
/// `nextval` or `setval` keeps its server connection. Only the first use ever, in the middle of a
/// transaction on a connection that had another user before, must be refused.
final class Sequences {
    static final Fault REFUSAL =
            Fault.error("40001", "currval and lastval cannot be read in this transaction")
                    .withHint(
                            "The server connection was shared before their first use was seen. Retry the transaction, or use RETURNING.");

    private Sequences() {}

    /// Whether a statement that reads such a value may run on `server` now.
    enum Reading {
        ALLOWED,
        /// Once the server has dropped the values of others; the message is to be looked at again
        /// then.
        LATER,
        REFUSED
    }

    static Reading reading(ClientConnection client, BackendConnection server) {
        client.pool().facts().sequencesAreRead();
        boolean between = server.status == 'I' && server.replies.isEmpty();
        if (server.sequencesMixed()) {
            if (!between) {
                return Reading.REFUSED;
            }
            client.loan().discardSequences(server);
            return Reading.LATER;
        }
        if (between) {
            client.session().pin(Facts.PIN_SEQUENCE);
        }
        return Reading.ALLOWED;
    }
}
