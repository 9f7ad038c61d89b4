package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.Trailers;
import tenfold.edge.http2.ErrorCode;

/// Who asks, as an [Exchange] sees it: a connection of HTTP/1.1, a stream of HTTP/2, or the edge
/// itself for its cache.
sealed interface Client permits ClientConnection, Fetch, Http2Stream {
    Loop loop();

    Forwarded forwarded();

    Answer answer();

    /// Whether its requests are counted and logged.
    default boolean isCounted() {
        return true;
    }

    /// Whether its requests wait for a target when none is up.
    default boolean isPatient() {
        return true;
    }

    /// No request is accepted on this connection after the current one.
    boolean isLast();

    /// Whether the client takes what it was sent; [Exchange#clientWritable] says when it does
    /// again.
    boolean isWritable();

    /// Bytes of the request's body that wait, or null.
    @Nullable ByteBuf pending();

    /// The trailers, empty or not, once the client has said that the body ends; null before, and
    /// always for clients whose bodies say so themselves.
    @Nullable Trailers ending();

    /// Goes on with what the client has sent.
    void pump();

    /// Takes more from the client, or not: the sender must not be faster than the receiver.
    void updateReading();

    /// Whether the client sends its body too slowly; not asked while the edge does not take it.
    boolean sendsTooSlowly(long now, long received);

    /// The request asked for another protocol, and the target speaks it now.
    void becomeTunnel(Tunnel made);

    /// The current exchange is over; `closes` when the connection should end with it.
    void exchangeEnded(boolean closes, boolean requestWhole);

    /// Sends what is written, then tells the client that nothing more will come.
    void endOutput();

    /// Breaks off at once; what was written but not sent is lost.
    void close();

    /// The same for a reason, where the client's protocol can tell.
    default void breakOff(ErrorCode code) {
        close();
    }
}
