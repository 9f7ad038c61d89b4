package tenfold.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.TestCertificate;
import tenfold.model.ServiceProtocol;

/// The conformance suite h2spec, all of it, in its strict mode; its program comes out of the jar
/// that packs it for Maven.
@Timeout(300)
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class Http2SpecTest {
    private static final String ARCHIVE = "h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
    private static final int CASES = 146;
    private static final String BODY = "a body that is longer than some windows";

    @TempDir static Path folder;

    @BeforeAll
    static void unpacks() throws IOException, InterruptedException {
        Path archive = folder.resolve("h2spec.tar.gz");
        try (var in = Http2SpecTest.class.getClassLoader().getResourceAsStream(ARCHIVE)) {
            Files.copy(requireNonNull(in), archive);
        }
        assertThat(run(List.of("tar", "xzf", archive.toString(), "-C", folder.toString())))
                .isEmpty();
    }

    @Test
    void everyCaseOfTheStrictSuitePassesByPriorKnowledge() throws Exception {
        try (var origin = Origin.saying(BODY);
                var edge = RunningEdge.before(origin)) {
            passes(edge);
        }
    }

    @Test
    void everyCaseOfTheStrictSuitePassesOverTls() throws Exception {
        var certificate = TestCertificate.make(folder, "edge", "dns:localhost");
        try (var origin = Origin.saying(BODY);
                var edge =
                        new RunningEdge(EdgeLimits.DEFAULT, certificate.files(), origin.port())) {
            edge.awaitHealthy(1);
            passes(edge, "--tls", "--insecure");
        }
    }

    @Test
    void everyCaseOfTheStrictSuitePassesBeforeAnInstanceThatSpeaksHttp2() throws Exception {
        try (var origin = Origin.saying(BODY);
                var second = RunningEdge.before(origin);
                var edge = RunningEdge.opened(Edge::new)) {
            edge.checking(
                    RunningEdge.QUICK.speaking(
                            new ServiceProtocol(ServiceProtocol.Kind.HTTP2, false)));
            edge.serve(second.port());
            edge.awaitHealthy(1);
            passes(edge);
        }
    }

    private static void passes(RunningEdge edge, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(folder.resolve("h2spec").toString());
        command.addAll(List.of("--strict", "--timeout", "5", "-h", "127.0.0.1"));
        command.addAll(List.of("-p", Integer.toString(edge.port())));
        command.addAll(List.of(more));
        String said = run(command);
        assertThat(said)
                .as(() -> failures(said))
                .contains(CASES + " tests, " + CASES + " passed, 0 skipped, 0 failed");
    }

    /// What h2spec says behind its list of all cases.
    private static String failures(String said) {
        var found = Pattern.compile("(?s)Failures:.*").matcher(said);
        return found.find() ? found.group() : said;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
