package tenfold.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadPlanTest {
    private static final URI HOME = URI.create("http://127.0.0.1:8080/");
    private static final LoadPlan PLAN = LoadPlan.of(HOME, 10, Duration.ofSeconds(1));

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/", "/path", "http:opaque", "127.0.0.1"})
    void refusesWhatIsNoHttpUrl(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadPlan.of(URI.create(url), 1, Duration.ofSeconds(1)))
                .withMessageContaining("not a URL like http://");
    }

    @Test
    void staysWithOneOrigin() {
        var mixed = PLAN.change().urls(List.of(HOME, URI.create("http://127.0.0.1:8081/")));

        assertThatIllegalArgumentException()
                .isThrownBy(mixed::build)
                .withMessageContaining("one run loads one origin");
    }

    @Test
    void hasALimitForEverything() {
        var none = Duration.ZERO;
        assertThatIllegalArgumentException().isThrownBy(() -> LoadPlan.of(HOME, 0, none));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadPlan.of(HOME, 2_000_000, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadPlan.of(HOME, 1, Duration.ofDays(2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAN.change().connectionsMax(0).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAN.change().connectionsMax(1_000_000).build());
        assertThatIllegalArgumentException().isThrownBy(() -> PLAN.change().timeout(none).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAN.change().zipfExponent(-1).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAN.change().urls(List.of()).build());
    }

    @Test
    void writesARequestAsServersExpectIt() {
        var request = new LoadRequest("POST", Map.of("Accept", "text/html"), "a=1");
        byte[] bytes = request.encode(URI.create("http://127.0.0.1:8080/säle?q=%20"));

        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                .isEqualTo(
                        """
                        POST /s%C3%A4le?q=%20 HTTP/1.1\r
                        host: 127.0.0.1:8080\r
                        user-agent: tenfold-load\r
                        accept: text/html\r
                        content-length: 3\r
                        \r
                        a=1\
                        """);
    }

    @Test
    void letsNoHeaderBreakOutOfItsLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoadRequest("GET", Map.of("X", "a\r\nY: b"), null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoadRequest("GET", Map.of("X: y", "a"), null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoadRequest("GET /", Map.of(), null));
    }
}
