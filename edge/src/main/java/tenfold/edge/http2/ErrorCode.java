package tenfold.edge.http2;

/// Why a stream or a connection ends (RFC 9113 section 7), in the order of the codes.
@SuppressWarnings("EnumOrdinal") // the order is the registry's
public enum ErrorCode {
    NO_ERROR,
    PROTOCOL_ERROR,
    INTERNAL_ERROR,
    FLOW_CONTROL_ERROR,
    SETTINGS_TIMEOUT,
    STREAM_CLOSED,
    FRAME_SIZE_ERROR,
    REFUSED_STREAM,
    CANCEL,
    COMPRESSION_ERROR,
    CONNECT_ERROR,
    ENHANCE_YOUR_CALM;

    /// The code with that number; an unknown one is as good as INTERNAL_ERROR (section 7).
    public static ErrorCode of(long number) {
        ErrorCode[] all = values();
        return number >= 0 && number < all.length ? all[(int) number] : INTERNAL_ERROR;
    }

    public int code() {
        return ordinal();
    }
}
