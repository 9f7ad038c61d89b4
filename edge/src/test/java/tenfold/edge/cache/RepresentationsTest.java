package tenfold.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tenfold.edge.kit.CachedSite;
import tenfold.edge.kit.Http2Wire;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Site;
import tenfold.model.CachePolicy;
import tenfold.testkit.Await;

/// In which form stored answers are sent: conditions, ranges, codings, large and unknown lengths.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepresentationsTest {
    private static final String MINUTE = "Cache-Control: max-age=60";

    /// SETTINGS_INITIAL_WINDOW_SIZE.
    private static final int INITIAL_WINDOW = 4;

    private final CachedSite cached;

    RepresentationsTest() throws Exception {
        cached = new CachedSite();
    }

    @AfterEach
    void forget() {
        cached.forget();
    }

    @AfterAll
    void stop() throws Exception {
        cached.close();
    }

    @Test
    void answersHeadAndConditionsAndRangesFromTheStoredAnswer() throws Exception {
        String date = "Last-Modified: Tue, 14 Nov 2023 22:13:20 GMT";
        cached.site().page("/a", MINUTE + "|ETag: \"v1\"|" + date, "0123456789");
        cached.get("/a");

        assertThat(cached.request("HEAD /a", ""))
                .contains("200 Fine", "Content-Length: 10\r\n", "hit");
        assertThat(cached.get("/a", "If-None-Match: \"x\", W/\"v1\""))
                .startsWith("HTTP/1.1 304 Not Modified\r\n")
                .contains("ETag: \"v1\"", MINUTE)
                .doesNotContain("Content-Length");
        assertThat(cached.get("/a", "If-Modified-Since: Tue, 14 Nov 2023 22:13:20 GMT"))
                .contains(" 304 ");
        assertThat(
                        cached.get(
                                "/a",
                                "If-None-Match: \"x\"|If-Modified-Since: Tue, 14 Nov 2023 22:13:20 GMT"))
                .contains(" 200 ");
        assertThat(cached.get("/a", "Range: bytes=2-4"))
                .startsWith("HTTP/1.1 206 Partial Content\r\n")
                .contains("Content-Range: bytes 2-4/10\r\n", "Content-Length: 3\r\n")
                .endsWith("\r\n\r\n234");
        assertThat(cached.get("/a", "Range: bytes=-3")).endsWith("\r\n\r\n789");
        assertThat(cached.get("/a", "Range: bytes=8-")).endsWith("\r\n\r\n89");
        assertThat(cached.get("/a", "Range: bytes=10-"))
                .startsWith("HTTP/1.1 416 ")
                .contains("Content-Range: bytes */10\r\n", "Content-Length: 0\r\n");
        assertThat(cached.get("/a", "Range: bytes=1-2|If-Range: \"v1\"")).contains(" 206 ");
        assertThat(cached.get("/a", "Range: bytes=1-2|If-Range: \"v0\"")).contains(" 200 ");
        assertThat(cached.get("/a", "Range: bytes=1-2,4-5")).contains(" 200 ");
        assertThat(cached.site().asked("/a")).isEqualTo(1);
    }

    @Test
    void fetchesAllForTheFirstRange() throws Exception {
        cached.site().page("/a", MINUTE, "0123456789");

        assertThat(cached.get("/a", "Range: bytes=2-4")).contains(" 206 ").endsWith("\r\n\r\n234");
        assertThat(cached.get("/a")).endsWith("0123456789");
        assertThat(cached.site().seen()).hasSize(1);
        assertThat(cached.site().seen().getFirst().header("Range")).isEmpty();
    }

    @Test
    void passesOnTheConditionsOfThoseWhoseAnswersAreNotStored() throws Exception {
        cached.site()
                .page(
                        "/a",
                        request ->
                                request.header("If-None-Match").equals("\"v\"")
                                        ? Site.answer(304, "ETag: \"v\"", "")
                                        : Site.answer(
                                                200, "Cache-Control: private|ETag: \"v\"", "mine"));
        cached.get("/a");

        assertThat(cached.get("/a", "If-None-Match: \"v\"")).startsWith("HTTP/1.1 304 ");
    }

    @Test
    void storesAnswersThatComeInChunks() throws Exception {
        cached.site()
                .page(
                        "/a",
                        _ ->
                                "HTTP/1.1 200 OK\r\n"
                                        + MINUTE
                                        + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + "5\r\nhello\r\n6\r\n, you!\r\n0\r\nX-Sum: 1\r\n\r\n");

        assertThat(cached.get("/a")).endsWith("hello, you!|X-Sum: 1").contains("chunked");
        assertThat(cached.get("/a")).endsWith("hello, you!").contains("Content-Length: 11\r\n");
        assertThat(cached.site().asked("/a")).isEqualTo(1);
    }

    @Test
    void sendsACompressedFormToThoseWhoTakeIt() throws Exception {
        String text = "to be or not to be, ".repeat(100);
        cached.site()
                .page(
                        "/a",
                        MINUTE + "|Content-Type: text/plain|ETag: \"v\"|Accept-Ranges: bytes",
                        text);
        cached.site()
                .page(
                        "/fixed",
                        "Cache-Control: max-age=60, no-transform|Content-Type: text/css",
                        text);
        cached.site().page("/image", MINUTE + "|Content-Type: image/png", text);

        assertThat(cached.get("/a"))
                .contains("Vary: Accept-Encoding\r\n", "ETag: \"v\"")
                .endsWith(text);
        Await.until(
                "a compressed form",
                RunningEdge.PATIENCE,
                () ->
                        cached.get("/a", "Accept-Encoding: br, GZIP")
                                .contains("Content-Encoding: gzip"));

        String packed = cached.get("/a", "Accept-Encoding: gzip;q=0.5");
        assertThat(packed)
                .contains("ETag: W/\"v\"\r\n", "Vary: Accept-Encoding\r\n")
                .doesNotContain("Accept-Ranges");
        byte[] body =
                packed.substring(packed.indexOf("\r\n\r\n") + 4)
                        .getBytes(StandardCharsets.ISO_8859_1);
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)).isEqualTo(text);
        }
        assertThat(cached.get("/a", "Accept-Encoding: gzip;q=0, br")).endsWith(text);
        assertThat(cached.get("/a", "Accept-Encoding: gzip|If-None-Match: W/\"v\""))
                .contains(" 304 ");
        assertThat(cached.get("/a", "Accept-Encoding: gzip|Range: bytes=0-4"))
                .contains(" 206 ", "ETag: \"v\"")
                .endsWith("to be");
        for (String path : new String[] {"/fixed", "/image"}) {
            cached.get(path);
            assertThat(cached.get(path, "Accept-Encoding: gzip"))
                    .doesNotContain("Vary", "Content-Encoding")
                    .endsWith(text);
        }
        cached.edge().purgeUrl("http://app.test/a");
        assertThat(cached.edge().report().cache().storedAnswers()).isEqualTo(2);
    }

    @Test
    void neverSendsACodingThatTheClientDoesNotTake() throws Exception {
        // The application forgets to say that its answer depends on Accept-Encoding.
        cached.site()
                .page(
                        "/a",
                        request ->
                                request.header("Accept-Encoding").contains("gzip")
                                        ? Site.answer(
                                                200, MINUTE + "|Content-Encoding: gzip", "packed")
                                        : Site.answer(200, MINUTE, "plain"));

        assertThat(cached.get("/a", "Accept-Encoding: gzip, br")).endsWith("packed");
        assertThat(cached.get("/a")).endsWith("plain");
        assertThat(cached.get("/a", "Accept-Encoding: br,gzip")).contains("Tenfold; hit");
    }

    @Test
    void passesOnWhatIsTooLarge() throws Exception {
        cached.serve(CachePolicy.DEFAULT.withBodyBytesMax(1000));
        String body = "x".repeat(200_000);
        cached.site().page("/known", MINUTE, body);
        cached.site()
                .page(
                        "/unknown",
                        _ ->
                                "HTTP/1.1 200 OK\r\n"
                                        + MINUTE
                                        + "\r\nTransfer-Encoding: chunked\r\n\r\n30d40\r\n"
                                        + body
                                        + "\r\n0\r\n\r\n");
        for (String path : new String[] {"/known", "/unknown"}) {
            assertThat(cached.get(path)).endsWith(body);
            assertThat(cached.get(path)).endsWith(body);
            assertThat(cached.site().asked(path)).isEqualTo(2);
        }
        assertThat(cached.edge().report().cache().storedAnswers()).isZero();
    }

    @Test
    void sendsLargeBodiesOverHttp2AsFastAsTheyAreTaken() throws Exception {
        String body = "0123456789abcdef".repeat(300_000);
        cached.site().page("/a", MINUTE, body);
        cached.get("/a");
        for (int round = 0; round < 3; round++) {
            try (var client = Http2Wire.to(cached.port(), INITIAL_WINDOW, 1 << 30)) {
                client.window(0, 1 << 30).get(1, "/a").get(3, "/a");
                var one = new StringBuilder();
                var three = new StringBuilder();
                while (one.length() + three.length() < 2 * body.length()) {
                    Http2Wire.Frame frame = client.next();
                    if (frame.type() == Http2Wire.DATA) {
                        (frame.stream() == 1 ? one : three).append(frame.text());
                    }
                }
                assertThat(one).hasToString(body);
                assertThat(three).hasToString(body);
            }
        }
    }

    @Test
    void sendsPipelinedLargeBodiesOneAfterTheOther() throws Exception {
        String body = "0123456789abcdef".repeat(100_000);
        cached.site().page("/a", MINUTE, body).page("/b", MINUTE, "small");
        cached.askAll("/a", "/b");
        String a = "GET /a HTTP/1.1\r\nHost: app.test\r\n\r\n";
        String b = a.replace("/a", "/b");

        try (var client = cached.client().send(b + a + b + a + a + b)) {
            for (String wanted : new String[] {"small", body, "small", body, body, "small"}) {
                assertThat(client.message()).endsWith("\r\n\r\n" + wanted);
            }
        }
    }

    @Test
    void sendsLargeBodiesFromMemory() throws Exception {
        String body = "0123456789abcdef".repeat(100_000);
        cached.site().page("/a", MINUTE, body);

        for (int i = 0; i < 3; i++) {
            assertThat(cached.get("/a")).endsWith("\r\n\r\n" + body);
        }
        assertThat(cached.get("/a", "Range: bytes=500000-1499999"))
                .endsWith("\r\n\r\n" + body.substring(500_000, 1_500_000));
        assertThat(cached.site().asked("/a")).isEqualTo(1);
    }

    @Test
    void leavesOutParametersThatThePolicyIgnores() throws Exception {
        cached.serve(CachePolicy.DEFAULT.withKey(Set.of("utm_source"), Set.of()));
        cached.site().page("/a", request -> Site.answer(200, MINUTE, request.target()));

        assertThat(cached.get("/a?b=1&utm_source=x&c=2")).endsWith("\r\n\r\n/a?b=1&c=2");
        assertThat(cached.get("/a?utm_source=y&b=1&c=2")).endsWith("\r\n\r\n/a?b=1&c=2");
        assertThat(cached.get("/a?c=2&b=1")).endsWith("\r\n\r\n/a?c=2&b=1");
        assertThat(cached.site().seen()).hasSize(2);
    }
}
