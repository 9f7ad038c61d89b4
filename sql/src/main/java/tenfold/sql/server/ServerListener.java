package tenfold.sql.server;

/// Is told each change of a server's state, in order, on the server's own thread: be quick.
@FunctionalInterface
public interface ServerListener {
    void changed(ServerStatus status);
}
