package tenfold.control.acme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.net.Address;
import tenfold.control.plan.PlanFixture;
import tenfold.model.ListenerProtocol;
import tenfold.model.Passage;
import tenfold.model.manifest.ListenerManifest;
import tenfold.model.manifest.ListenerManifest.Acme;
import tenfold.model.manifest.Problem;
import tenfold.testkit.Await;

/// Against a real authority: Debian's `pebble`.
@Timeout(120)
class AcmeKeeperTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;
    private final World world = new World();
    private final MovedClock clock = new MovedClock();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private HttpServer site;
    private Pebble authority;
    private Acme order;

    @BeforeEach
    void starts() throws Exception {
        assumeTrue(
                Files.isExecutable(Pebble.PROGRAM),
                "NOT TESTED: certificates from an ACME authority; apt-get install pebble");
        site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", world::answer);
        site.start();
        Path pebble = Files.createDirectories(folder.resolve("pebble"));
        authority = new Pebble(pebble, site.getAddress().getPort());
        order =
                new Acme(
                        authority.directory(),
                        "ada@shop.example",
                        List.of("shop.example", "www.shop.example"),
                        authority.authorities());
    }

    @AfterEach
    void ends() {
        authority.close();
        site.stop(0);
        assertThat(faults).isEmpty();
    }

    @Test
    void ordersKeepsAndRenewsACertificate() throws Exception {
        try (var keeper = keeper()) {
            awaitChain(keeper, 1);
            var first = world.state.get().certificates().get(order);
            assertThat(keeper.problems()).isEmpty();
            assertThat(names(chain(1)))
                    .containsExactlyInAnyOrder("shop.example", "www.shop.example");
            assertThat(first).isNotNull();
            Await.until(
                    "challenges are gone", PATIENCE, () -> world.state.get().answers().isEmpty());
        }
        try (var keeper = keeper()) {
            Await.until(
                    "published again",
                    PATIENCE,
                    () -> world.state.get().certificates().size() == 1);
            clock.move(Duration.ofDays(4 * 365)); // pebble's are for five years
            awaitChain(keeper, 2);
            assertThat(chain(2).getSerialNumber()).isNotEqualTo(chain(1).getSerialNumber());
        }
        try (Stream<Path> files = Files.walk(folder.resolve("tls/acme"))) {
            assertThat(files.filter(file -> file.toString().matches(".*(key-|account-).*")))
                    .hasSize(3)
                    .allMatch(file -> rights(file).equals("rw-------"));
        }
    }

    @Test
    void aFailureIsToldInTheAuthoritysWordsAndTriedAgain() throws Exception {
        world.lies = true;
        try (var keeper = keeper()) {
            Await.until("a problem", PATIENCE, () -> !keeper.problems().isEmpty());
            Problem problem = keeper.problems().getFirst();
            assertThat(problem.code()).isEqualTo("T-1330");
            assertThat(problem.message())
                    .contains("shop.example", authority.directory(), "failed 1 times");
            assertThat(world.state.get().certificates()).isEmpty();
            world.lies = false;
            clock.move(Duration.ofMinutes(2));
            Await.until("no problem", PATIENCE, () -> keeper.problems().isEmpty());
            awaitChain(keeper, 1);
        }
    }

    @Test
    void anAuthorityThatIsNotThereIsAProblemToo() throws Exception {
        authority.close();
        try (var keeper = keeper()) {
            Await.until("a problem", PATIENCE, () -> !keeper.problems().isEmpty());
            assertThat(keeper.problems().getFirst().message()).contains(authority.directory());
        }
    }

    private AcmeKeeper keeper() {
        var listener =
                new ListenerManifest(
                        Address.loopback(443),
                        ListenerProtocol.HTTPS,
                        new ListenerManifest.Encryption(List.of(), false, null, order),
                        true,
                        List.of(),
                        null,
                        Map.of(),
                        Passage.IDLE);
        return new AcmeKeeper(
                PlanFixture.listening(listener),
                folder,
                new AcmeKeeper.World(world::publish, world::edgesHave, faults::add),
                clock);
    }

    private void awaitChain(AcmeKeeper keeper, int number) throws Exception {
        Await.until(
                "certificate " + number + ", or a problem",
                PATIENCE,
                () -> {
                    var held = world.state.get().certificates().get(order);
                    boolean there =
                            held != null && held.chain().endsWith("chain-" + number + ".pem");
                    return there || !keeper.problems().isEmpty() || !faults.isEmpty();
                });
        assertThat(faults).isEmpty();
        assertThat(keeper.problems()).isEmpty();
    }

    private X509Certificate chain(int number) throws IOException, GeneralSecurityException {
        try (Stream<Path> files = Files.walk(folder.resolve("tls/acme"))) {
            Path file =
                    files.filter(each -> each.endsWith("chain-" + number + ".pem"))
                            .findFirst()
                            .orElseThrow();
            try (var in = Files.newInputStream(file)) {
                return (X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(in);
            }
        }
    }

    private static List<String> names(X509Certificate certificate) throws GeneralSecurityException {
        return certificate.getSubjectAlternativeNames().stream()
                .map(each -> String.valueOf(each.get(1)))
                .toList();
    }

    private static String rights(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One edge, which has every image at once.
    private static final class World {
        final AtomicReference<AcmeState> state = new AtomicReference<>(AcmeState.NONE);
        private final AtomicLong version = new AtomicLong();
        volatile boolean lies;

        long publish(AcmeState newer) {
            state.set(newer);
            return version.incrementAndGet();
        }

        boolean edgesHave(long wanted) {
            return version.get() >= wanted;
        }

        void answer(HttpExchange exchange) throws IOException {
            String path = exchange.getRequestURI().getPath();
            String body =
                    state.get().routes().stream()
                            .filter(route -> route.match().path().value().equals(path) && !lies)
                            .map(route -> requireNonNull(route.respond()).body())
                            .findFirst()
                            .orElse("");
            exchange.sendResponseHeaders(
                    body.isEmpty() ? 404 : 200, body.isEmpty() ? -1 : body.length());
            exchange.getResponseBody().write(body.getBytes(UTF_8));
            exchange.close();
        }
    }

    private static final class MovedClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        void move(Duration more) {
            ahead = ahead.plus(more);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }
}
