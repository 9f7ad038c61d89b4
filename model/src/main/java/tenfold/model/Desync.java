package tenfold.model;

/// What the edge does with requests whose framing two parsers could understand differently.
///
/// Only a request with one possible meaning is ever sent on, written anew; the modes differ in what
/// happens to requests that have one meaning and yet break the RFC.
public enum Desync {
    /// They are served, and named in the access log.
    MONITOR,
    /// They are served, and the connections to client and target end with them.
    DEFENSIVE,
    /// They are refused.
    STRICTEST
}
