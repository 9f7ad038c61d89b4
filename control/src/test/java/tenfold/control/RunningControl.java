package tenfold.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tenfold.base.net.Ports;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real control on a folder of its own, and a client that holds its token.
final class RunningControl implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    final List<Throwable> faults = new ArrayList<>();
    private final Telemetry telemetry;
    final Path application;
    final Path data;
    private Control control;

    RunningControl(Path application, String manifest) throws IOException, ControlRefused {
        this(application, manifest, Telemetry.NONE);
    }

    RunningControl(Path application, String manifest, Telemetry telemetry)
            throws IOException, ControlRefused {
        this.telemetry = telemetry;
        this.application = application;
        this.data = application.resolve(".tenfold");
        Files.writeString(application.resolve("tenfold.yaml"), manifest);
        control = start(Clock.systemUTC());
    }

    private Control start(Clock clock) throws IOException, ControlRefused {
        return new Control(config(application, data, clock));
    }

    ControlConfig config(Path folder, Path dataFolder, Clock clock) {
        return new ControlConfig(
                folder,
                dataFolder,
                Optional.empty(),
                null,
                ConsoleFiles.fromFolder(Path.of("../console/src/main/resources/console")),
                telemetry,
                Map.of("PATH", "/usr/bin:/bin", "HOME", "/home/somebody"),
                8192,
                Ports::isFree,
                clock,
                faults::add);
    }

    void restart() throws IOException, ControlRefused {
        control.close();
        control = start(Clock.systemUTC());
    }

    int port() {
        return control.port();
    }

    Control control() {
        return control;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + control.port() + path);
    }

    String token() {
        try {
            return Files.readString(data.resolve("control/token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpRequest.Builder request(String path) {
        return anonymous(path).header("Authorization", "Bearer " + token());
    }

    HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    HttpResponse<String> post(String path, String body) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    /// An answer whose body is still coming.
    HttpResponse<InputStream> open(String path) {
        return send(request(path), BodyHandlers.ofInputStream());
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request, BodyHandlers.ofString());
    }

    private static <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler) {
        try {
            return CLIENT.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode json(String path) {
        return JSON.readTree(get(path).body());
    }

    @Override
    public void close() {
        control.close();
    }
}
