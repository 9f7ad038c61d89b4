package tenfold.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Site;
import tenfold.model.CachePolicy;
import tenfold.model.CachePolicy.Promise;

/// Attempts to plant an answer for others, or to take one of others.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoisoningTest {
    private static final String PUBLIC = "Cache-Control: public, max-age=60";

    private final Site site;
    private final RunningEdge edge;

    PoisoningTest() throws Exception {
        site = new Site();
        edge = RunningEdge.caching(CachePolicy.DEFAULT, UnaryOperator.identity(), site.origin());
    }

    @AfterEach
    void forget() {
        edge.cache(CachePolicy.DEFAULT, site.origin().port());
        edge.edge().purgeAll();
        site.clear();
    }

    @AfterAll
    void stop() throws Exception {
        edge.close();
        site.close();
    }

    /// The application puts all that it is sent into its page, as careless ones do.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Host: evil",
                "X-Forwarded-Scheme: evil",
                "X-Forwarded-Prefix: /evil",
                "X_Forwarded_Host: evil",
                "Forwarded: host=evil",
                "X-Host: evil",
                "X-Original-URL: /evil",
                "X-Rewrite-URL: /evil",
                "X-HTTP-Method-Override: evil",
                "X-Requested-With: evil",
                "X-Timer: evil",
                "Max-Forwards: 6",
                "True-Client-IP: evil",
                "Transfer-Coding: evil",
                "X-Oversized: evilevilevilevilevilevilevilevilevil",
                "If-None-Match: \"evil\"",
                "Range: bytes=0-1",
                "Cache-Control: evil",
                "Pragma: evil",
            })
    void noUnkeyedHeaderReachesTheApplication(String header) throws Exception {
        site.page("/", seen -> Site.answer(200, PUBLIC, seen.head()));
        String name = header.substring(0, header.indexOf(':'));

        String planted = ask("GET / HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n");
        String victim = ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(victim).contains("Tenfold; hit").doesNotContainIgnoringCase("evil");
        assertThat(planted).doesNotContainIgnoringCase("evil");
        assertThat(site.seen().getFirst().header(name)).doesNotContain("evil", "bytes=", "6");
    }

    @Test
    void theHostTellsAnswersApart() throws Exception {
        site.page("/", seen -> Site.answer(200, PUBLIC, seen.header("Host")));

        assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("\r\n\r\na");
        assertThat(ask("GET / HTTP/1.1\r\nHost: b\r\n\r\n")).endsWith("\r\n\r\nb");
        assertThat(ask("GET / HTTP/1.1\r\nHost: A\r\n\r\n")).endsWith("\r\n\r\na");
        assertThat(ask("GET / HTTP/1.1\r\nHost: a:80\r\n\r\n")).endsWith("\r\n\r\na");
        assertThat(ask("GET / HTTP/1.1\r\nHost: a:8080\r\n\r\n")).endsWith("\r\n\r\na:8080");
        assertThat(ask("GET / HTTP/1.1\r\nHost: a.\r\n\r\n")).endsWith("\r\n\r\na.");
        assertThat(ask("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n")).contains("Tenfold; hit");
        assertThat(ask("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void pathsThatAnApplicationMayReadInTwoWaysAreTwoResources() throws Exception {
        String[] targets = {"/a", "//a", "/a/", "/a;x=1", "/a%2f", "/%61", "/a?", "/a?x", "/a.css"};
        for (String target : targets) {
            site.page(path(target), seen -> Site.answer(200, PUBLIC, seen.target()));
        }
        for (int round = 0; round < 2; round++) {
            for (String target : targets) {
                assertThat(ask("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                        .endsWith("\r\n\r\n" + target);
            }
        }
        assertThat(site.seen()).hasSize(targets.length);
    }

    @Test
    void aGetWithABodyIsNotForTheCache() throws Exception {
        site.page(
                "/",
                seen -> Site.answer(200, PUBLIC, seen.head().endsWith("evil") ? "evil" : "good"));

        String fat = "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nevil";
        assertThat(ask(fat)).endsWith("\r\n\r\nevil");
        assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("\r\n\r\ngood");
        assertThat(ask(fat)).endsWith("\r\n\r\nevil");
    }

    /// Cache deception: a victim is lured to a page of its own under a name that looks static.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/account/x.css",
                "/account;x.css",
                "/account%2fx.css",
                "/account/..css",
                "/account/x.js?v=1"
            })
    void aPrivatePageUnderAStaticNameStaysPrivate(String target) throws Exception {
        for (String lines :
                new String[] {
                    "",
                    "Last-Modified: Tue, 14 Nov 2000 22:13:20 GMT",
                    "Cache-Control: max-age=60",
                    "Cache-Control: private",
                    "ETag: \"1\""
                }) {
            site.page(
                    path(target),
                    seen -> Site.answer(200, lines, "secret of " + seen.header("Cookie")));
            String victim = "GET " + target + " HTTP/1.1\r\nHost: a\r\nCookie: alice\r\n\r\n";
            assertThat(ask(victim)).endsWith("secret of alice");
            assertThat(ask("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .as(lines)
                    .doesNotContain("alice");
            edge.edge().purgeAll();
        }
    }

    @Test
    void aCookieThatChangesNothingIsNotShownToTheApplication() throws Exception {
        edge.cache(
                CachePolicy.DEFAULT.promising(Promise.COOKIES_CHANGE_NOTHING),
                site.origin().port());
        site.page(
                "/",
                seen ->
                        Site.answer(
                                200,
                                "Cache-Control: max-age=60|Vary: Cookie",
                                "for " + seen.header("Cookie")));

        assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\nCookie: alice\r\n\r\n")).endsWith("for ");
        assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\nCookie: bob\r\n\r\n"))
                .contains("Tenfold; hit")
                .endsWith("for ");
    }

    @Test
    void anIgnoredParameterReachesNobody() throws Exception {
        edge.cache(CachePolicy.DEFAULT.withKey(Set.of("utm"), Set.of()), site.origin().port());
        site.page("/", seen -> Site.answer(200, PUBLIC, seen.target()));
        for (String query :
                new String[] {
                    "utm=evil", "utm", "utm=evil&utm=evil", "utm=evil%26x", "utm=evil;y"
                }) {
            assertThat(ask("GET /?" + query + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .doesNotContain("evil");
        }
        // What is spelled otherwise is another resource, for the cache and the application alike.
        for (String query : new String[] {"UTM=evil", "%75tm=evil", "x;utm=evil"}) {
            assertThat(ask("GET /?" + query + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .endsWith("/?" + query);
        }
        assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("\r\n\r\n/");
    }

    @Test
    void moreVariantsThanTheMaximumDriveOutEachOtherAlone() throws Exception {
        site.page("/v", seen -> Site.answer(200, PUBLIC + "|Vary: User-Agent", "v"));
        site.page("/other", PUBLIC, "o");
        ask("GET /other HTTP/1.1\r\nHost: a\r\n\r\n");
        for (int i = 0; i < 100; i++) {
            ask("GET /v HTTP/1.1\r\nHost: a\r\nUser-Agent: robot" + i + "\r\n\r\n");
        }
        assertThat(ask("GET /other HTTP/1.1\r\nHost: a\r\n\r\n")).contains("Tenfold; hit");
        assertThat(ask("GET /v HTTP/1.1\r\nHost: a\r\nUser-Agent: robot99\r\n\r\n"))
                .contains("Tenfold; hit");
        assertThat(ask("GET /v HTTP/1.1\r\nHost: a\r\nUser-Agent: robot0\r\n\r\n"))
                .doesNotContain("Tenfold; hit");
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private String ask(String request) throws Exception {
        return edge.ask(request);
    }
}
