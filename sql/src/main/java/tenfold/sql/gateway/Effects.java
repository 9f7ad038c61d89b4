package tenfold.sql.gateway;

import tenfold.sql.text.Facts;
import tenfold.sql.text.Script;

/// What the statements of one client do beside being answered: to its session, to its prepared
/// statements, and to what all clients of its database know.
final class Effects {
    private final ClientConnection client;
    private final Session session;
    private final Database facts;

    Effects(ClientConnection client, Pool pool) {
        this.client = client;
        this.session = client.session();
        this.facts = pool.facts();
    }

    /// A statement that is not plain goes to the server.
    void sends(Script script) {
        session.sent(script);
        if (script.has(Facts.LATE_COMMIT)) {
            client.pool().loop().shared().routing().commitsMayComeLate();
        }
        if (script.has(Facts.WILL_READ_VALUE)) {
            facts.sequencesAreRead();
        }
        if (script.has(Facts.DRAWS_VALUE) && facts.readsSequences()) {
            session.pin(Facts.PIN_SEQUENCE);
        }
    }

    void completed(Facts statement) {
        session.completed(statement);
        if (statement.has(Facts.DDL)) {
            facts.schemaChanged();
        }
        BackendConnection server = client.backend();
        if (server == null) {
            return;
        }
        boolean all = statement.has(Facts.DEALLOCATE) && statement.name().isEmpty();
        if (all || statement.has(Facts.DISCARD_ALL)) {
            server.statements.clear();
            client.statements().clear();
        }
        if (statement.has(Facts.DISCARD_ALL)) {
            server.discarded();
        }
    }

    void failed() {
        session.error();
    }
}
