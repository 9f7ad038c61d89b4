package tenfold.load;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;

/// Netty's HTTP/1.1 response decoder, which also knows that answers to HEAD have no body.
final class AnswerDecoder extends HttpResponseDecoder {
    private static final int CHUNK_BYTES_MAX = 64 * 1024;
    private static final int HEADER_BYTES_MAX = 64 * 1024;

    private final boolean head;

    AnswerDecoder(boolean head) {
        super(
                new HttpDecoderConfig()
                        .setMaxChunkSize(CHUNK_BYTES_MAX)
                        .setMaxHeaderSize(HEADER_BYTES_MAX));
        this.head = head;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return head || super.isContentAlwaysEmpty(message);
    }
}
