package tenfold.edge.cache.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.edge.cache.rule.Storing.Question;
import tenfold.edge.http.Method;
import tenfold.model.CachePolicy;

/// `|` stands between header lines. The answers are dated now, Tue, 14 Nov 2023 22:13:20 GMT.
class Rfc9111FreshnessTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final Question PLAIN =
            new Question(Method.GET, false, false, false, false, false);

    @ParameterizedTest(name = "section 4.2.1: {0} is fresh for {1} s")
    @CsvSource(
            delimiter = ';',
            value = {
                "Cache-Control: max-age=60; 60",
                "Cache-Control: s-maxage=10, max-age=60; 10",
                "Cache-Control: max-age=60|Expires: Tue, 14 Nov 2023 22:13:21 GMT; 60",
                "Expires: Tue, 14 Nov 2023 22:14:20 GMT; 60",
                "Expires: Tuesday, 14-Nov-23 22:14:20 GMT; 60",
                "Expires: Tue Nov 14 22:14:20 2023; 60",
                "Cache-Control: max-age=99999999999999; 315360000",
                "Cache-Control: max-age=60, max-age=30; 30",
                "Cache-Control: max-age=60|Cache-Control: max-age=30; 30",
                "Cache-Control: max-age = 60; 60",
                "Cache-Control: immutable, max-age=31536000; 31536000",
            })
    void theAnswerSaysHowLong(String answer, long seconds) {
        assertThat(lifetime(answer).fresh()).isEqualTo(seconds * 1000);
    }

    @ParameterizedTest(name = "section 4.2.1: {0} is not fresh")
    @ValueSource(
            strings = {
                "Cache-Control: max-age=x|ETag: \"1\"",
                "Cache-Control: max-age=-5|ETag: \"1\"",
                "Cache-Control: max-age=1.5|ETag: \"1\"",
                "Cache-Control: max-age|ETag: \"1\"",
                "Expires: 0|ETag: \"1\"",
                "Expires: Tue, 14 Nov 2023 22:13:20 GMT|ETag: \"1\"",
                "Expires: Tue, 14 Nov 2023 22:14:20 GMT|Expires: 0|ETag: \"1\"",
                "Cache-Control: no-cache, max-age=60|ETag: \"1\"",
            })
    void whatCannotBeReadIsStale(String answer) {
        assertThat(lifetime(answer).fresh()).isZero();
    }

    @Test
    void section422GuessesATenthOfTheTimeSinceTheChangeAndADayAtMost() {
        assertThat(lifetime("Last-Modified: Tue, 14 Nov 2023 22:03:20 GMT").fresh())
                .isEqualTo(60_000);
        assertThat(lifetime("Last-Modified: Tue, 14 Nov 2000 22:03:20 GMT").fresh())
                .isEqualTo(Duration.ofDays(1).toMillis());
        var query = new Question(Method.GET, true, false, false, false, false);
        assertThat(
                        Storing.judge(
                                query,
                                200,
                                fields("Last-Modified: Tue, 14 Nov 2000 22:03:20 GMT"),
                                CachePolicy.DEFAULT,
                                NOW,
                                NOW))
                .isInstanceOf(Storing.Refused.class);
    }

    @ParameterizedTest(name = "section 4.2.3: {0}, asked for {1} ms, is {2} ms old")
    @CsvSource(
            delimiter = ';',
            value = {
                "Date: Tue, 14 Nov 2023 22:13:20 GMT; 0; 0",
                "Date: Tue, 14 Nov 2023 22:13:10 GMT; 0; 10000",
                "Date: Tue, 14 Nov 2023 22:14:00 GMT; 0; 0",
                "Date: Tue, 14 Nov 2023 22:13:20 GMT|Age: 7; 0; 7000",
                "Date: Tue, 14 Nov 2023 22:13:20 GMT|Age: 7; 500; 7500",
                "Date: Tue, 14 Nov 2023 22:13:10 GMT|Age: 7; 500; 10000",
                "Age: 7, 9; 0; 7000",
                "Age: -7; 0; 0",
                "Age: x; 300; 300",
            })
    void ageIsWhatIsSaidOrWhatIsSeen(String answer, long delay, long age) {
        String[] lines = answer.strip().split("\\|");
        assertThat(Freshness.initialAge(Fields.of(lines), NOW - delay, NOW)).isEqualTo(age);
    }

    @ParameterizedTest(name = "section 4.2.4 and RFC 5861: {0} serves {1} s and {2} s stale")
    @CsvSource(
            delimiter = ';',
            value = {
                "Cache-Control: max-age=1; 0; 0",
                "Cache-Control: max-age=1, stale-while-revalidate=5; 5; 0",
                "Cache-Control: max-age=1, stale-if-error=9; 0; 9",
                "Cache-Control: max-age=1, stale-if-error=9, must-revalidate; 0; 0",
                "Cache-Control: max-age=1, stale-if-error=9, proxy-revalidate; 0; 0",
                "Cache-Control: s-maxage=1, stale-while-revalidate=5; 5; 0",
            })
    void staleAnswersAreServedOnlyWhereAllowed(String answer, long revalidating, long onError) {
        assertThat(lifetime(answer))
                .isEqualTo(new Lifetime(1000, revalidating * 1000, onError * 1000));
    }

    @Test
    void thePolicysStalenessYieldsToWhatForbidsIt() {
        CachePolicy policy =
                CachePolicy.DEFAULT.withStale(Duration.ofSeconds(2), Duration.ofSeconds(3));

        assertThat(lifetime("Cache-Control: max-age=1", policy))
                .isEqualTo(new Lifetime(1000, 2000, 3000));
        assertThat(lifetime("Cache-Control: s-maxage=1", policy))
                .isEqualTo(new Lifetime(1000, 0, 0));
        assertThat(lifetime("Cache-Control: max-age=1, must-revalidate", policy))
                .isEqualTo(new Lifetime(1000, 0, 0));
    }

    @ParameterizedTest(name = "RFC 9213: {0} is {1}")
    @CsvSource(
            delimiter = '#',
            value = {
                "CDN-Cache-Control: max-age=60|Cache-Control: max-age=1# 60",
                "CDN-Cache-Control: max-age=60|Cache-Control: no-store# 60",
                "CDN-Cache-Control: max-age=60|Expires: 0# 60",
                "CDN-Cache-Control: no-store|Cache-Control: max-age=1# no-store",
                "CDN-Cache-Control: private|Cache-Control: max-age=1# private",
                "CDN-Cache-Control: max-age=60;x=1|Cache-Control: max-age=1# 60",
                "CDN-Cache-Control: max-age=60,|Cache-Control: max-age=1# 1",
                "CDN-Cache-Control: max-age=\"60|Cache-Control: max-age=1# 1",
                "CDN-Cache-Control: MAX-AGE=60|Cache-Control: max-age=1# 1",
                "CDN-Cache-Control: |Cache-Control: max-age=1# 1",
                "CDN-Cache-Control: max-age=60, max-age=30# 30",
            })
    void theFieldForThisKindOfCacheCountsAlone(String answer, String expected) {
        assertThat(judged(answer)).isEqualTo(expected);
    }

    @Test
    void readsTheThreeFormsOfDatesAndWritesOne() {
        for (String date :
                new String[] {
                    "Sun, 06 Nov 1994 08:49:37 GMT",
                    "Sunday, 06-Nov-94 08:49:37 GMT",
                    "Sun Nov  6 08:49:37 1994"
                }) {
            assertThat(HttpDate.read(date) % 86_400_000).as(date).isEqualTo(31_777_000);
        }
        assertThat(HttpDate.read("Sun, 06 Nov 1994 08:49:37 GMT")).isEqualTo(784_111_777_000L);
        assertThat(HttpDate.read("Sun Nov  6 08:49:37 1994")).isEqualTo(784_111_777_000L);
        assertThat(HttpDate.write(784_111_777_000L)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        for (String bad :
                new String[] {"", "now", "0", "Sun, 31 Feb 2020 08:49:37 GMT", "1994-11-06"}) {
            assertThat(HttpDate.read(bad)).as(bad).isEqualTo(HttpDate.NONE);
        }
    }

    private static String judged(String answer) {
        return switch (Storing.judge(PLAIN, 200, fields(answer), CachePolicy.DEFAULT, NOW, NOW)) {
            case Storing.Refused refused -> refused.reason();
            case Storing.Stored stored -> Long.toString(stored.lifetime().fresh() / 1000);
        };
    }

    private static Lifetime lifetime(String answer) {
        return lifetime(answer, CachePolicy.DEFAULT);
    }

    private static Lifetime lifetime(String answer, CachePolicy policy) {
        CachePolicy generous =
                new CachePolicy(
                        policy.ttlDefault(),
                        Duration.ofDays(3650),
                        policy.negativeTtl(),
                        policy.errorTtl(),
                        policy.staleWhileRevalidate(),
                        policy.staleIfError(),
                        policy.ignoredQuery(),
                        policy.keyedHeaders(),
                        policy.promises(),
                        policy.compress(),
                        policy.bodyBytesMax());
        return Storing.judge(PLAIN, 200, fields(answer), generous, NOW, NOW)
                        instanceof Storing.Stored stored
                ? stored.lifetime()
                : Lifetime.NONE;
    }

    private static Fields fields(String lines) {
        return Fields.of(lines.strip().split("\\|"))
                .plus(Fields.of("Date: " + HttpDate.write(NOW)));
    }
}
