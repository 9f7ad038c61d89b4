package tenfold.edge.http2;

/// Frames that break the rules: ends one stream, or the connection when [#stream] is 0.
public final class Http2Violation extends Exception {
    private static final long serialVersionUID = 1L;

    private final int stream;
    private final ErrorCode code;

    private Http2Violation(int stream, ErrorCode code, String message) {
        super(message, null, false, false);
        this.stream = stream;
        this.code = code;
    }

    public static Http2Violation ofStream(int stream, ErrorCode code, String message) {
        return new Http2Violation(stream, code, message);
    }

    public static Http2Violation ofConnection(ErrorCode code, String message) {
        return new Http2Violation(0, code, message);
    }

    static Http2Violation protocol(String message) {
        return ofConnection(ErrorCode.PROTOCOL_ERROR, message);
    }

    static Http2Violation compression(String message) {
        return ofConnection(ErrorCode.COMPRESSION_ERROR, message);
    }

    static Http2Violation frameSize(String message) {
        return ofConnection(ErrorCode.FRAME_SIZE_ERROR, message);
    }

    public int stream() {
        return stream;
    }

    public ErrorCode code() {
        return code;
    }

    /// What the peer may be told.
    public String reason() {
        return String.valueOf(getMessage());
    }
}
