package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import tenfold.sql.login.Credentials;
import tenfold.sql.wire.Fault;

/// Who owns server connections: asked for the login, told of their fate.
interface Lender {
    Loop loop();

    /// The server to connect to.
    Upstream upstream();

    String user();

    String database();

    Credentials credentials();

    /// A connection asked for by [Loop#connect] is ready.
    void opened(BackendConnection server);

    /// A connection asked for could not be opened.
    void failed(Fault why);

    /// A cancel request that kept a connection from being lent is over.
    void idle(BackendConnection server);

    /// A connection is closed, by us or by the server.
    void closed(BackendConnection server);

    /// The server ended a connection unasked.
    void vanished();

    /// The server may not be the primary any more: idle connections to it are closed.
    void distrusted();

    /// A NotificationResponse has come on a connection that no client has.
    default void notified(ByteBuf message) {}

    /// Whether this server is to be the primary.
    boolean isPrimary();
}
