package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.Trailers;

/// What carries one [Exchange] to its target and back: a connection of HTTP/1.1, or a stream on one
/// of HTTP/2. What one event sends of a body stands between [#openBody] and [#closeBody].
sealed interface Carrier permits UpstreamConnection, UpstreamStream {
    /// Sends the request's head for this exchange, which hears of everything from now on.
    void send(Exchange borrower, RequestHead request, long id);

    void openBody();

    /// The next `size` bytes of `in`.
    void body(ByteBuf in, int size);

    /// The end of the body.
    void endBody(Trailers trailers);

    void closeBody();

    /// Whether the target takes what it was sent; [Exchange#upstreamWritabilityChanged] says when
    /// it does again.
    boolean isWritable();

    /// Whether bytes of an answer have come.
    boolean hasAnswered();

    /// What stood behind the body of the answer.
    Trailers trailers();

    /// The client takes more of the answer.
    void resume();

    /// The exchange is over; `clean` when request and answer were whole.
    void release(boolean clean);

    /// The exchange is over, and what it wrote is still to be sent.
    void releaseAfterSending();
}
