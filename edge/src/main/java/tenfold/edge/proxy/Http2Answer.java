package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.BodyFraming;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.edge.http.Trailers;
import tenfold.edge.http2.FrameWriter;
import tenfold.edge.http2.ResponseFields;

/// Answers on one stream of HTTP/2.
final class Http2Answer implements Answer {
    private final Http2Connection connection;
    private final Http2Stream stream;
    private final Outbox out;
    private final ResponseFields fields;
    private BodyFraming framing = BodyFraming.NONE;
    private long left;

    Http2Answer(Http2Connection connection, Http2Stream stream) {
        this.connection = connection;
        this.stream = stream;
        out = connection.loop.outbox;
        fields = connection.responseFields();
    }

    @Override
    public void open() {
        out.open(connection.context());
    }

    @Override
    public void interim(RequestHead request, ResponseHead head) {
        headers(fields.interim(head), false);
    }

    @Override
    public boolean head(
            RequestHead request, ResponseHead head, boolean closes, long id, int following) {
        framing = head.body(request.method());
        left = framing == BodyFraming.LENGTH ? head.contentLength() : 0;
        boolean known = framing == BodyFraming.LENGTH || framing == BodyFraming.NONE;
        long length = known && head.status() != 204 ? head.contentLength() : -1;
        headers(fields.head(head, length, id), framing == BodyFraming.NONE);
        return closes;
    }

    @Override
    public boolean stored(
            RequestHead request, CachedHeads head, boolean closes, long id, int following) {
        return head(request, head.read(), closes, id, following);
    }

    @Override
    public void body(ByteBuf in, int size) {
        boolean last = framing == BodyFraming.LENGTH && size == left;
        left -= size;
        stream.send(in, size, last);
    }

    @Override
    public void end(Trailers trailers) {
        if (framing == BodyFraming.CHUNKED) {
            ByteSink block = fields.trailers(trailers);
            stream.sendEnd(block.size() == 0 ? null : copy(block));
        } else if (framing == BodyFraming.UNTIL_CLOSE) {
            stream.sendEnd(null);
        }
    }

    @Override
    public void switching(ResponseHead head) {
        framing = BodyFraming.UNTIL_CLOSE;
        headers(fields.switching(head), false);
    }

    /// The page is written as HTTP/1.1 has it, and read again: it is rare.
    @Override
    public void page(Page page, @Nullable RequestHead request, boolean closes, long id) {
        ByteSink text = out.sink();
        page.write(text, request, false, id);
        ByteBuf whole = Unpooled.copiedBuffer(text.bytes(), 0, text.size());
        try {
            var head = new ResponseHead(connection.loop.proxy.headLimits());
            if (!head.offer(whole)) {
                throw new IllegalStateException("the page has no end of its head");
            }
            boolean empty = !whole.isReadable();
            headers(fields.head(head, head.contentLength(), id), empty);
            if (!empty) {
                stream.send(whole, whole.readableBytes(), true);
            }
        } catch (HttpViolation violation) {
            throw new IllegalStateException("the page is not readable", violation);
        } finally {
            whole.release();
        }
    }

    @Override
    public long close() {
        long bytes = out.close();
        connection.wrote(bytes);
        return bytes;
    }

    private void headers(ByteSink block, boolean ends) {
        FrameWriter.headers(out.sink(), stream.id(), block, ends);
        out.head(0);
        if (ends) {
            stream.sentEnd();
        }
    }

    private static ByteSink copy(ByteSink block) {
        return new ByteSink(block.size()).put(block.bytes(), 0, block.size());
    }
}
