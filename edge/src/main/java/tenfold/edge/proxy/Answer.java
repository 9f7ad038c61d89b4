package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.edge.http.Trailers;

/// How an answer is written to a client, in the protocol that it speaks. What one event writes
/// stands between [#open] and [#close].
sealed interface Answer permits Http1Answer, Http2Answer, Fetch.Into {
    void open();

    /// A 1xx response, other than 101.
    void interim(RequestHead request, ResponseHead head);

    /// The final head; `following` bytes of its body will come with it. `closes` asks to end the
    /// connection with this answer; returns whether it will.
    boolean head(RequestHead request, ResponseHead head, boolean closes, long id, int following);

    /// The same for an answer of the cache: `head` is a whole head but for the lines about the
    /// connection and the empty one, and names its length.
    boolean stored(RequestHead request, CachedHeads head, boolean closes, long id, int following);

    /// The next `size` bytes of `in`.
    void body(ByteBuf in, int size);

    /// The end of the body; `trailers` count only behind a body of unknown length.
    void end(Trailers trailers);

    /// 101: what follows as [#body] belongs to another protocol.
    void switching(ResponseHead head);

    /// A whole answer of the edge's own; `request` is null or unfinished when it was not
    /// understood.
    void page(Page page, @Nullable RequestHead request, boolean closes, long id);

    /// Ends this event's output; returns how many bytes it was.
    long close();
}
