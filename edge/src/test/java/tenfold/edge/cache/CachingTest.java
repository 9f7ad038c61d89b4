package tenfold.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tenfold.edge.EdgeConfig;
import tenfold.edge.EdgeLimits;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Site;
import tenfold.model.CachePolicy;
import tenfold.model.CachePolicy.Promise;
import tenfold.testkit.Await;
import tenfold.testkit.FakeClock;

/// The cache between real sockets, its clock moved by hand.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CachingTest {
    private static final String MINUTE = "Cache-Control: max-age=60";

    private final FakeClock clock = new FakeClock();
    private final Site site;
    private final RunningEdge edge;

    CachingTest() throws Exception {
        site = new Site();
        edge = edge(CachePolicy.DEFAULT, site);
    }

    @AfterEach
    void forget() {
        serve(CachePolicy.DEFAULT);
        edge.edge().purgeAll();
        site.clear();
    }

    @AfterAll
    void stop() throws Exception {
        edge.close();
        site.close();
    }

    @Test
    void answersTheSecondRequestItself() throws Exception {
        site.page("/a", MINUTE + "|X-Own: yes", "hello");

        var before = edge.edge().report();
        String first = get("/a");
        clock.advance(Duration.ofSeconds(7));
        String second = get("/a");

        assertThat(first).startsWith("HTTP/1.1 200 Fine\r\n").endsWith("\r\n\r\nhello");
        assertThat(first).contains("Cache-Status: Tenfold; fwd=uri-miss; stored; ttl=60\r\n");
        assertThat(second)
                .startsWith("HTTP/1.1 200 Fine\r\n")
                .endsWith("\r\n\r\nhello")
                .contains("X-Own: yes\r\n", "Age: 7\r\n", "Content-Length: 5\r\n")
                .contains("Cache-Status: Tenfold; hit; ttl=53\r\n", "X-Request-Id: ");
        assertThat(site.asked("/a")).isEqualTo(1);
        var after = edge.edge().report();
        assertThat(after.cache().hits() - before.cache().hits()).isEqualTo(1);
        assertThat(after.requests() - before.requests()).isEqualTo(2);
    }

    @Test
    void asksAgainWhenTheAnswerIsNoLongerFresh() throws Exception {
        site.page("/a", MINUTE, "old");
        get("/a");
        site.page("/a", MINUTE, "new");

        clock.advance(Duration.ofSeconds(59));
        assertThat(get("/a")).endsWith("old");
        clock.advance(Duration.ofSeconds(1));
        assertThat(get("/a")).endsWith("new");
    }

    @Test
    void keepsABodyThatA304Confirms() throws Exception {
        site.page(
                "/a",
                request ->
                        request.header("If-None-Match").equals("\"v1\"")
                                ? Site.answer(304, MINUTE + "|ETag: \"v1\"|X-Count: 2", "")
                                : Site.answer(200, MINUTE + "|ETag: \"v1\"|X-Count: 1", "body"));
        get("/a");
        clock.advance(Duration.ofSeconds(61));

        String confirmed = get("/a");
        String hit = get("/a");

        assertThat(confirmed).startsWith("HTTP/1.1 200").contains("X-Count: 2").endsWith("body");
        assertThat(confirmed).contains("Tenfold; fwd=stale; fwd-status=304; stored");
        assertThat(hit).contains("X-Count: 2", "Tenfold; hit").endsWith("body");
        assertThat(site.asked("/a")).isEqualTo(2);
    }

    @Test
    void confirmsEachTimeWhatMustBeConfirmedEachTime() throws Exception {
        site.page(
                "/a",
                request ->
                        request.header("If-None-Match").isEmpty()
                                ? Site.answer(200, "Cache-Control: no-cache|ETag: \"v\"", "body")
                                : Site.answer(304, "Cache-Control: no-cache|ETag: \"v\"", ""));
        long before = edge.edge().report().cache().confirmed();
        for (int i = 1; i <= 3; i++) {
            assertThat(get("/a")).startsWith("HTTP/1.1 200").endsWith("body");
            assertThat(site.asked("/a")).isEqualTo(i);
        }
        assertThat(edge.edge().report().cache().confirmed() - before).isEqualTo(2);
    }

    @Test
    void tellsVariantsApartByVary() throws Exception {
        site.page(
                "/a",
                request ->
                        Site.answer(
                                200,
                                MINUTE + "|Vary: Accept-Language",
                                "in " + request.header("Accept-Language")));

        for (int i = 0; i < 2; i++) {
            assertThat(get("/a", "Accept-Language: de")).endsWith("in de");
            assertThat(get("/a", "Accept-Language: fr")).endsWith("in fr");
            assertThat(get("/a")).endsWith("in ");
        }
        assertThat(site.asked("/a")).isEqualTo(3);
    }

    @Test
    void learnsFromVaryWhichHeadersTheApplicationNeeds() throws Exception {
        site.page(
                "/a",
                request ->
                        Site.answer(200, MINUTE + "|Vary: X-Tenant", request.header("X-Tenant")));

        get("/a");
        for (int i = 0; i < 2; i++) {
            assertThat(get("/a", "X-Tenant: one")).endsWith("one");
            assertThat(get("/a", "X-Tenant: two")).endsWith("two");
        }
        assertThat(site.asked("/a")).isEqualTo(3);
    }

    @Test
    void answersHeadAndConditionsAndRangesFromTheStoredAnswer() throws Exception {
        String date = "Last-Modified: Tue, 14 Nov 2023 22:13:20 GMT";
        site.page("/a", MINUTE + "|ETag: \"v1\"|" + date, "0123456789");
        get("/a");

        assertThat(request("HEAD /a", "")).contains("200 Fine", "Content-Length: 10\r\n", "hit");
        assertThat(get("/a", "If-None-Match: \"x\", W/\"v1\""))
                .startsWith("HTTP/1.1 304 Not Modified\r\n")
                .contains("ETag: \"v1\"", MINUTE)
                .doesNotContain("Content-Length");
        assertThat(get("/a", "If-Modified-Since: Tue, 14 Nov 2023 22:13:20 GMT")).contains(" 304 ");
        assertThat(
                        get(
                                "/a",
                                "If-None-Match: \"x\"|If-Modified-Since: Tue, 14 Nov 2023 22:13:20 GMT"))
                .contains(" 200 ");
        assertThat(get("/a", "Range: bytes=2-4"))
                .startsWith("HTTP/1.1 206 Partial Content\r\n")
                .contains("Content-Range: bytes 2-4/10\r\n", "Content-Length: 3\r\n")
                .endsWith("\r\n\r\n234");
        assertThat(get("/a", "Range: bytes=-3")).endsWith("\r\n\r\n789");
        assertThat(get("/a", "Range: bytes=8-")).endsWith("\r\n\r\n89");
        assertThat(get("/a", "Range: bytes=10-"))
                .startsWith("HTTP/1.1 416 ")
                .contains("Content-Range: bytes */10\r\n", "Content-Length: 0\r\n");
        assertThat(get("/a", "Range: bytes=1-2|If-Range: \"v1\"")).contains(" 206 ");
        assertThat(get("/a", "Range: bytes=1-2|If-Range: \"v0\"")).contains(" 200 ");
        assertThat(get("/a", "Range: bytes=1-2,4-5")).contains(" 200 ");
        assertThat(site.asked("/a")).isEqualTo(1);
    }

    @Test
    void fetchesAllForTheFirstRange() throws Exception {
        site.page("/a", MINUTE, "0123456789");

        assertThat(get("/a", "Range: bytes=2-4")).contains(" 206 ").endsWith("\r\n\r\n234");
        assertThat(get("/a")).endsWith("0123456789");
        assertThat(site.seen()).hasSize(1);
        assertThat(site.seen().getFirst().header("Range")).isEmpty();
    }

    @Test
    void forgetsWhatAnUnsafeRequestChanges() throws Exception {
        site.page("/a", MINUTE, "a");
        site.page("/b", MINUTE, "b");
        get("/a");
        get("/b");
        site.page("/a", _ -> Site.answer(200, MINUTE + "|Location: /b", "a2"));

        request("POST /a", "Content-Length: 0");
        get("/a");
        get("/b");

        assertThat(site.asked("/a")).isEqualTo(3);
        assertThat(site.asked("/b")).isEqualTo(2);
        site.page("/a", _ -> Site.answer(500, "", "no"));
        request("POST /a", "Content-Length: 0");
        assertThat(get("/a")).endsWith("a2");
    }

    @Test
    void forgetsByUrlPrefixAndTag() throws Exception {
        for (String path : new String[] {"/p/1", "/p/2", "/q"}) {
            site.page(path, MINUTE + "|Cache-Tag: all, " + path + "|Surrogate-Key: k1 k2", path);
        }
        String url = "http://app.test";
        askAll("/p/1", "/p/2", "/q");
        assertThat(get("/q")).doesNotContain("Cache-Tag", "Surrogate-Key");

        assertThat(edge.edge().purgeUrl(url + "/p/1")).isEqualTo(1);
        askAll("/p/1", "/p/2", "/q");
        assertThat(site.asked("/p/1")).isEqualTo(2);
        assertThat(edge.edge().purgePrefix(url + "/p/")).isEqualTo(2);
        askAll("/p/1", "/p/2", "/q");
        assertThat(site.asked("/p/2")).isEqualTo(2);
        assertThat(edge.edge().purgeTag("/q")).isEqualTo(1);
        assertThat(edge.edge().purgeTag("k2")).isEqualTo(2);
        askAll("/p/1", "/p/2", "/q");
        assertThat(site.asked("/q")).isEqualTo(2);
        assertThat(edge.edge().purgeAll()).isEqualTo(3);
        assertThat(edge.edge().report().cache().storedAnswers()).isZero();
    }

    @Test
    void servesStaleWhileItAsksForANewOne() throws Exception {
        String control = "Cache-Control: max-age=10, stale-while-revalidate=20";
        site.page("/a", control, "old");
        get("/a");
        site.page("/a", control, "new");
        clock.advance(Duration.ofSeconds(15));

        String stale = get("/a");

        assertThat(stale).endsWith("old").contains("Tenfold; hit; detail=stale; ttl=-5\r\n");
        Await.until("a new answer", RunningEdge.PATIENCE, () -> get("/a").endsWith("new"));
        assertThat(site.asked("/a")).isEqualTo(2);
        assertThat(edge.edge().report().cache().stale()).isPositive();
    }

    @Test
    void servesStaleWhenTheApplicationFails() throws Exception {
        String get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
        try (var mortal = new Site();
                var own = edge(CachePolicy.DEFAULT, mortal)) {
            mortal.page("/a", "Cache-Control: max-age=10, stale-if-error=60", "good");
            own.ask(get);
            mortal.page("/a", _ -> Site.answer(503, "", "bad"));
            clock.advance(Duration.ofSeconds(15));

            assertThat(own.ask(get)).startsWith("HTTP/1.1 200").endsWith("good");
            mortal.origin().kill();
            assertThat(own.ask(get)).startsWith("HTTP/1.1 200").endsWith("good");
            clock.advance(Duration.ofSeconds(60));
            assertThat(own.ask(get)).startsWith("HTTP/1.1 50");
        }
    }

    @Test
    void keepsErrorsForAShortTime() throws Exception {
        serve(
                CachePolicy.DEFAULT.withTimes(
                        Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(2)));
        site.page("/e", _ -> Site.answer(500, "", "broken"));

        get("/none");
        get("/none");
        get("/e");
        get("/e");
        assertThat(site.asked("/none")).isEqualTo(1);
        assertThat(site.asked("/e")).isEqualTo(1);
        clock.advance(Duration.ofSeconds(3));
        get("/none");
        get("/e");
        assertThat(site.asked("/none")).isEqualTo(1);
        assertThat(site.asked("/e")).isEqualTo(2);
    }

    @Test
    void passesOnWhatNobodyElseMayHave() throws Exception {
        site.page("/a", "Cache-Control: private, max-age=60|Set-Cookie: s=1", "mine");

        long before = edge.edge().report().cache().passed();
        String first = get("/a");
        String second = get("/a");

        assertThat(first)
                .endsWith("mine")
                .contains("Set-Cookie: s=1", "Tenfold; fwd=uri-miss; detail=private\r\n");
        assertThat(second).endsWith("mine").contains("Set-Cookie: s=1");
        assertThat(site.asked("/a")).isEqualTo(2);
        assertThat(edge.edge().report().cache().passed() - before).isEqualTo(2);
    }

    @Test
    void passesOnTheConditionsOfThoseWhoseAnswersAreNotStored() throws Exception {
        site.page(
                "/a",
                request ->
                        request.header("If-None-Match").equals("\"v\"")
                                ? Site.answer(304, "ETag: \"v\"", "")
                                : Site.answer(200, "Cache-Control: private|ETag: \"v\"", "mine"));
        get("/a");

        assertThat(get("/a", "If-None-Match: \"v\"")).startsWith("HTTP/1.1 304 ");
    }

    @Test
    void storesAnswersThatComeInChunks() throws Exception {
        site.page(
                "/a",
                _ ->
                        "HTTP/1.1 200 OK\r\n"
                                + MINUTE
                                + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "5\r\nhello\r\n6\r\n, you!\r\n0\r\nX-Sum: 1\r\n\r\n");

        assertThat(get("/a")).endsWith("hello, you!|X-Sum: 1").contains("chunked");
        assertThat(get("/a")).endsWith("hello, you!").contains("Content-Length: 11\r\n");
        assertThat(site.asked("/a")).isEqualTo(1);
    }

    @Test
    void sendsACompressedFormToThoseWhoTakeIt() throws Exception {
        String text = "to be or not to be, ".repeat(100);
        site.page(
                "/a", MINUTE + "|Content-Type: text/plain|ETag: \"v\"|Accept-Ranges: bytes", text);
        site.page("/fixed", "Cache-Control: max-age=60, no-transform|Content-Type: text/css", text);
        site.page("/image", MINUTE + "|Content-Type: image/png", text);

        assertThat(get("/a")).contains("Vary: Accept-Encoding\r\n", "ETag: \"v\"").endsWith(text);
        Await.until(
                "a compressed form",
                RunningEdge.PATIENCE,
                () -> get("/a", "Accept-Encoding: br, GZIP").contains("Content-Encoding: gzip"));

        String packed = get("/a", "Accept-Encoding: gzip;q=0.5");
        assertThat(packed)
                .contains("ETag: W/\"v\"\r\n", "Vary: Accept-Encoding\r\n")
                .doesNotContain("Accept-Ranges");
        byte[] body =
                packed.substring(packed.indexOf("\r\n\r\n") + 4)
                        .getBytes(StandardCharsets.ISO_8859_1);
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)).isEqualTo(text);
        }
        assertThat(get("/a", "Accept-Encoding: gzip;q=0, br")).endsWith(text);
        assertThat(get("/a", "Accept-Encoding: gzip|If-None-Match: W/\"v\"")).contains(" 304 ");
        assertThat(get("/a", "Accept-Encoding: gzip|Range: bytes=0-4"))
                .contains(" 206 ", "ETag: \"v\"")
                .endsWith("to be");
        for (String path : new String[] {"/fixed", "/image"}) {
            get(path);
            assertThat(get(path, "Accept-Encoding: gzip"))
                    .doesNotContain("Vary", "Content-Encoding")
                    .endsWith(text);
        }
        edge.edge().purgeUrl("http://app.test/a");
        assertThat(edge.edge().report().cache().storedAnswers()).isEqualTo(2);
    }

    @Test
    void neverSendsACodingThatTheClientDoesNotTake() throws Exception {
        // The application forgets to say that its answer depends on Accept-Encoding.
        site.page(
                "/a",
                request ->
                        request.header("Accept-Encoding").contains("gzip")
                                ? Site.answer(200, MINUTE + "|Content-Encoding: gzip", "packed")
                                : Site.answer(200, MINUTE, "plain"));

        assertThat(get("/a", "Accept-Encoding: gzip, br")).endsWith("packed");
        assertThat(get("/a")).endsWith("plain");
        assertThat(get("/a", "Accept-Encoding: br,gzip")).contains("Tenfold; hit");
    }

    @Test
    void passesOnWhatIsTooLarge() throws Exception {
        serve(CachePolicy.DEFAULT.withBodyBytesMax(1000));
        String body = "x".repeat(200_000);
        site.page("/known", MINUTE, body);
        site.page(
                "/unknown",
                _ ->
                        "HTTP/1.1 200 OK\r\n"
                                + MINUTE
                                + "\r\nTransfer-Encoding: chunked\r\n\r\n30d40\r\n"
                                + body
                                + "\r\n0\r\n\r\n");
        for (String path : new String[] {"/known", "/unknown"}) {
            assertThat(get(path)).endsWith(body);
            assertThat(get(path)).endsWith(body);
            assertThat(site.asked(path)).isEqualTo(2);
        }
        assertThat(edge.edge().report().cache().storedAnswers()).isZero();
    }

    @Test
    void sendsLargeBodiesFromMemory() throws Exception {
        String body = "0123456789abcdef".repeat(100_000);
        site.page("/a", MINUTE, body);

        for (int i = 0; i < 3; i++) {
            assertThat(get("/a")).endsWith("\r\n\r\n" + body);
        }
        assertThat(get("/a", "Range: bytes=500000-1499999"))
                .endsWith("\r\n\r\n" + body.substring(500_000, 1_500_000));
        assertThat(site.asked("/a")).isEqualTo(1);
    }

    @Test
    void neverAsksForWhatIsOnlyWantedIfCached() throws Exception {
        serve(CachePolicy.DEFAULT.promising(Promise.CLIENTS_MAY_ASK_FOR_FRESH));
        site.page("/a", MINUTE, "a");

        assertThat(get("/a", "Cache-Control: only-if-cached")).startsWith("HTTP/1.1 504 ");
        get("/a");
        assertThat(get("/a", "Cache-Control: only-if-cached")).endsWith("\r\n\r\na");
        assertThat(get("/a", "Cache-Control: no-cache")).endsWith("\r\n\r\na");
        assertThat(site.asked("/a")).isEqualTo(2);
    }

    @Test
    void leavesOutParametersThatThePolicyIgnores() throws Exception {
        serve(CachePolicy.DEFAULT.withKey(Set.of("utm_source"), Set.of()));
        site.page("/a", request -> Site.answer(200, MINUTE, request.target()));

        assertThat(get("/a?b=1&utm_source=x&c=2")).endsWith("\r\n\r\n/a?b=1&c=2");
        assertThat(get("/a?utm_source=y&b=1&c=2")).endsWith("\r\n\r\n/a?b=1&c=2");
        assertThat(get("/a?c=2&b=1")).endsWith("\r\n\r\n/a?c=2&b=1");
        assertThat(site.seen()).hasSize(2);
    }

    private void askAll(String... paths) throws Exception {
        for (String path : paths) {
            get(path);
        }
    }

    private String get(String target) throws Exception {
        return get(target, "");
    }

    private String get(String target, String lines) throws Exception {
        return request("GET " + target, lines);
    }

    private String request(String start, String lines) throws Exception {
        String more = lines.isEmpty() ? "" : lines.replace("|", "\r\n") + "\r\n";
        String message = start + " HTTP/1.1\r\nHost: app.test\r\n" + more + "\r\n";
        try (var client = edge.client()) {
            client.send(message);
            return start.startsWith("HEAD") ? client.head() : client.message();
        }
    }

    private void serve(CachePolicy policy) {
        edge.cache(policy, site.origin().port());
    }

    private RunningEdge edge(CachePolicy policy, Site before) throws Exception {
        UnaryOperator<EdgeConfig> settings =
                config ->
                        config.withClock(clock)
                                .withLimits(
                                        EdgeLimits.DEFAULT.with(
                                                new EdgeLimits.Waiting(64, Duration.ofSeconds(1))));
        return RunningEdge.caching(policy, settings, before.origin());
    }
}
