package tenfold.edge;

/// The limits of the edge, to count how often each was reached.
public enum Limit {
    REQUEST_LINE,
    HEADERS,
    BODY,
    CONNECTIONS,
    CONNECTIONS_PER_CLIENT,
    /// Connections of one /24 of IPv4 or /48 of IPv6.
    CONNECTIONS_PER_PREFIX,
    /// Connections or requests of addresses that may not come.
    DENIED_ADDRESS,
    /// Requests above a route's rate limit.
    RATE,
    /// Requests that no rate limit had room to count; they were let in.
    RATE_TABLE,
    /// Requests whose framing two parsers could understand differently.
    DESYNC,
    /// A client was not read from because it sent too far ahead.
    PIPELINE,
    HEAD_TIME,
    /// A connection did not begin with the PROXY header that it had to, or came from a proxy that
    /// nobody trusts.
    PROXY_HEADER,
    /// A connection for a listener that reads the name of TLS clients began with something else.
    CLIENT_HELLO,
    BODY_RATE,
    READ_RATE,
    IDLE_TIME,
    CONNECT_TIME,
    RESPONSE_TIME,
    STREAM_IDLE_TIME,
    /// More streams of HTTP/2 than were allowed at once.
    HTTP2_STREAMS,
    /// Streams of HTTP/2 broken off too often: rapid reset, by the client or provoked by it.
    HTTP2_RESETS,
    /// A header block of HTTP/2 of too many bytes or frames.
    HTTP2_HEADER_BLOCK,
    /// Frames of HTTP/2 that bring nothing: PING, SETTINGS, PRIORITY, empty or unknown ones.
    HTTP2_IDLE_FRAMES,
    WAITING_REQUESTS,
    WAITING_TIME,
    RETRY_BUDGET,
    /// Every target of a group had as many requests or connections as it may have, and too many
    /// requests waited for room, or one for too long.
    CIRCUIT,
    /// A group's adaptive limit was reached.
    ADAPTIVE_CONCURRENCY,
    /// A request or tunnel was on a target that drains or is gone for longer than it may.
    DRAIN_TIME,
    /// Lines that the access log lost because its disk was slower than the traffic, or full.
    LOG_QUEUE
}
