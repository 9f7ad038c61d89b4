package tenfold.edge.proxy;

import io.netty.util.collection.IntObjectHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The open streams of one [UpstreamLink], by their numbers, and what the target lets new ones
/// send.
final class LinkStreams {
    private static final int LAST = Integer.MAX_VALUE - 2;

    private final IntObjectHashMap<UpstreamStream> open = new IntObjectHashMap<>();
    private int lastId = -1;
    private int initialWindow = 65_535;

    int count() {
        return open.size();
    }

    /// Whether all numbers are used up.
    boolean isExhausted() {
        return lastId >= LAST;
    }

    /// Numbers a stream that begins.
    int begin(UpstreamStream stream) {
        lastId += 2;
        open.put(lastId, stream);
        return lastId;
    }

    @Nullable UpstreamStream get(int id) {
        return open.get(id);
    }

    /// All of them, as they are now.
    List<UpstreamStream> all() {
        return open.isEmpty() ? List.of() : List.copyOf(open.values());
    }

    /// Whether the stream was ever opened.
    boolean knows(int id) {
        return id <= lastId;
    }

    /// Takes the stream out; false when it was not open.
    boolean remove(UpstreamStream stream) {
        return open.get(stream.id()) == stream && open.remove(stream.id()) != null;
    }

    int initialWindow() {
        return initialWindow;
    }

    /// New streams have that window, and those that are open as much more or less; false when one
    /// gets larger than it can be.
    boolean initialWindow(int bytes) {
        int more = bytes - initialWindow;
        initialWindow = bytes;
        boolean valid = true;
        for (UpstreamStream stream : open.values()) {
            valid &= stream.widen(more);
        }
        return valid;
    }
}
