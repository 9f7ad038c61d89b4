package tenfold.control.browser;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tenfold.testkit.Await;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One headless Chromium with one page. Collects what the page's console calls errors.
public final class Browser implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final AtomicInteger lastCall = new AtomicInteger();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final WebSocket socket;
    private final String session;

    /// The browser on this machine, or empty when it has none.
    public static Optional<Path> find() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Starts it; `folder` must be empty and is its own.
    public Browser(Path executable, Path folder) throws Exception {
        process = launch(executable, folder);
        Path port = folder.resolve("DevToolsActivePort");
        Await.until("the browser listens", PATIENCE, () -> hasTwoLines(port));
        List<String> lines = Files.readAllLines(port);
        var endpoint = URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
        socket = client.newWebSocketBuilder().buildAsync(endpoint, new Answers()).join();
        String target =
                call(null, "Target.createTarget", Map.of("url", "about:blank"))
                        .path("targetId")
                        .asString();
        session =
                call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                        .path("sessionId")
                        .asString();
        call("Runtime.enable", Map.of());
        call("Log.enable", Map.of());
        call("Page.enable", Map.of());
    }

    private static Process launch(Path executable, Path folder) throws IOException {
        var command = new ArrayList<String>();
        command.add(executable.toString());
        command.addAll(
                List.of(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder));
        var builder =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("TMPDIR", folder.toString());
        return builder.start();
    }

    private static boolean hasTwoLines(Path port) throws IOException {
        return Files.exists(port) && Files.readAllLines(port).size() == 2;
    }

    /// Sets the window's size in CSS pixels and the preferred colours.
    public void shape(int width, int height, boolean dark) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        var feature = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        call("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    public void open(String url) {
        call("Page.navigate", Map.of("url", url));
    }

    /// The value of an expression, as text.
    public String evaluate(String expression) {
        JsonNode answer =
                call(
                        "Runtime.evaluate",
                        Map.of("expression", "String(" + expression + ")", "returnByValue", true));
        return answer.path("result").path("value").asString("");
    }

    public void await(String condition) throws Exception {
        Await.until(condition, PATIENCE, () -> evaluate(condition).equals("true"));
    }

    public void screenshot(Path file) throws IOException {
        String image =
                call("Page.captureScreenshot", Map.of("format", "png")).path("data").asString();
        Files.write(file, Base64.getDecoder().decode(image));
    }

    /// Uncaught exceptions, console errors and policy violations so far.
    public List<String> errors() {
        return List.copyOf(errors);
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        return call(session, method, parameters);
    }

    private JsonNode call(@Nullable String to, String method, Map<String, ?> parameters) {
        int id = lastCall.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        calls.put(id, answer);
        var message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (to != null) {
            message.put("sessionId", to);
        }
        socket.sendText(message.toString(), true).join();
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private final class Answers implements WebSocket.Listener {
        private final StringBuilder partial = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                accept(JSON.readTree(partial.toString()));
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void accept(JsonNode message) {
            var call = calls.remove(message.path("id").asInt(0));
            if (call != null) {
                call.complete(message.path("result"));
                return;
            }
            JsonNode parameters = message.path("params");
            switch (message.path("method").asString("")) {
                case "Runtime.exceptionThrown" -> errors.add(parameters.toString());
                case "Log.entryAdded" -> {
                    if (parameters.path("entry").path("level").asString("").equals("error")) {
                        errors.add(parameters.path("entry").toString());
                    }
                }
                default -> {}
            }
        }
    }
}
