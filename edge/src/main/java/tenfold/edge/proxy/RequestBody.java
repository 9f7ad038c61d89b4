package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
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
    private boolean whole;
    private boolean sent;
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
        boolean chunked = head.body() == BodyFraming.CHUNKED;
        BodyFraming coming = chunked && !framed ? BodyFraming.UNTIL_CLOSE : head.body();
        decoder.start(coming, head.contentLength());
        whole = decoder.done();
        bytes = 0;
        sent = false;
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

    /// Whether nothing of it was sent on, so that all of it can go elsewhere.
    boolean isUntouched() {
        return !sent;
    }

    /// Sends on what has come of it.
    void relay(ByteBuf in, Carrier target) throws HttpViolation {
        sent = true;
        target.openBody();
        try {
            relayTo(target, in);
        } finally {
            target.closeBody();
        }
    }

    /// The client has ended a body of unknown length.
    void end(Trailers trailers, Carrier target) {
        sent = true;
        whole = decoder.end();
        target.openBody();
        target.endBody(trailers);
        target.closeBody();
    }

    private void relayTo(Carrier target, ByteBuf in) throws HttpViolation {
        for (int size = decoder.next(in); size > 0; size = decoder.next(in)) {
            account.received(size);
            bytes += size;
            if (bytes > bytesMax) {
                loop.tally.hit(Limit.BODY);
                throw new HttpViolation(413, "its body is above the limit");
            }
            target.body(in, size);
            decoder.took(size);
        }
        if (decoder.done()) {
            whole = true;
            target.endBody(decoder.trailers());
        }
    }
}
