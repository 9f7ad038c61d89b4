package tenfold.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.testkit.Rounds;

/// In these texts `|` stands for CRLF.
class BodyDecoderTest {
    private static final HeadLimits LIMITS = new HeadLimits(64, 128, 4);
    private static final String CHUNKS = "3|abc|00A;x=\"y\"|0123456789|1|!|000|T: 1|U: 2||";

    @Test
    void readsChunksWhereverTheyAreCut() throws Exception {
        byte[] bytes = Ascii.bytes(CHUNKS.replace("|", "\r\n"));
        for (int cut = 0; cut <= bytes.length; cut++) {
            for (int second = cut; second <= bytes.length; second += 3) {
                var decoder = started();
                var body = new StringBuilder();
                take(decoder, Unpooled.wrappedBuffer(bytes, 0, cut), body);
                take(decoder, Unpooled.wrappedBuffer(bytes, cut, second - cut), body);
                take(decoder, Unpooled.wrappedBuffer(bytes, second, bytes.length - second), body);

                assertThat(decoder.done()).isTrue();
                assertThat(body).hasToString("abc0123456789!");
                assertThat(decoder.trailers().value("u")).isEqualTo("2");
            }
        }
    }

    @Test
    void leavesWhatFollowsTheBody() throws Exception {
        var in = Unpooled.wrappedBuffer(Ascii.bytes("1\r\na\r\n0\r\n\r\nGET"));
        take(started(), in, new StringBuilder());
        assertThat(in.readableBytes()).isEqualTo(3);
    }

    @Test
    void theNextBodyBeginsAnew() throws Exception {
        var decoder = started();
        take(
                decoder,
                Unpooled.wrappedBuffer(Ascii.bytes("0\r\nT: 1\r\n\r\n")),
                new StringBuilder());
        decoder.start(BodyFraming.CHUNKED, -1);
        take(decoder, Unpooled.wrappedBuffer(Ascii.bytes("0\r\n\r\n")), new StringBuilder());

        assertThat(decoder.done()).isTrue();
        assertThat(decoder.trailers().fields()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "|abc|",
                "x|",
                "-1|",
                "+1|",
                " 1|",
                "1 |a|",
                "0x1|a|",
                "1\na\n0\n\n",
                "1\ra",
                "1|ab|",
                "1|a\n0||",
                "1|a0||",
                "1;a\nb|a|0||",
                "1;a\u0000|a|0||",
                "1;a\r\r\na|0||",
                "ffffffffffffffff|",
                "8000000000000000|",
                "10000000000000000000001|",
                "0|T : 1||",
                "0| folded: 1||",
                "0|T: 1\n\n",
                "0|a: 1|b: 1|c: 1|d: 1|e: 1||",
            })
    void refuses(String text) {
        var in = Unpooled.wrappedBuffer(Ascii.bytes(text.replace("|", "\r\n")));
        assertThatThrownBy(() -> take(started(), in, new StringBuilder()))
                .as(text)
                .isInstanceOf(HttpViolation.class);
    }

    @Test
    void boundsChunkExtensions() {
        var in = Unpooled.wrappedBuffer(Ascii.bytes("1;" + "a".repeat(5000)));
        assertThatThrownBy(() -> take(started(), in, new StringBuilder()))
                .isInstanceOf(HttpViolation.class);
    }

    @Test
    void onlyABodyUntilTheEndMayEndWithItsConnection() throws Exception {
        var chunked = started();
        assertThat(chunked.end()).isFalse();
        var untilClose = new BodyDecoder(LIMITS);
        untilClose.start(BodyFraming.UNTIL_CLOSE, -1);
        assertThat(untilClose.end()).isTrue();
        var length = new BodyDecoder(LIMITS);
        length.start(BodyFraming.LENGTH, 3);
        take(length, Unpooled.wrappedBuffer(Ascii.bytes("ab")), new StringBuilder());
        assertThat(length.end()).isFalse();
    }

    @Rounds(2000)
    void survivesEveryMutation(long seed) {
        var random = new Random(seed);
        byte[] bytes = Ascii.bytes(CHUNKS.replace("|", "\r\n"));
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        var body = new StringBuilder();
        try {
            take(started(), Unpooled.wrappedBuffer(bytes), body);
        } catch (HttpViolation expected) {
            assertThat(expected.status()).isBetween(400, 431);
        }
        assertThat(body.length()).isLessThan(bytes.length);
    }

    private static BodyDecoder started() {
        var decoder = new BodyDecoder(LIMITS);
        decoder.start(BodyFraming.CHUNKED, -1);
        return decoder;
    }

    private static void take(BodyDecoder decoder, ByteBuf in, StringBuilder body)
            throws HttpViolation {
        for (int size = decoder.next(in); size > 0; size = decoder.next(in)) {
            body.append(in.readString(size, StandardCharsets.ISO_8859_1));
            decoder.took(size);
        }
    }
}
