package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.BodyFraming;
import tenfold.edge.http.HeadWriter;
import tenfold.edge.http.HeadWriter.Delivery;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.edge.http.Trailers;

/// Answers of HTTP/1.1 and HTTP/1.0.
final class Http1Answer implements Answer {
    private final ClientConnection client;
    private final Outbox out;
    private boolean chunked;

    Http1Answer(ClientConnection client) {
        this.client = client;
        out = client.loop().outbox;
    }

    @Override
    public void open() {
        out.open(client.context());
    }

    @Override
    public void interim(RequestHead request, ResponseHead head) {
        if (!request.isVersion10()) {
            HeadWriter.interim(out.sink(), head);
            out.head(0);
        }
    }

    @Override
    public boolean head(
            RequestHead request, ResponseHead head, boolean closes, long id, int following) {
        BodyFraming framing = head.body(request.method());
        boolean unknown = framing == BodyFraming.CHUNKED || framing == BodyFraming.UNTIL_CLOSE;
        boolean version10 = request.isVersion10();
        boolean ends = closes || (version10 && unknown);
        Delivery delivery =
                version10
                        ? (ends ? Delivery.CLOSE_10 : Delivery.KEEP_10)
                        : (ends ? Delivery.CLOSE : Delivery.KEEP);
        chunked = unknown && !version10;
        HeadWriter.response(out.sink(), head, request.method(), delivery, id);
        out.head(following);
        return ends;
    }

    @Override
    public boolean stored(
            RequestHead request, CachedHeads head, boolean closes, long id, int following) {
        chunked = false;
        Delivery delivery = closes ? Delivery.CLOSE : Delivery.KEEP;
        if (request.isVersion10() && !closes) {
            delivery = Delivery.KEEP_10;
        }
        HeadWriter.ending(out.sink().put(head.bytes(), 0, head.size()), delivery, id);
        out.head(following);
        return closes;
    }

    @Override
    public void body(ByteBuf in, int size) {
        out.body(in, size, chunked);
    }

    @Override
    public void end(Trailers trailers) {
        if (chunked) {
            out.lastChunk(trailers);
        }
    }

    @Override
    public void switching(ResponseHead head) {
        chunked = false;
        HeadWriter.switching(out.sink(), head);
        out.head(0);
    }

    @Override
    public void page(Page page, @Nullable RequestHead request, boolean closes, long id) {
        page.write(out.sink(), request, closes, id);
        out.head(0);
    }

    @Override
    public long close() {
        long bytes = out.close();
        client.wrote(bytes);
        return bytes;
    }
}
