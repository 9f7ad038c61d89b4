package tenfold.edge.cache.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.HeadLimits;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.RequestHead;
import tenfold.model.CachePolicy;

/// `|` stands between header lines.
class Rfc9111ReuseTest {
    private static final CachePolicy POLICY = CachePolicy.DEFAULT;

    @ParameterizedTest(name = "section 5.2.1: {1} s old, fresh for 10 s, asked with {0}: {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "; 9; SERVE",
                "; 10; SERVE_AND_REFRESH",
                "; 14; SERVE_AND_REFRESH",
                "; 15; VALIDATE",
                "max-age=5; 5; SERVE",
                "max-age=5; 6; VALIDATE",
                "max-age=0; 0; VALIDATE",
                "no-cache; 0; VALIDATE",
                "min-fresh=3; 6; SERVE",
                "min-fresh=3; 7; VALIDATE",
                "max-stale; 12; SERVE_AND_REFRESH",
                "max-stale; 15; VALIDATE",
                "only-if-cached; 9; SERVE",
                "only-if-cached; 15; GIVE_UP",
                "no-cache, only-if-cached; 9; GIVE_UP",
            })
    void clientsNarrowWhatIsServed(String directives, long age, Reuse expected) {
        var lifetime = new Lifetime(10_000, 5_000, 0);

        assertThat(Reuse.judge(lifetime, age * 1000, Directives.read(directives)))
                .isEqualTo(expected);
    }

    @Test
    void section41ComparesTheFieldsThatVaryNames() throws Exception {
        Vary vary = vary("Vary: Accept-Language, X-A", "Accept-Language: de, fr|X-A: 1");

        assertThat(vary.matches(asked("X-A: 1|Accept-Language: de,fr"))).isTrue();
        assertThat(vary.matches(asked("x-a: 1|accept-language: de|accept-language:   fr")))
                .isTrue();
        assertThat(vary.matches(asked("X-A: 1|Accept-Language: fr, de"))).isFalse();
        assertThat(vary.matches(asked("X-A: 1"))).isFalse();
        assertThat(vary.matches(asked("X-A: 2|Accept-Language: de, fr"))).isFalse();
        assertThat(Vary.NONE.matches(asked("X-A: 1"))).isTrue();
        assertThat(vary("Vary: X-Forwarded-Proto, Host", "X-A: 1")).isEqualTo(Vary.NONE);
        assertThat(vary("Content-Encoding: br", "Accept-Encoding: br").values())
                .containsOnlyKeys("accept-encoding");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '#',
            value = {
                "gzip, deflate, br # br, gzip",
                "br;q=1.0, gzip;q=0.8 # br, gzip",
                "gzip;q=0, br # br",
                "gzip;q=0.0 # ''",
                "* # br, gzip, zstd",
                "*;q=0, gzip # gzip",
                "identity # ''",
                "x-gzip # gzip",
                "GZIP # gzip",
            })
    void acceptedCodingsHaveOneSpelling(String value, String normal) {
        assertThat(AcceptEncoding.normal(value)).isEqualTo(normal);
    }

    @ParameterizedTest(name = "RFC 9110 section 14: {0} of {1} bytes is {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "bytes=0-0; 10; 0-0",
                "bytes=2-4; 10; 2-4",
                "bytes=5-; 10; 5-9",
                "bytes=5-99; 10; 5-9",
                "bytes=-3; 10; 7-9",
                "bytes=-30; 10; 0-9",
                "Bytes=1-2; 10; 1-2",
                "bytes=10-; 10; none",
                "bytes=-0; 10; none",
                "bytes=0-; 0; none",
                "bytes=4-2; 10; all",
                "bytes=0-1,3-4; 10; all",
                "bytes=a-b; 10; all",
                "bytes=-; 10; all",
                "bytes=1; 10; all",
                "lines=1-2; 10; all",
                "bytes=99999999999999999999-; 10; all",
            })
    void rangesAreReadStrictly(String value, long length, String expected) {
        String read =
                switch (ByteRange.of(value, length)) {
                    case ByteRange.Whole _ -> "all";
                    case ByteRange.Unsatisfiable _ -> "none";
                    case ByteRange.Part part -> part.first() + "-" + part.last();
                };
        assertThat(read).isEqualTo(expected);
    }

    @ParameterizedTest(name = "section 4.3.2: stored {0}, asked with {1}: 304 is {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "ETag: \"a\"; If-None-Match: \"a\"; true",
                "ETag: \"a\"; If-None-Match: W/\"a\"; true",
                "ETag: W/\"a\"; If-None-Match: \"a\"; true",
                "ETag: \"a\"; If-None-Match: \"b\", \"a\"; true",
                "ETag: \"a\"; If-None-Match: *; true",
                "ETag: \"a\"; If-None-Match: \"b\"; false",
                "ETag: \"a\"; If-None-Match: a; false",
                "ETag: \"a\"; If-None-Match: \"ba\"; false",
                "X: y; If-None-Match: \"a\"; false",
                "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT; If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT; true",
                "Last-Modified: Sun, 06 Nov 1994 08:49:38 GMT; If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT; false",
                "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT; If-Modified-Since: x; false",
                "ETag: \"a\"|Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT; If-None-Match: \"b\"|If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT; false",
            })
    void conditionsOfClientsAreJudgedByTheStoredAnswer(String stored, String request, boolean known)
            throws Exception {
        var validators = Validators.of(Fields.of(stored.split("\\|")));

        assertThat(validators.areKnownTo(asked(request))).isEqualTo(known);
    }

    @ParameterizedTest(name = "section 4.3.4: stored {0}, a 304 with {1} confirms it: {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "ETag: \"a\"; ETag: \"a\"; true",
                "ETag: \"a\"; ETag: W/\"a\"; true",
                "ETag: \"a\"; ETag: \"b\"; false",
                "ETag: \"a\"; X: y; true",
                "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT; Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT; true",
                "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT; Last-Modified: Sun, 06 Nov 1994 08:49:38 GMT; false",
            })
    void aConfirmationIsAboutOneVersion(String stored, String notModified, boolean confirmed) {
        var of = Validators.of(Fields.of(stored));

        assertThat(of.isConfirmedBy(Validators.of(Fields.of(notModified)))).isEqualTo(confirmed);
    }

    @Test
    void section32A304ReplacesFieldsButNotThoseOfTheBody() {
        var stored =
                Fields.of(
                        "Date: old",
                        "ETag: \"a\"",
                        "Content-Type: text/css",
                        "X-A: 1",
                        "X-A: 2",
                        "X-B: 1");
        var newer =
                Fields.of(
                        "date: new", "Content-Type: evil", "Content-Length: 9", "x-a: 3", "X-C: 4");

        assertThat(Refresh.apply(stored, newer))
                .isEqualTo(
                        Fields.of(
                                "ETag: \"a\"",
                                "Content-Type: text/css",
                                "X-B: 1",
                                "date: new",
                                "x-a: 3",
                                "X-C: 4"));
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "Host: Example.COM, /a?b, http://example.com/a?b",
        "Host: example.com:80, /a, http://example.com/a",
        "Host: example.com:443, /a, http://example.com:443/a",
        "Host: example.com:8080, /A, http://example.com:8080/A",
        "Host: [::1]:80, /a, http://[::1]/a",
        "Host: [::80], /a, http://[::80]/a",
    })
    void keysAreSchemeHostAndTarget(String host, String target, String key) throws Exception {
        RequestHead head = head(target, host);

        assertThat(CacheKey.of(head, false)).hasToString(key).isEqualTo(CacheKey.of(key));
        assertThat(CacheKey.of(head, true)).isNotEqualTo(CacheKey.of(head, false));
        assertThat(CacheKey.of(key).at("/z").toString()).endsWith("/z").startsWith("http://");
    }

    @Test
    void takesNamedParametersOutOfAQuery() throws Exception {
        var ignored = Set.of("utm", "x");
        String[][] rows = {
            {"/a?utm=1", "/a"},
            {"/a?utm=1&b=2", "/a?b=2"},
            {"/a?b=2&utm=1&c=3&x", "/a?b=2&c=3"},
            {"/a?b=utm&utmx=1", "/a?b=utm&utmx=1"},
            {"/a?", "/a?"},
            {"/a?&&utm", "/a?&"},
            {"/a", "/a"},
        };
        for (String[] row : rows) {
            byte[] left = Query.without(head(row[0], "Host: a"), ignored);
            assertThat(new String(left, StandardCharsets.ISO_8859_1)).isEqualTo(row[1]);
        }
    }

    private static Vary vary(String answer, String request) throws HttpViolation {
        return Vary.of(Fields.of(answer), POLICY, asked(request));
    }

    private static Asked asked(String lines) throws HttpViolation {
        var asked = new Asked();
        asked.read(head("/", "Host: a|" + lines));
        return asked;
    }

    private static RequestHead head(String target, String lines) throws HttpViolation {
        var head = new RequestHead(new HeadLimits(1024, 4096, 50));
        String text = "GET " + target + " HTTP/1.1\r\n" + lines.replace("|", "\r\n") + "\r\n\r\n";
        assertThat(head.offer(Unpooled.wrappedBuffer(Ascii.bytes(text)))).isTrue();
        return head;
    }
}
