package tenfold.sql.gateway;

import org.jspecify.annotations.Nullable;

/// What a Parse or Close message, once sent, has already changed in the books, so that it can be
/// taken back when the server skips the message.
///
/// @param name the client's name for the statement; empty for the unnamed, null when not the
///   client's
/// @param onServer whether the server's statements changed
/// @param parse whether it was a Parse, else a Close
record StatementChange(@Nullable String name, Prepared statement, boolean onServer, boolean parse) {
    void undo(ServerStatements server, @Nullable ClientConnection client) {
        boolean unnamed = statement.name().length == 0;
        if (unnamed) {
            if (server.unnamed() == statement) {
                server.unnamed(null);
            }
        } else if (onServer && parse) {
            server.remove(statement);
        } else if (onServer) {
            server.restore(statement);
        }
        if (client == null || name == null) {
            return;
        }
        if (parse) {
            client.statements().remove(name, statement);
        } else {
            client.statements().put(name, statement);
        }
    }
}
