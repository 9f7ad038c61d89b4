package tenfold.edge;

/// The limits of the edge, to count how often each was reached.
public enum Limit {
    REQUEST_LINE,
    HEADERS,
    BODY,
    CONNECTIONS,
    CONNECTIONS_PER_CLIENT,
    /// A client was not read from because it sent too far ahead.
    PIPELINE,
    HEAD_TIME,
    BODY_RATE,
    READ_RATE,
    IDLE_TIME,
    CONNECT_TIME,
    RESPONSE_TIME,
    STREAM_IDLE_TIME,
    WAITING_REQUESTS,
    WAITING_TIME,
    RETRY_BUDGET,
    /// Lines that the access log lost because its disk was slower than the traffic, or full.
    LOG_QUEUE
}
