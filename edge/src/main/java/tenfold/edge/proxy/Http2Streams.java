package tenfold.edge.proxy;

import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The open streams of one connection, by their numbers, and some to be used again.
final class Http2Streams {
    private static final int SPARE_MAX = 16;

    private final Http2Connection connection;
    private final IntObjectHashMap<Http2Stream> open = new IntObjectHashMap<>();
    private final ArrayDeque<Http2Stream> spare = new ArrayDeque<>();
    private int initialWindow = 65_535;

    Http2Streams(Http2Connection connection) {
        this.connection = connection;
    }

    @Nullable Http2Stream get(int id) {
        return open.get(id);
    }

    int count() {
        return open.size();
    }

    /// All of them, as they are now.
    List<Http2Stream> all() {
        return open.isEmpty() ? List.of() : List.copyOf(open.values());
    }

    Http2Stream add(int id) {
        Http2Stream reused = spare.pollLast();
        Http2Stream stream = reused == null ? new Http2Stream(connection) : reused;
        open.put(id, stream);
        return stream;
    }

    /// Takes the stream out; false when it was not open.
    boolean remove(Http2Stream stream) {
        if (open.get(stream.id()) != stream) {
            return false;
        }
        open.remove(stream.id());
        return true;
    }

    /// Everything has been told of its end.
    void reuse(Http2Stream stream) {
        if (spare.size() < SPARE_MAX) {
            spare.addLast(stream);
        }
    }

    /// What the client lets us send on a new stream.
    int initialWindow() {
        return initialWindow;
    }

    /// New streams have that window, and those that are open as much more or less; false when one
    /// gets larger than it can be.
    boolean initialWindow(int bytes) {
        int more = bytes - initialWindow;
        initialWindow = bytes;
        for (Http2Stream stream : open.values()) {
            if (!stream.widen(more)) {
                return false;
            }
        }
        return true;
    }
}
