package tenfold.edge.http;

/// How the end of a body is known.
public enum BodyFraming {
    NONE,
    LENGTH,
    CHUNKED,
    /// Responses only: the body ends with the connection.
    UNTIL_CLOSE
}
