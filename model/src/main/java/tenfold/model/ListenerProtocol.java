package tenfold.model;

/// What is spoken on a [Listener].
public enum ListenerProtocol {
    /// HTTP/1.1, and HTTP/2 with clients that begin with its preface.
    HTTP,
    /// The same over TLS, which ends at the edge.
    HTTPS,
    /// Any protocol: bytes pass as they come.
    TCP,
    /// Any protocol over TLS, which ends at the instance: the edge reads the name that the client
    /// asks for, and nothing else.
    TLS;

    /// Whether the edge reads requests; otherwise it passes bytes.
    public boolean isHttp() {
        return this == HTTP || this == HTTPS;
    }
}
