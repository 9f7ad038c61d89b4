package tenfold.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.testkit.Rounds;

/// In these texts `|` stands for CRLF.
class RequestHeadTest {
    private static final HeadLimits LIMITS = new HeadLimits(256, 1024, 10);
    private static final String PLAIN =
            "POST /path?q=1 HTTP/1.1|Host: app.test|X-A: b|Content-Length: 12||";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1|Host: a||",
                "|GET / HTTP/1.1|Host: a||",
                "GET / HTTP/1.0||",
                "GET http://a/b?c HTTP/1.1|Host: A||",
                "GET http://a HTTP/1.1|Host: a||",
                "GET http://a?x HTTP/1.1|Host: a||",
                "OPTIONS * HTTP/1.1|Host: a||",
                "PROPFIND /a//b;x=1/%2f%20 HTTP/1.1|Host: a:80||",
                "GET /.well-known/x..y/... HTTP/1.1|Host: [::1]:8080||",
                "GET /?../..%00{}^\" HTTP/1.1|Host: a||",
                "POST / HTTP/1.1|Host: a|Content-Length: 0||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: Chunked||",
                "GET / HTTP/1.1|Host:a|X-Empty:|X-Tab:\ta\tb\t||",
                "GET / HTTP/1.1|Host: a|Connection: keep-alive, X-B , close||",
            })
    void understands(String text) {
        assertThatCode(() -> read(text)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1|Host: a|Content-Length: 5|Transfer-Encoding: chunked||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Content-Length: 5||",
                "POST / HTTP/1.1|Host: a|Content-Length: 5|Content-Length: 5||",
                "POST / HTTP/1.1|Host: a|Content-Length: 5, 5||",
                "POST / HTTP/1.1|Host: a|Content-Length: +5||",
                "POST / HTTP/1.1|Host: a|Content-Length: -5||",
                "POST / HTTP/1.1|Host: a|Content-Length: 0x5||",
                "POST / HTTP/1.1|Host: a|Content-Length: 5 5||",
                "POST / HTTP/1.1|Host: a|Content-Length: ||",
                "POST / HTTP/1.1|Host: a|Content-Length: 9999999999999999999||",
                "POST / HTTP/1.1|Host: a|Content_Length: 5||",
                "POST / HTTP/1.1|Host: a|Transfer_Encoding: chunked||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked, identity||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: identity||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: xchunked||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: \u000bchunked||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: chunked||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: x||",
                "POST / HTTP/1.0|Host: a|Transfer-Encoding: chunked||",
                "POST / HTTP/1.1|Host: a|Connection: Content-Length|Content-Length: 5||",
                "GET / HTTP/1.1|Host: a|Connection: Host||",
            })
    void refusesFramingWithTwoReadings(String text) {
        assertRefused(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1|Host: a\n|",
                "GET / HTTP/1.1|Host: a|X: b\rc||",
                "GET / HTTP/1.1|Host: a|X: b\u0000c||",
                "GET / HTTP/1.1|Host: a|X: b|  folded||",
                "GET / HTTP/1.1|Host: a|X: b|\tfolded||",
                "GET / HTTP/1.1| X: b|Host: a||",
                "GET / HTTP/1.1|Host : a||",
                "GET / HTTP/1.1|Host\t: a||",
                "GET / HTTP/1.1|Host: a|: b||",
                "GET / HTTP/1.1|Host: a|no colon||",
                "GET / HTTP/1.1|Host: a|X(Y): b||",
                "GET / HTTP/1.1|Host: a|X\u00e9: b||",
                "GET / HTTP/1.1|Host: a|X: \u007f||",
            })
    void refusesLinesAndFieldsThatAreNone(String text) {
        assertRefused(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "||GET / HTTP/1.1|Host: a||",
                " GET / HTTP/1.1|Host: a||",
                "\u0000GET / HTTP/1.1|Host: a||",
                "\u0016\u0003\u0001",
                "GET  / HTTP/1.1|Host: a||",
                "GET /  HTTP/1.1|Host: a||",
                "GET\t/ HTTP/1.1|Host: a||",
                "GET / HTTP/1.1 |Host: a||",
                "GET / http/1.1|Host: a||",
                "GET / HTTP/11|Host: a||",
                "GET / HTTP/1.10|Host: a||",
                "GET /|Host: a||",
                "GET HTTP/1.1|Host: a||",
                "G@T / HTTP/1.1|Host: a||",
                "GETGETGETGETGETGETGETGETGETGETGET / HTTP/1.1|Host: a||",
                "GET /a b HTTP/1.1|Host: a||",
                "GET /a#b HTTP/1.1|Host: a||",
                "GET /\u00e9 HTTP/1.1|Host: a||",
                "GET a HTTP/1.1|Host: a||",
                "GET * HTTP/1.1|Host: a||",
                "GET ftp://a/ HTTP/1.1|Host: a||",
            })
    void refusesRequestLinesThatAreNone(String text) {
        assertRefused(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1||",
                "GET / HTTP/1.1|Host: ||",
                "GET / HTTP/1.1|Host: a|Host: a||",
                "GET / HTTP/1.0|Host: a|Host: b||",
                "GET / HTTP/1.1|Host: a b||",
                "GET / HTTP/1.1|Host: a/b||",
                "GET / HTTP/1.1|Host: user@a||",
                "GET / HTTP/1.1|Host: a:b||",
                "GET / HTTP/1.1|Host: a:||",
                "GET / HTTP/1.1|Host: a:99999||",
                "GET / HTTP/1.1|Host: [::1||",
                "GET / HTTP/1.1|Host: [a]||",
                "GET / HTTP/1.1|Host: :80||",
                "GET / HTTP/1.1|Host: a, b||",
                "GET http://a/ HTTP/1.1|Host: b||",
                "GET http://a/ HTTP/1.0||",
                "GET http:///x HTTP/1.1|Host: a||",
                "GET http://u@a/ HTTP/1.1|Host: a||",
            })
    void refusesHostsThatNameNobodyOrTwo(String text) {
        assertRefused(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /../a HTTP/1.1|Host: a||",
                "GET /a/.. HTTP/1.1|Host: a||",
                "GET /a/./b HTTP/1.1|Host: a||",
                "GET /a/%2e%2e/b HTTP/1.1|Host: a||",
                "GET /%2E/b HTTP/1.1|Host: a||",
                "GET /a/.%2e/b HTTP/1.1|Host: a||",
                "GET /a/..;/b HTTP/1.1|Host: a||",
                "GET /a\\b HTTP/1.1|Host: a||",
                "GET /a%00 HTTP/1.1|Host: a||",
                "GET /a%zz HTTP/1.1|Host: a||",
                "GET /a% HTTP/1.1|Host: a||",
                "GET /a%4 HTTP/1.1|Host: a||",
                "GET //../a HTTP/1.1|Host: a||",
            })
    void refusesPathsWithTwoReadings(String text) {
        assertRefused(text);
    }

    @Test
    void saysWhatIsTooMuchOrUnknown() {
        assertThat(status("GET /" + "a".repeat(300) + " HTTP/1.1|Host: a||")).isEqualTo(414);
        assertThat(status("GET /" + "a".repeat(300))).isEqualTo(414);
        assertThat(status("GET / HTTP/1.1|X: " + "a".repeat(1100))).isEqualTo(431);
        assertThat(status("GET / HTTP/1.1|" + "X: a|".repeat(11))).isEqualTo(431);
        assertThat(status("GET / HTTP/2.0|Host: a||")).isEqualTo(505);
        assertThat(status("GET / HTTP/1.2|Host: a||")).isEqualTo(505);
        assertThat(status("PRI * HTTP/2.0||SM||")).isEqualTo(505);
        assertThat(status("CONNECT a:443 HTTP/1.1|Host: a||")).isEqualTo(405);
        assertThat(status("TRACE / HTTP/1.1|Host: a||")).isEqualTo(405);
        assertThat(status("GET / HTTP/1.1|Host: a|Expect: cookies||")).isEqualTo(417);
    }

    @Test
    void readsTheSameWhereverTheBytesAreCut() throws Exception {
        byte[] bytes = crlf(PLAIN + "tail");
        for (int cut = 0; cut <= bytes.length - 4; cut++) {
            for (int second = cut; second <= bytes.length - 4; second += 7) {
                var head = new RequestHead(LIMITS);
                var rest = Unpooled.wrappedBuffer(bytes, second, bytes.length - second);
                boolean whole =
                        head.offer(Unpooled.wrappedBuffer(bytes, 0, cut))
                                || head.offer(Unpooled.wrappedBuffer(bytes, cut, second - cut))
                                || head.offer(rest);

                assertThat(whole).isTrue();
                assertThat(head.contentLength()).isEqualTo(12);
                assertThat(head.value("x-a")).isEqualTo("b");
                assertThat(Ascii.text(head.bytes(), head.targetStart(), head.pathEnd()))
                        .isEqualTo("/path");
            }
        }
    }

    @Test
    void leavesWhatFollowsTheHead() throws Exception {
        var in = Unpooled.wrappedBuffer(crlf(PLAIN + "tail"));

        assertThat(new RequestHead(LIMITS).offer(in)).isTrue();
        assertThat(in.readableBytes()).isEqualTo(4);
    }

    @Test
    void routesByOneReadingOfThePath() throws Exception {
        assertThat(read("GET /%61//b/%2fc?x HTTP/1.1|Host: a||").routePath())
                .isEqualTo(Ascii.bytes("/a/b/%2fc"));
        assertThat(read("GET /plain HTTP/1.1|Host: a||").routePath()).isNull();
        assertThat(read("OPTIONS * HTTP/1.1|Host: a||").routePath()).isEqualTo(Ascii.bytes("/"));
    }

    @Test
    void neverTunnelsCleartextHttp2() throws Exception {
        String upgrade = "GET / HTTP/1.1|Host: a|Connection: Upgrade, HTTP2-Settings|Upgrade: ";
        assertThat(read(upgrade + "h2c|HTTP2-Settings: x||").wantsUpgrade()).isFalse();
        assertThat(read(upgrade + "websocket||").wantsUpgrade()).isTrue();
    }

    @Test
    void aUsedHeadReadsTheNextMessageLikeANewOne() throws Exception {
        var head = new RequestHead(LIMITS);
        head.offer(Unpooled.wrappedBuffer(crlf(PLAIN)));
        head.clear();
        head.offer(Unpooled.wrappedBuffer(crlf("GET /b HTTP/1.1|Host: b||")));

        assertThat(head.contentLength()).isEqualTo(-1);
        assertThat(head.fields()).isEqualTo(1);
        assertThat(head.value("host")).isEqualTo("b");
    }

    /// Whatever bytes come: a head is understood, or refused, or waits for more; and what is
    /// understood is written as something that is understood the same.
    @Rounds(3000)
    void survivesEveryMutation(long seed) {
        var random = new Random(seed);
        byte[] bytes = crlf(PLAIN.replace("X-A: b", "Transfer-Encoding: chunked"));
        if (random.nextBoolean()) {
            bytes = crlf(PLAIN);
        }
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = mutant(random);
        }
        var head = new RequestHead(LIMITS);
        try {
            if (!head.offer(Unpooled.wrappedBuffer(bytes))) {
                return;
            }
            var out = new ByteSink(64);
            HeadWriter.request(out, head, Ascii.bytes("edge"), new byte[0], 7);
            var again = new RequestHead(new HeadLimits(512, 4096, 20));
            assertThat(again.offer(Unpooled.wrappedBuffer(out.bytes(), 0, out.size()))).isTrue();
            assertThat(again.body()).isEqualTo(head.body());
            assertThat(again.method()).isEqualTo(head.method());
        } catch (HttpViolation expected) {
            assertThat(expected.status()).isBetween(400, 505);
        }
    }

    private static void assertRefused(String text) {
        var violation = catchThrowableOfType(HttpViolation.class, () -> read(text));

        assertThat(violation).as(text).isNotNull();
        assertThat(violation.status()).isEqualTo(400);
    }

    static byte mutant(Random random) {
        byte[] likely = Ascii.bytes("\r\n\t \0:;,%./\\?#+-_0x9A\u00ff\u007f");
        return random.nextBoolean()
                ? likely[random.nextInt(likely.length)]
                : (byte) random.nextInt(256);
    }

    private static int status(String text) {
        var violation = catchThrowableOfType(HttpViolation.class, () -> read(text));
        return violation == null ? 0 : violation.status();
    }

    private static RequestHead read(String text) throws HttpViolation {
        var head = new RequestHead(LIMITS);
        boolean whole = head.offer(Unpooled.wrappedBuffer(crlf(text)));
        if (!whole) {
            throw new AssertionError("waits for more of: " + text);
        }
        return head;
    }

    private static byte[] crlf(String text) {
        return Ascii.bytes(text.replace("|", "\r\n"));
    }
}
