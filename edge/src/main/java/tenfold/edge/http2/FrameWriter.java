package tenfold.edge.http2;

import tenfold.edge.http.ByteSink;

/// Writes frames; for those with a payload of the caller's, only their heads.
public final class FrameWriter {
    private static final int HEADER_TABLE_SIZE = 1;
    private static final int ENABLE_PUSH = 2;
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_HEADER_LIST_SIZE = 6;
    private static final int ENABLE_CONNECT_PROTOCOL = 8;
    private static final int WINDOW_INITIAL = 65_535;

    private FrameWriter() {}

    /// The edge's settings, and what the connection's window is larger than it would be.
    public static void opening(ByteSink out, Opening opening) {
        int settings = 5;
        head(out, settings * 6, FrameType.SETTINGS, 0, 0);
        setting(out, HEADER_TABLE_SIZE, HpackDecoder.TABLE_BYTES_MAX);
        setting(out, MAX_CONCURRENT_STREAMS, opening.streamsMax);
        setting(out, INITIAL_WINDOW_SIZE, opening.streamWindow);
        setting(out, MAX_HEADER_LIST_SIZE, opening.headerListMax);
        setting(out, ENABLE_CONNECT_PROTOCOL, 1);
        if (opening.connectionWindow > WINDOW_INITIAL) {
            window(out, 0, opening.connectionWindow - WINDOW_INITIAL);
        }
    }

    /// What a peer announces; a client says nothing of streams.
    public record Opening(
            int streamsMax, int streamWindow, int connectionWindow, int headerListMax) {}

    /// What a client begins with: the preface, its settings, and its window.
    public static void beginning(ByteSink out, Opening opening) {
        out.put(Preface.bytes());
        int settings = 4;
        head(out, settings * 6, FrameType.SETTINGS, 0, 0);
        setting(out, HEADER_TABLE_SIZE, HpackDecoder.TABLE_BYTES_MAX);
        setting(out, ENABLE_PUSH, 0);
        setting(out, INITIAL_WINDOW_SIZE, opening.streamWindow);
        setting(out, MAX_HEADER_LIST_SIZE, opening.headerListMax);
        if (opening.connectionWindow > WINDOW_INITIAL) {
            window(out, 0, opening.connectionWindow - WINDOW_INITIAL);
        }
    }

    public static void settingsAck(ByteSink out) {
        head(out, 0, FrameType.SETTINGS, FrameType.ACK, 0);
    }

    public static void pingAck(ByteSink out, long opaque) {
        ping(out, FrameType.ACK, opaque);
    }

    /// Asks the peer whether it is there.
    public static void ping(ByteSink out) {
        ping(out, 0, 0);
    }

    private static void ping(ByteSink out, int flags, long opaque) {
        head(out, 8, FrameType.PING, flags, 0);
        number(out, (int) (opaque >>> 32));
        number(out, (int) opaque);
    }

    public static void reset(ByteSink out, int stream, ErrorCode code) {
        head(out, 4, FrameType.RST_STREAM, 0, stream);
        number(out, code.code());
    }

    /// `reason` is for people who debug.
    public static void goAway(ByteSink out, int lastStream, ErrorCode code, byte[] reason) {
        head(out, 8 + reason.length, FrameType.GOAWAY, 0, 0);
        number(out, lastStream);
        number(out, code.code());
        out.put(reason);
    }

    public static void window(ByteSink out, int stream, int increment) {
        head(out, 4, FrameType.WINDOW_UPDATE, 0, stream);
        number(out, increment);
    }

    public static void data(ByteSink out, int stream, int length, boolean ends) {
        head(out, length, FrameType.DATA, ends ? FrameType.END_STREAM : 0, stream);
    }

    /// A header block, in as many frames as it needs.
    public static void headers(ByteSink out, int stream, ByteSink block, boolean ends) {
        int type = FrameType.HEADERS;
        int flags = ends ? FrameType.END_STREAM : 0;
        int at = 0;
        do {
            int length = Math.min(block.size() - at, FrameType.PAYLOAD_MAX);
            boolean last = at + length == block.size();
            head(out, length, type, last ? flags | FrameType.END_HEADERS : flags, stream);
            out.put(block.bytes(), at, at + length);
            at += length;
            type = FrameType.CONTINUATION;
            flags = 0;
        } while (at < block.size());
    }

    private static void setting(ByteSink out, int id, int value) {
        out.put((char) (id >>> 8)).put((char) (id & 0xff));
        number(out, value);
    }

    private static void head(ByteSink out, int length, int type, int flags, int stream) {
        out.put((char) (length >>> 16))
                .put((char) (length >>> 8 & 0xff))
                .put((char) (length & 255));
        out.put((char) type).put((char) flags);
        number(out, stream);
    }

    private static void number(ByteSink out, int value) {
        out.put((char) (value >>> 24)).put((char) (value >>> 16 & 0xff));
        out.put((char) (value >>> 8 & 0xff)).put((char) (value & 0xff));
    }
}
