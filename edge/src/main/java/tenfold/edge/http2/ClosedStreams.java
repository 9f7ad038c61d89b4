package tenfold.edge.http2;

/// How the newest streams of a connection have ended: what may still come for them depends on it.
/// Older ones are forgotten.
public final class ClosedStreams {
    private static final int REMEMBERED = 256;

    /// What is known of a stream that is not open.
    public enum End {
        /// Too long ago, or never opened.
        UNKNOWN,
        /// The client has said that it sends nothing more.
        BY_CLIENT,
        /// The edge broke it off: the client may not know yet, and what it sends is ignored.
        BY_EDGE
    }

    private final int[] streams = new int[REMEMBERED];
    private final boolean[] byEdge = new boolean[REMEMBERED];

    public void add(int stream, End end) {
        int place = place(stream);
        streams[place] = stream;
        byEdge[place] = end == End.BY_EDGE;
    }

    public End end(int stream) {
        int place = place(stream);
        if (streams[place] != stream) {
            return End.UNKNOWN;
        }
        return byEdge[place] ? End.BY_EDGE : End.BY_CLIENT;
    }

    private static int place(int stream) {
        return (stream >>> 1) & (REMEMBERED - 1);
    }
}
