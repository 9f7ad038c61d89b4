package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import tenfold.edge.Limit;
import tenfold.edge.http.BodyDecoder;
import tenfold.edge.http.BodyFraming;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.Trailers;

/// The body of one request after the other, on its way from the client to the target, framed anew.
final class RequestBody {
    private final Loop loop;
    private final Account account;
    private final BodyDecoder decoder;
    private final boolean framed;
    private final long bytesMax;
    private boolean chunked;
    private boolean whole;
    private long bytes;

    /// `framed` when the client's bytes hold the body's framing of HTTP/1.1; else they are the body
    /// alone, and [#end] ends it.
    RequestBody(Loop loop, Account account, boolean framed) {
        this.framed = framed;
        this.loop = loop;
        this.account = account;
        decoder = new BodyDecoder(loop.proxy.headLimits());
        bytesMax = loop.proxy.limits().message().bodyBytesMax();
    }

    /// Begins anew; false when the head already announces too much.
    boolean start(RequestHead head) {
        chunked = head.body() == BodyFraming.CHUNKED;
        BodyFraming coming = chunked && !framed ? BodyFraming.UNTIL_CLOSE : head.body();
        decoder.start(coming, head.contentLength());
        whole = decoder.done();
        bytes = 0;
        if (head.contentLength() > bytesMax) {
            loop.tally.hit(Limit.BODY);
            return false;
        }
        return true;
    }

    /// The request was not understood: nobody knows where its body would end.
    void isUnknown() {
        whole = false;
    }

    /// Whether all of it was sent on.
    boolean isWhole() {
        return whole;
    }

    /// Sends on what has come of it.
    void relay(ByteBuf in, ChannelHandlerContext target) throws HttpViolation {
        Outbox out = loop.outbox;
        out.open(target);
        try {
            relay(in, out);
        } finally {
            out.close();
        }
    }

    /// The client has ended a body of unknown length.
    void end(Trailers trailers, ChannelHandlerContext target) {
        whole = decoder.end();
        Outbox out = loop.outbox;
        out.open(target);
        out.lastChunk(trailers);
        out.close();
    }

    private void relay(ByteBuf in, Outbox out) throws HttpViolation {
        for (int size = decoder.next(in); size > 0; size = decoder.next(in)) {
            account.received(size);
            bytes += size;
            if (bytes > bytesMax) {
                loop.tally.hit(Limit.BODY);
                throw new HttpViolation(413, "its body is above the limit");
            }
            out.body(in, size, chunked);
            decoder.took(size);
        }
        if (decoder.done()) {
            whole = true;
            if (chunked) {
                out.lastChunk(decoder.trailers());
            }
        }
    }
}
