package tenfold.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs command lines as a person would and keeps what was printed.
final class Terminal {
    final List<UpRequest> ups = new ArrayList<>();
    private final Path folder;
    private final Map<String, String> environment;
    private final boolean isTerminal;

    /// What a person types.
    String in = "";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    Terminal(Path folder, Map<String, String> environment, boolean isTerminal) {
        this.folder = folder;
        this.environment = environment;
        this.isTerminal = isTerminal;
    }

    static Terminal in(Path folder) {
        return new Terminal(folder, Map.of(), false);
    }

    int run(String... args) {
        out.reset();
        err.reset();
        var shell =
                new Shell(
                        folder,
                        environment,
                        new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                        stream(out),
                        stream(err),
                        isTerminal,
                        isTerminal);
        return CommandLineInterface.run(
                args,
                shell,
                request -> {
                    ups.add(request);
                    return Exit.OK;
                });
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(out());
    }

    static String resource(String name) throws IOException {
        try (InputStream in = Terminal.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("there is no test resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Compares with a file of `golden/`; `-Dgolden=write` writes it anew.
    static String golden(String name, String actual) throws IOException {
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(Path.of("src/test/resources/tenfold/cli/golden", name), actual);
            return actual;
        }
        return resource("golden/" + name);
    }
}
