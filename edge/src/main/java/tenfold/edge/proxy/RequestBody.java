package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import tenfold.edge.Limit;
import tenfold.edge.http.BodyDecoder;
import tenfold.edge.http.BodyFraming;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.RequestHead;

/// The body of one request after the other, on its way from the client to the target, framed anew.
final class RequestBody {
    private final Loop loop;
    private final Account account;
    private final BodyDecoder decoder;
    private final long bytesMax;
    private boolean chunked;
    private boolean whole;
    private long bytes;

    RequestBody(Loop loop, Account account) {
        this.loop = loop;
        this.account = account;
        decoder = new BodyDecoder(loop.proxy.headLimits());
        bytesMax = loop.proxy.limits().message().bodyBytesMax();
    }

    /// Begins anew; false when the head already announces too much.
    boolean start(RequestHead head) {
        decoder.start(head.body(), head.contentLength());
        chunked = head.body() == BodyFraming.CHUNKED;
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
