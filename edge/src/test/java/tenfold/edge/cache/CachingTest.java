package tenfold.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tenfold.edge.kit.CachedSite;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Site;
import tenfold.model.CachePolicy;
import tenfold.model.CachePolicy.Promise;
import tenfold.testkit.Await;

/// What is answered from the cache, between real sockets, with a clock that is moved by hand.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CachingTest {
    private static final String MINUTE = "Cache-Control: max-age=60";

    private final CachedSite cached;

    CachingTest() throws Exception {
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
    void answersTheSecondRequestItself() throws Exception {
        cached.site().page("/a", MINUTE + "|X-Own: yes", "hello");

        var before = cached.edge().report();
        String first = cached.get("/a");
        cached.pass(Duration.ofSeconds(7));
        String second = cached.get("/a");

        assertThat(first).startsWith("HTTP/1.1 200 Fine\r\n").endsWith("\r\n\r\nhello");
        assertThat(first).contains("Cache-Status: Tenfold; fwd=uri-miss; stored; ttl=60\r\n");
        assertThat(second)
                .startsWith("HTTP/1.1 200 Fine\r\n")
                .endsWith("\r\n\r\nhello")
                .contains("X-Own: yes\r\n", "Age: 7\r\n", "Content-Length: 5\r\n")
                .contains("Cache-Status: Tenfold; hit; ttl=53\r\n", "X-Request-Id: ");
        assertThat(cached.site().asked("/a")).isEqualTo(1);
        var after = cached.edge().report();
        assertThat(after.cache().hits() - before.cache().hits()).isEqualTo(1);
        assertThat(after.requests() - before.requests()).isEqualTo(2);
    }

    @Test
    void asksAgainWhenTheAnswerIsNoLongerFresh() throws Exception {
        cached.site().page("/a", MINUTE, "old");
        cached.get("/a");
        cached.site().page("/a", MINUTE, "new");

        cached.pass(Duration.ofSeconds(59));
        assertThat(cached.get("/a")).endsWith("old");
        cached.pass(Duration.ofSeconds(1));
        assertThat(cached.get("/a")).endsWith("new");
    }

    @Test
    void keepsABodyThatA304Confirms() throws Exception {
        cached.site()
                .page(
                        "/a",
                        request ->
                                request.header("If-None-Match").equals("\"v1\"")
                                        ? Site.answer(304, MINUTE + "|ETag: \"v1\"|X-Count: 2", "")
                                        : Site.answer(
                                                200, MINUTE + "|ETag: \"v1\"|X-Count: 1", "body"));
        cached.get("/a");
        cached.pass(Duration.ofSeconds(61));

        String confirmed = cached.get("/a");
        String hit = cached.get("/a");

        assertThat(confirmed).startsWith("HTTP/1.1 200").contains("X-Count: 2").endsWith("body");
        assertThat(confirmed).contains("Tenfold; fwd=stale; fwd-status=304; stored");
        assertThat(hit).contains("X-Count: 2", "Tenfold; hit").endsWith("body");
        assertThat(cached.site().asked("/a")).isEqualTo(2);
    }

    @Test
    void confirmsEachTimeWhatMustBeConfirmedEachTime() throws Exception {
        cached.site()
                .page(
                        "/a",
                        request ->
                                request.header("If-None-Match").isEmpty()
                                        ? Site.answer(
                                                200, "Cache-Control: no-cache|ETag: \"v\"", "body")
                                        : Site.answer(
                                                304, "Cache-Control: no-cache|ETag: \"v\"", ""));
        long before = cached.edge().report().cache().confirmed();
        for (int i = 1; i <= 3; i++) {
            assertThat(cached.get("/a")).startsWith("HTTP/1.1 200").endsWith("body");
            assertThat(cached.site().asked("/a")).isEqualTo(i);
        }
        assertThat(cached.edge().report().cache().confirmed() - before).isEqualTo(2);
    }

    @Test
    void tellsVariantsApartByVary() throws Exception {
        cached.site()
                .page(
                        "/a",
                        request ->
                                Site.answer(
                                        200,
                                        MINUTE + "|Vary: Accept-Language",
                                        "in " + request.header("Accept-Language")));

        for (int i = 0; i < 2; i++) {
            assertThat(cached.get("/a", "Accept-Language: de")).endsWith("in de");
            assertThat(cached.get("/a", "Accept-Language: fr")).endsWith("in fr");
            assertThat(cached.get("/a")).endsWith("in ");
        }
        assertThat(cached.site().asked("/a")).isEqualTo(3);
    }

    @Test
    void learnsFromVaryWhichHeadersTheApplicationNeeds() throws Exception {
        cached.site()
                .page(
                        "/a",
                        request ->
                                Site.answer(
                                        200,
                                        MINUTE + "|Vary: X-Tenant",
                                        request.header("X-Tenant")));

        cached.get("/a");
        for (int i = 0; i < 2; i++) {
            assertThat(cached.get("/a", "X-Tenant: one")).endsWith("one");
            assertThat(cached.get("/a", "X-Tenant: two")).endsWith("two");
        }
        assertThat(cached.site().asked("/a")).isEqualTo(3);
    }

    @Test
    void forgetsWhatAnUnsafeRequestChanges() throws Exception {
        cached.site().page("/a", MINUTE, "a");
        cached.site().page("/b", MINUTE, "b");
        cached.get("/a");
        cached.get("/b");
        cached.site().page("/a", _ -> Site.answer(200, MINUTE + "|Location: /b", "a2"));

        cached.request("POST /a", "Content-Length: 0");
        cached.get("/a");
        cached.get("/b");

        assertThat(cached.site().asked("/a")).isEqualTo(3);
        assertThat(cached.site().asked("/b")).isEqualTo(2);
        cached.site().page("/a", _ -> Site.answer(500, "", "no"));
        cached.request("POST /a", "Content-Length: 0");
        assertThat(cached.get("/a")).endsWith("a2");
    }

    @Test
    void forgetsByUrlPrefixAndTag() throws Exception {
        for (String path : new String[] {"/p/1", "/p/2", "/q"}) {
            cached.site()
                    .page(
                            path,
                            MINUTE + "|Cache-Tag: all, " + path + "|Surrogate-Key: k1 k2",
                            path);
        }
        String url = "http://app.test";
        cached.askAll("/p/1", "/p/2", "/q");
        assertThat(cached.get("/q")).doesNotContain("Cache-Tag", "Surrogate-Key");

        assertThat(cached.edge().purgeUrl(url + "/p/1")).isEqualTo(1);
        cached.askAll("/p/1", "/p/2", "/q");
        assertThat(cached.site().asked("/p/1")).isEqualTo(2);
        assertThat(cached.edge().purgePrefix(url + "/p/")).isEqualTo(2);
        cached.askAll("/p/1", "/p/2", "/q");
        assertThat(cached.site().asked("/p/2")).isEqualTo(2);
        assertThat(cached.edge().purgeTag("/q")).isEqualTo(1);
        assertThat(cached.edge().purgeTag("k2")).isEqualTo(2);
        cached.askAll("/p/1", "/p/2", "/q");
        assertThat(cached.site().asked("/q")).isEqualTo(2);
        assertThat(cached.edge().purgeAll()).isEqualTo(3);
        assertThat(cached.edge().report().cache().storedAnswers()).isZero();
    }

    @Test
    void servesStaleWhileItAsksForANewOne() throws Exception {
        String control = "Cache-Control: max-age=10, stale-while-revalidate=20";
        cached.site().page("/a", control, "old");
        cached.get("/a");
        cached.site().page("/a", control, "new");
        cached.pass(Duration.ofSeconds(15));

        String stale = cached.get("/a");

        assertThat(stale).endsWith("old").contains("Tenfold; hit; detail=stale; ttl=-5\r\n");
        Await.until("a new answer", RunningEdge.PATIENCE, () -> cached.get("/a").endsWith("new"));
        assertThat(cached.site().asked("/a")).isEqualTo(2);
        assertThat(cached.edge().report().cache().stale()).isPositive();
    }

    @Test
    void servesStaleWhenTheApplicationFails() throws Exception {
        try (var mortal = new CachedSite()) {
            mortal.site().page("/a", "Cache-Control: max-age=10, stale-if-error=60", "good");
            mortal.get("/a");
            mortal.site().page("/a", _ -> Site.answer(503, "", "bad"));
            mortal.pass(Duration.ofSeconds(15));

            assertThat(mortal.get("/a")).startsWith("HTTP/1.1 200").endsWith("good");
            mortal.site().origin().kill();
            assertThat(mortal.get("/a")).startsWith("HTTP/1.1 200").endsWith("good");
            mortal.pass(Duration.ofSeconds(60));
            assertThat(mortal.get("/a")).startsWith("HTTP/1.1 50");
        }
    }

    @Test
    void keepsErrorsForAShortTime() throws Exception {
        cached.serve(
                CachePolicy.DEFAULT.withTimes(
                        Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(2)));
        cached.site().page("/e", _ -> Site.answer(500, "", "broken"));

        cached.get("/none");
        cached.get("/none");
        cached.get("/e");
        cached.get("/e");
        assertThat(cached.site().asked("/none")).isEqualTo(1);
        assertThat(cached.site().asked("/e")).isEqualTo(1);
        cached.pass(Duration.ofSeconds(3));
        cached.get("/none");
        cached.get("/e");
        assertThat(cached.site().asked("/none")).isEqualTo(1);
        assertThat(cached.site().asked("/e")).isEqualTo(2);
    }

    @Test
    void passesOnWhatNobodyElseMayHave() throws Exception {
        cached.site().page("/a", "Cache-Control: private, max-age=60|Set-Cookie: s=1", "mine");

        long before = cached.edge().report().cache().passed();
        String first = cached.get("/a");
        String second = cached.get("/a");

        assertThat(first)
                .endsWith("mine")
                .contains("Set-Cookie: s=1", "Tenfold; fwd=uri-miss; detail=private\r\n");
        assertThat(second).endsWith("mine").contains("Set-Cookie: s=1");
        assertThat(cached.site().asked("/a")).isEqualTo(2);
        assertThat(cached.edge().report().cache().passed() - before).isEqualTo(2);
    }

    @Test
    void neverAsksForWhatIsOnlyWantedIfCached() throws Exception {
        cached.serve(CachePolicy.DEFAULT.promising(Promise.CLIENTS_MAY_ASK_FOR_FRESH));
        cached.site().page("/a", MINUTE, "a");

        assertThat(cached.get("/a", "Cache-Control: only-if-cached")).startsWith("HTTP/1.1 504 ");
        cached.get("/a");
        assertThat(cached.get("/a", "Cache-Control: only-if-cached")).endsWith("\r\n\r\na");
        assertThat(cached.get("/a", "Cache-Control: no-cache")).endsWith("\r\n\r\na");
        assertThat(cached.site().asked("/a")).isEqualTo(2);
    }
}
