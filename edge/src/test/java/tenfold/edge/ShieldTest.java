package tenfold.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tenfold.base.net.Cidr;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Site;
import tenfold.edge.kit.Wire;
import tenfold.model.Addresses;
import tenfold.model.Desync;
import tenfold.model.EdgeImage;
import tenfold.model.RateLimit;
import tenfold.model.RouteGuard;
import tenfold.model.Shield;
import tenfold.testkit.Await;

/// Who is let in, how often, and what happens to flawed requests.
@Timeout(60)
class ShieldTest {
    private static final Addresses NOBODY_HERE =
            new Addresses(List.of(), List.of(Cidr.parse("127.0.0.0/8")));

    private Site site;
    private RunningEdge edge;

    @BeforeEach
    void open() throws Exception {
        site = new Site().page("/", "", "here");
        edge = RunningEdge.before(site.origin());
    }

    @AfterEach
    void close() throws Exception {
        edge.close();
        site.close();
    }

    @Test
    void aDeniedAddressIsNotSpokenTo() throws Exception {
        hold(new Shield(Desync.DEFENSIVE, NOBODY_HERE, 99, 99, 99));

        try (Wire client = edge.client()) {
            assertThat(client.isClosedByPeer()).isTrue();
        }
        assertThat(edge.edge().hits(Limit.DENIED_ADDRESS)).isPositive();
    }

    @Test
    void aPrefixHasNoMoreConnectionsThanItMay() throws Exception {
        hold(new Shield(Desync.DEFENSIVE, Addresses.ALL, 99, 99, 2));

        try (Wire first = edge.client();
                Wire second = edge.client();
                Wire third = edge.client()) {
            assertThat(first.send(get("")).message()).startsWith("HTTP/1.1 200 ");
            assertThat(second.send(get("")).message()).startsWith("HTTP/1.1 200 ");
            assertThat(third.isClosedByPeer()).isTrue();
        }
        assertThat(edge.edge().hits(Limit.CONNECTIONS_PER_PREFIX)).isEqualTo(1);
        Await.until(
                "room again",
                Duration.ofSeconds(5),
                () -> edge.ask(get("")).startsWith("HTTP/1.1 200 "));
    }

    @Test
    void aRouteDeniesAnAddressWithAPage() throws Exception {
        guard(new RouteGuard(NOBODY_HERE, null));

        assertThat(edge.ask(get(""))).startsWith("HTTP/1.1 403 Forbidden\r\n");
        assertThat(site.asked("/")).isZero();
    }

    @Test
    void aRateLimitSaysWhenToComeAgain() throws Exception {
        guard(
                new RouteGuard(
                        Addresses.ALL,
                        new RateLimit(2, Duration.ofMinutes(1), 2, RateLimit.Key.ADDRESS)));

        edge.ask(get(""));
        edge.ask(get(""));
        String refused = edge.ask(get(""));

        assertThat(refused)
                .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
                .contains("\r\nRetry-After: 30\r\n")
                .contains("\r\nRateLimit-Policy: \"route\";q=2;w=60\r\n")
                .contains("\r\nRateLimit: \"route\";r=0;t=30\r\n");
        assertThat(site.asked("/")).isEqualTo(2);
        assertThat(edge.edge().hits(Limit.RATE)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"HEADER,x-key,X-Key: %s", "COOKIE,id,Cookie: a=b; id=%s; c=d"})
    void aRateLimitTellsClientsApart(RateLimit.Kind kind, String name, String line)
            throws Exception {
        guard(
                new RouteGuard(
                        Addresses.ALL,
                        new RateLimit(1, Duration.ofMinutes(1), 1, new RateLimit.Key(kind, name))));

        assertThat(edge.ask(get(line.formatted("one")))).startsWith("HTTP/1.1 200 ");
        assertThat(edge.ask(get(line.formatted("one")))).startsWith("HTTP/1.1 429 ");
        assertThat(edge.ask(get(line.formatted("two")))).startsWith("HTTP/1.1 200 ");
        assertThat(edge.ask(get(""))).startsWith("HTTP/1.1 200 ");
        assertThat(edge.ask(get(""))).startsWith("HTTP/1.1 429 ");
    }

    @ParameterizedTest
    @CsvSource({
        "MONITOR,   2, 200, true",
        "DEFENSIVE, 2, 200, false",
        "STRICTEST, 2, 400, false",
        "MONITOR,   0, 200, true",
        "DEFENSIVE, 0, 200, true",
        "STRICTEST, 0, 400, false"
    })
    void aBodyOnAGetIsServedOrNotByMode(Desync mode, int length, int status, boolean keeps)
            throws Exception {
        hold(new Shield(mode, Addresses.ALL, 99, 99, 99));

        try (Wire client = edge.client()) {
            String body = "x".repeat(length);
            String answer = client.send(get("Content-Length: " + length) + body).message();
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
            assertThat(answer.contains("Connection: close")).isEqualTo(!keeps);
            assertThat(client.isClosedByPeer()).isEqualTo(!keeps);
        }
        assertThat(edge.edge().hits(Limit.DESYNC)).isEqualTo(1);
        assertThat(log()).contains(length == 0 ? "ACCEPTABLE" : "AMBIGUOUS");
    }

    @Test
    void aSevereFlawIsRefusedAndNamedInTheLog() throws Exception {
        edge.ask(get("Content-Length: +1"));

        assertThat(log()).contains("\"desync\":\"SEVERE\",\"flaw\":\"BadContentLength\"");
        assertThat(site.seen()).isEmpty();
    }

    private static String get(String line) {
        return "GET / HTTP/1.1\r\nHost: a.test\r\n"
                + (line.isEmpty() ? "" : line + "\r\n")
                + "\r\n";
    }

    private String log() throws Exception {
        Await.until(
                "a log line with a flaw",
                Duration.ofSeconds(5),
                () ->
                        Files.exists(edge.log())
                                && Files.readString(edge.log(), US_ASCII).contains("desync"));
        return Files.readString(edge.log(), US_ASCII);
    }

    private void hold(Shield shield) throws IOException {
        edge.changing(image ->
                        new EdgeImage(
                                image.listeners(),
                                image.routes(),
                                image.groups(),
                                image.zone(),
                                image.cache(),
                                shield))
                .serve(site.origin().port());
    }

    private void guard(RouteGuard guard) throws IOException {
        edge.changing(image ->
                        new EdgeImage(
                                image.listeners(),
                                image.routes().stream().map(route -> route.with(guard)).toList(),
                                image.groups()))
                .serve(site.origin().port());
    }
}
