package tenfold.edge.cache.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tenfold.edge.cache.rule.Storing.Question;
import tenfold.edge.http.Method;
import tenfold.model.CachePolicy;
import tenfold.model.CachePolicy.Promise;

/// Each row is an answer (`|` between its lines) and the reason why it is not stored, or `stored`.
class Rfc9111StoringTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final Question PLAIN =
            new Question(Method.GET, false, false, false, false, false);
    private static final CachePolicy POLICY = CachePolicy.DEFAULT;

    @ParameterizedTest(name = "section 3: {0} {1} is {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "200; Cache-Control: max-age=5; stored",
                "200; Cache-Control: MAX-AGE=5; stored",
                "200; Cache-Control: max-age=\"5\"; stored",
                "200; Cache-Control: s-maxage=5, max-age=0; stored",
                "200; Expires: Wed, 15 Nov 2023 00:00:00 GMT; stored",
                "200; Cache-Control: no-store; no-store",
                "200; Cache-Control: max-age=5, no-store; no-store",
                "200; Cache-Control: private, max-age=5; private",
                "200; Cache-Control: private=\"set-cookie\", max-age=5; private",
                "200; Cache-Control: max-age=5|Set-Cookie: a=b; set-cookie",
                "200; Cache-Control: max-age=5|Vary: *; vary-any",
                "200; Cache-Control: max-age=5|Vary: Accept, *; vary-any",
                "200; Cache-Control: max-age=5|Vary: X-Forwarded-For; vary-any",
                "206; Cache-Control: max-age=5; status",
                "304; Cache-Control: max-age=5; status",
                "299; Cache-Control: max-age=5; status",
                "599; Cache-Control: max-age=5, public; status",
                "599; Cache-Control: max-age=5, no-store, must-understand; status",
                "200; Cache-Control: max-age=5, no-store, must-understand; stored",
                "200; X: y; no-freshness",
                "200; Cache-Control: max-age=0; no-freshness",
                "200; Cache-Control: max-age=0|ETag: \"1\"; stored",
                "200; Cache-Control: no-cache|ETag: \"1\"; stored",
                "200; Cache-Control: no-cache|Last-Modified: Wed, 15 Nov 2023 00:00:00 GMT; stored",
                "200; Cache-Control: no-cache; no-freshness",
                "200; ETag: \"1\"; no-freshness",
                "200; Cache-Control: max-age=5|Age: 5; no-freshness",
                "302; Location: /x; no-freshness",
                "302; Location: /x|Cache-Control: max-age=5; stored",
                "404; X: y; stored",
                "500; X: y; no-freshness",
                "500; Cache-Control: max-age=5; stored",
            })
    void storesOrNot(int status, String answer, String expected) {
        assertThat(judge(PLAIN, status, answer, POLICY)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "section 3.5: with Authorization, {0} is {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "Cache-Control: max-age=5; authorization",
                "Cache-Control: max-age=5, public; stored",
                "Cache-Control: s-maxage=5; stored",
                "Cache-Control: max-age=5, must-revalidate; stored",
                "Last-Modified: Wed, 15 Nov 2000 00:00:00 GMT; authorization",
                "Cache-Control: public|Last-Modified: Wed, 15 Nov 2000 00:00:00 GMT; no-freshness",
            })
    void keepsAnswersToAuthorizationFromOthers(String answer, String expected) {
        var asked = new Question(Method.GET, false, false, true, false, false);

        assertThat(judge(asked, 200, answer, POLICY)).isEqualTo(expected);
        assertThat(
                        judge(
                                asked,
                                200,
                                "Cache-Control: max-age=5",
                                POLICY.promising(Promise.AUTHORIZATION_CHANGES_NOTHING)))
                .isEqualTo("stored");
    }

    @ParameterizedTest(name = "with a cookie, {0} is {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "Cache-Control: max-age=5; cookie",
                "Cache-Control: max-age=5, public; stored",
                "Cache-Control: s-maxage=5; stored",
                "CDN-Cache-Control: max-age=5; stored",
                "Last-Modified: Wed, 15 Nov 2000 00:00:00 GMT; cookie",
                "Cache-Control: public|Last-Modified: Wed, 15 Nov 2000 00:00:00 GMT; no-freshness",
            })
    void keepsAnswersToCookiesFromOthers(String answer, String expected) {
        var asked = new Question(Method.GET, false, false, false, true, false);

        assertThat(judge(asked, 200, answer, POLICY)).isEqualTo(expected);
        var promised = POLICY.promising(Promise.COOKIES_CHANGE_NOTHING);
        assertThat(judge(asked, 200, "Cache-Control: max-age=5", promised)).isEqualTo("stored");
    }

    @Test
    void storesAnswersWithSetCookieOnlyByAPromise() {
        var promised = POLICY.promising(Promise.SET_COOKIE_MEANS_NOTHING);

        assertThat(judge(PLAIN, 200, "Cache-Control: max-age=5|Set-Cookie: a=b", promised))
                .isEqualTo("stored");
        assertThat(Storing.NEVER_STORED).contains("set-cookie");
    }

    @Test
    void storesOnlyAnswersToGetWithoutABody() {
        for (Method method : Method.values()) {
            var asked = new Question(method, false, false, false, false, false);
            assertThat(judge(asked, 200, "Cache-Control: max-age=5", POLICY))
                    .isEqualTo(method == Method.GET ? "stored" : "method");
        }
        var fat = new Question(Method.GET, false, true, false, false, false);
        assertThat(judge(fat, 200, "Cache-Control: max-age=5", POLICY)).isEqualTo("method");
    }

    @Test
    void obeysNoStoreOfAClientWhereClientsAreObeyed() {
        var asked = new Question(Method.GET, false, false, false, false, true);
        var obeying = POLICY.promising(Promise.CLIENTS_MAY_ASK_FOR_FRESH);

        assertThat(judge(asked, 200, "Cache-Control: max-age=5", POLICY)).isEqualTo("stored");
        assertThat(judge(asked, 200, "Cache-Control: max-age=5", obeying))
                .isEqualTo("request-no-store");
    }

    @Test
    void refusesMoreTagsThanAPurgeCouldFind() {
        var tags = new StringBuilder("Cache-Control: max-age=5|Cache-Tag: t");
        for (int i = 0; i < Tags.TAGS_MAX; i++) {
            tags.append(",t").append(i);
        }
        assertThat(judge(PLAIN, 200, tags.toString(), POLICY)).isEqualTo("too-many-tags");
    }

    @ParameterizedTest(name = "{0} without a word is fresh for {1} s, or {2} s with a query")
    @CsvSource({
        "200, 60, 60",
        "301, 60, 60",
        "404, 7, 7",
        "410, 60, 60",
        "501, 7, 7",
        "500, 3, 3",
        "503, 3, 3",
        "302, -1, -1",
        "403, -1, -1",
        "400, -1, -1",
    })
    void takesThePolicysTimesWhereTheAnswerSaysNothing(int status, long plain, long query) {
        CachePolicy policy =
                POLICY.withTimes(
                        Duration.ofSeconds(60), Duration.ofSeconds(7), Duration.ofSeconds(3));
        assertThat(freshSeconds(PLAIN, status, "X: y", policy)).isEqualTo(plain);
        var asked = new Question(Method.GET, true, false, false, false, false);
        assertThat(freshSeconds(asked, status, "X: y", policy)).isEqualTo(query);
    }

    private static long freshSeconds(
            Question asked, int status, String answer, CachePolicy policy) {
        return Storing.judge(asked, status, fields(answer), policy, NOW, NOW)
                        instanceof Storing.Stored stored
                ? stored.lifetime().fresh() / 1000
                : -1;
    }

    private static String judge(Question asked, int status, String answer, CachePolicy policy) {
        return switch (Storing.judge(asked, status, fields(answer), policy, NOW, NOW)) {
            case Storing.Refused refused -> refused.reason();
            case Storing.Stored _ -> "stored";
        };
    }

    private static Fields fields(String lines) {
        return Fields.of(lines.strip().split("\\|")).plus(Fields.of("Date: " + date()));
    }

    private static String date() {
        String date = HttpDate.write(NOW);
        assertThat(date.toLowerCase(Locale.ROOT)).contains("nov 2023");
        return date;
    }
}
