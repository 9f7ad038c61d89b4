package tenfold.edge.http2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.ByteSink;

/// In these texts `|` stands for the end of a line.
class RequestFieldsTest {
    private static final String ASK = ":method: M|:scheme: https|:path: /|:authority: a|";

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                ":method: GET|:scheme: http|:path: /|:authority: a > true > GET / HTTP/1.1|Host: a||",
                ":method: GET|:scheme: http|:path: /|host: a > true > GET / HTTP/1.1|Host: a||",
                ":method: GET|:path: /?q|:authority: A|:scheme: http|host: a|x: y > true > GET /?q HTTP/1.1|Host: A|x: y||",
                ":method: POST|:scheme: http|:path: /|:authority: a > true > POST / HTTP/1.1|Host: a|Content-Length: 0||",
                ":method: POST|:scheme: http|:path: /|:authority: a > false > POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||",
                ":method: PUT|:scheme: http|:path: /|:authority: a|content-length: 5 > false > PUT / HTTP/1.1|Host: a|content-length: 5||",
                ":method: GET|:scheme: http|:path: /|:authority: a|cookie: b=1|x: y|cookie: c=2 > true > GET / HTTP/1.1|Host: a|x: y|Cookie: b=1; c=2||",
                ":method: CONNECT|:authority: a:443 > false > CONNECT / HTTP/1.1|Host: a:443|Transfer-Encoding: chunked||",
                ":method: CONNECT|:protocol: websocket|:scheme: https|:path: /w|:authority: a > false > GET /w HTTP/1.1|Host: a|Connection: upgrade|Upgrade: websocket|Sec-WebSocket-Key: KEY||",
            })
    void becomesTheHeadOfHttp11(String fields, boolean ends, String head) {
        RequestFields read = read(fields, 1000);
        assertThat(read.problem(ends)).isNull();
        var out = new ByteSink(64);
        read.writeHead(out, ends, Ascii.bytes("KEY"));
        assertThat(text(out)).isEqualTo(head);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":scheme: http|:path: /|:authority: a",
                ":method: GET|:path: /|:authority: a",
                ":method: GET|:scheme: http|:authority: a",
                ":method: GET|:scheme: ftp|:path: /|:authority: a",
                ":method: G T|:scheme: http|:path: /|:authority: a",
                ":method: |:scheme: http|:path: /|:authority: a",
                ":method: GET|:scheme: http|:path: |:authority: a",
                ":method: GET|:scheme: http|:path: x|:authority: a",
                ":method: GET|:scheme: http|:path: http://b/|:authority: a",
                ":method: GET|:scheme: http|:path: / HTTP/1.1|:authority: a",
                ":method: GET|:scheme: http|:path: /|:authority: a b",
                ":method: GET|:scheme: http|:path: /|:authority: a|host: b",
                ":method: GET|:scheme: http|:path: /|:authority: a|:protocol: websocket",
                ":method: CONNECT|:path: /|:authority: a",
                ASK + ":method: GET",
                ASK + ":status: 200",
                ASK + "x: y|:late: z",
                ASK + "X: y",
                ASK + "x\u0000: y",
                ASK + "x: \u0000",
                ASK + "x: y\n",
                ASK + "x: y ",
                ASK + "te: gzip",
                ASK + "keep-alive: 5",
                ASK + "proxy-connection: close",
            })
    void whatIsMalformedHasAProblem(String fields) {
        assertThat(read(fields, 1000).problem(false)).isNotNull();
    }

    @Test
    void aListAboveTheMaximumIsTooLargeHoweverLittleIsKept() {
        assertThat(read("a: b", 34).isTooLarge()).isFalse();
        assertThat(read("a: bc", 34).isTooLarge()).isTrue();
    }

    @Test
    void trailersHaveNoPseudoFields() {
        var trailers = new RequestFields(1000).begin(true);
        trailers.field(slice("x"), slice("y"));
        assertThat(trailers.problem(true)).isNull();
        var out = new ByteSink(64);
        trailers.writeTrailers(out);
        assertThat(text(out)).isEqualTo("x: y||");
        trailers.field(slice(":path"), slice("/"));
        assertThat(trailers.problem(true)).isNotNull();
    }

    private static RequestFields read(String fields, int listMax) {
        var read = new RequestFields(listMax).begin(false);
        for (String line : fields.split("\\|")) {
            int colon = line.indexOf(": ", 1);
            read.field(slice(line.substring(0, colon)), slice(line.substring(colon + 2)));
        }
        return read;
    }

    private static Slice slice(String text) {
        return new Slice().of(Ascii.bytes(text));
    }

    private static String text(ByteSink out) {
        return Ascii.text(out.bytes(), 0, out.size()).replace("\r\n", "|");
    }
}
