package tenfold.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.WebSocketEcho;

/// The Autobahn test suite for WebSockets as the client, Netty's codec as the instance, with the
/// edge between them and without it: what the suite finds must be the same. The suite is Python,
/// run by Jython in a process of its own.
///
/// By default some of its shorter parts: framing, pings, fragments, UTF-8 and closing.
/// `-Dautobahn=all` runs everything, large messages and compression too.
@Timeout(3600)
class AutobahnTest {
    private static final boolean ALL = "all".equals(System.getProperty("autobahn"));
    private static final String CASES =
            ALL ? "*" : "1.1.*\", \"1.2.*\", \"2.*\", \"5.*\", \"6.2.*\", \"7.1.*\", \"7.7.*";
    private static final int CASES_MIN = ALL ? 500 : 60;
    private static final Pattern FOUND =
            Pattern.compile(
                    "\"(edge|direct|\\d+\\.\\d+(?:\\.\\d+)?)\": \\{"
                            + "|\"(behavior|behaviorClose)\": \"([A-Z -]+)\"");

    @TempDir Path folder;

    @Test
    void theEdgeChangesNothing() throws Exception {
        try (var echo = new WebSocketEcho();
                var edge = new RunningEdge(EdgeLimits.DEFAULT, echo.port())) {
            edge.awaitHealthy(1);
            Path out = folder.resolve("out");
            Path spec = folder.resolve("spec.json");
            Files.writeString(
                    spec,
                    """
                    {"outdir": "%s", "cases": ["%s"], "exclude-cases": [], "exclude-agent-cases": {},
                     "servers": [{"agent": "direct", "url": "ws://127.0.0.1:%d/ws"},
                                 {"agent": "edge", "url": "ws://127.0.0.1:%d/ws"}]}
                    """
                            .formatted(out, CASES, echo.port(), edge.port()));
            String said = jython(spec);
            assertThat(out.resolve("index.json")).as(() -> said).exists();
            var found = findings(Files.readString(out.resolve("index.json")));
            var direct = requireNonNull(found.get("direct"));
            assertThat(direct)
                    .hasSizeGreaterThanOrEqualTo(CASES_MIN)
                    .containsEntry("1.1.1", "OK OK");
            var through = requireNonNull(found.get("edge"));
            assertThat(through).hasSameSizeAs(direct);
            through.entrySet().removeAll(direct.entrySet());
            assertThat(through).as("otherwise than without the edge").isEmpty();
        }
    }

    /// By agent and case: how it behaved, and how it closed.
    private static Map<String, Map<String, String>> findings(String index) {
        var agents = new TreeMap<String, Map<String, String>>();
        String agent = "";
        String id = "";
        var found = FOUND.matcher(index);
        while (found.find()) {
            String name = found.group(1);
            if (name == null) {
                requireNonNull(agents.get(agent))
                        .merge(id, found.group(3), (first, next) -> first + " " + next);
            } else if (Character.isDigit(name.charAt(0))) {
                id = name;
            } else {
                agent = name;
                agents.put(agent, new TreeMap<>());
            }
        }
        return agents;
    }

    private String jython(Path spec) throws IOException, InterruptedException, URISyntaxException {
        Path script = folder.resolve("run.py");
        Files.writeString(
                script,
                """
                import sys
                sys.argv = ['wstest', '-m', 'fuzzingclient', '-s', '%s']
                from autobahntestsuite import wstest
                wstest.run()
                """
                        .formatted(spec));
        Path log = folder.resolve("log");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                jar("org/python/util/jython.class")
                                        + ":"
                                        + jar("autobahntestsuite/wstest.py"),
                                "org.python.util.jython",
                                script.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        boolean ended = process.waitFor(ALL ? 3000 : 300, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("the suite ends").isTrue();
        return Files.readString(log, UTF_8);
    }

    /// The jar that holds this.
    private static Path jar(String resource) throws IOException, URISyntaxException {
        URL url = requireNonNull(AutobahnTest.class.getClassLoader().getResource(resource));
        return Path.of(((JarURLConnection) url.openConnection()).getJarFileURL().toURI());
    }
}
