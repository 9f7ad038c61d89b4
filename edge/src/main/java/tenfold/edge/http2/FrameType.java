package tenfold.edge.http2;

/// The numbers of frames, flags and settings on the wire (RFC 9113 sections 6 and 11).
final class FrameType {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 0x1;
    static final int ACK = 0x1;
    static final int END_HEADERS = 0x4;
    static final int PADDED = 0x8;
    static final int PRIORITIZED = 0x20;

    static final int HEADER_SIZE = 9;

    /// The largest payload that both sides must take, and that we take.
    static final int PAYLOAD_MAX = 16_384;

    private FrameType() {}
}
