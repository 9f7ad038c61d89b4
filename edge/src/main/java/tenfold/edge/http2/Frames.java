package tenfold.edge.http2;

import io.netty.buffer.ByteBuf;

/// What a [FrameReader] has read. Numbers and sizes are valid, and stream numbers odd, as those are
/// that a client chooses; whether a frame fits its stream's state is not judged.
public interface Frames {
    /// `size` bytes at the beginning of `in`, to be taken from it; `flow` counts for flow control.
    void data(int stream, ByteBuf in, int size, int flow, boolean ends) throws Http2Violation;

    /// A whole header block.
    void headers(int stream, byte[] block, int length, boolean ends) throws Http2Violation;

    /// `code` is one of the codes of [ErrorCode], or another number.
    void reset(int stream, long code) throws Http2Violation;

    /// One after the other, then [#settingsEnd].
    void setting(int id, long value) throws Http2Violation;

    void settingsEnd() throws Http2Violation;

    void ping(long opaque) throws Http2Violation;

    /// Streams above `lastStream` were not looked at.
    void goAway(int lastStream, long code) throws Http2Violation;

    /// `stream` 0 is the connection.
    void window(int stream, int increment) throws Http2Violation;

    /// A frame that brings nothing: it is only counted.
    void idle() throws Http2Violation;
}
