package tenfold.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.testkit.Rounds;

/// In these texts `|` stands for CRLF.
class ResponseHeadTest {
    private static final HeadLimits LIMITS = new HeadLimits(256, 1024, 10);

    @Test
    void knowsHowTheBodyEnds() throws Exception {
        assertThat(read("HTTP/1.1 200 OK|Content-Length: 3||").body(Method.GET))
                .isEqualTo(BodyFraming.LENGTH);
        assertThat(read("HTTP/1.1 200 OK|Content-Length: 3||").body(Method.HEAD))
                .isEqualTo(BodyFraming.NONE);
        assertThat(read("HTTP/1.1 200|Transfer-Encoding: chunked||").body(Method.GET))
                .isEqualTo(BodyFraming.CHUNKED);
        assertThat(read("HTTP/1.0 200 OK||").body(Method.GET)).isEqualTo(BodyFraming.UNTIL_CLOSE);
        assertThat(read("HTTP/1.1 304 OK|Content-Length: 3||").body(Method.GET))
                .isEqualTo(BodyFraming.NONE);
        assertThat(read("HTTP/1.1 204 \u00e9||").body(Method.GET)).isEqualTo(BodyFraming.NONE);
    }

    @Test
    void knowsHowLongTheConnectionStays() throws Exception {
        assertThat(read("HTTP/1.1 200 OK||").keepsAlive()).isTrue();
        assertThat(read("HTTP/1.1 200 OK|Connection: close||").keepsAlive()).isFalse();
        assertThat(read("HTTP/1.0 200 OK||").keepsAlive()).isFalse();
        assertThat(read("HTTP/1.0 200 OK|Connection: Keep-Alive||").keepsAlive()).isTrue();
        assertThat(read("HTTP/1.1 200 OK|Keep-Alive: timeout=5, max=9||").keepAliveSeconds())
                .isEqualTo(5);
        assertThat(read("HTTP/1.1 200 OK|Keep-Alive: max=9||").keepAliveSeconds()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK|Content-Length: 3|Transfer-Encoding: chunked||",
                "HTTP/1.1 200 OK|Content-Length: 3|Content-Length: 3||",
                "HTTP/1.1 200 OK|Content-Length: 3, 3||",
                "HTTP/1.1 200 OK|Content-Length: x||",
                "HTTP/1.1 200 OK|Transfer-Encoding: gzip, chunked||",
                "HTTP/1.0 200 OK|Transfer-Encoding: chunked||",
                "HTTP/1.1 204 No|Transfer-Encoding: chunked||",
                "HTTP/1.1 204 No|Content-Length: 5||",
                "HTTP/1.1 101 Up|Content-Length: 5||",
                "HTTP/1.1 2000 OK||",
                "HTTP/1.1 099 OK||",
                "HTTP/1.1 600 OK||",
                "HTTP/1.1 20x OK||",
                "HTTP/1.1  200 OK||",
                "HTTP/2.0 200 OK||",
                "HTTP/1.1 200OK||",
                "HTTP/1.1 200 O\u0000K||",
                "ICY 200 OK||",
                "HTTP/1.1 200 OK\nX: y\n\n",
                "HTTP/1.1 200 OK|X : y||",
                "HTTP/1.1 200 OK|X: y| folded||",
                "HTTP/1.1 200 OK|X: y\rz||",
                "<html>||",
            })
    void refuses(String text) {
        assertThatThrownBy(() -> read(text)).as(text).isInstanceOf(HttpViolation.class);
    }

    /// Whatever bytes come: a head is understood, or refused, or waits for more; and what is
    /// written of it is understood the same.
    @Rounds(3000)
    void survivesEveryMutation(long seed) {
        var random = new Random(seed);
        byte[] bytes =
                Ascii.bytes(
                        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: x\r\nX: y\r\n\r\n");
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = RequestHeadTest.mutant(random);
        }
        var head = new ResponseHead(LIMITS);
        try {
            if (!head.offer(Unpooled.wrappedBuffer(bytes))) {
                return;
            }
            var out = new ByteSink(64);
            HeadWriter.interim(out, head);
            var again = new ResponseHead(new HeadLimits(512, 4096, 20));
            assertThat(again.offer(Unpooled.wrappedBuffer(out.bytes(), 0, out.size()))).isTrue();
            assertThat(again.status()).isEqualTo(head.status());
        } catch (HttpViolation expected) {
            assertThat(expected.getMessage()).isNotEmpty();
        }
    }

    private static ResponseHead read(String text) throws HttpViolation {
        var head = new ResponseHead(LIMITS);
        byte[] bytes = Ascii.bytes(text.replace("|", "\r\n"));
        assertThat(head.offer(Unpooled.wrappedBuffer(bytes))).isTrue();
        return head;
    }
}
