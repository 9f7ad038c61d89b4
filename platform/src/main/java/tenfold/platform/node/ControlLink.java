package tenfold.platform.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tenfold.model.Image;
import tenfold.model.NodeReport;
import tools.jackson.core.JacksonException;

/// The node's side of control's HTTP API: asks for images, sends reports.
///
/// Address and token are read from the data folder at each call, because a restarted control may
/// have new ones. Every call has a deadline; a dead control is an [IOException] and nothing more.
public final class ControlLink {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    /// How long control may keep an image request open while nothing is new.
    private static final Duration IMAGE_WAIT = Duration.ofSeconds(20);

    private static final int IMAGE_BYTES_MAX = 16 << 20;

    private final Path controlFolder;

    ControlLink(Path controlFolder) {
        this.controlFolder = controlFolder;
    }

    /// What control wants of this node now.
    sealed interface Wanted {
        record NewImage(Image image) implements Wanted {}

        record NothingNew() implements Wanted {}

        record Stop() implements Wanted {}
    }

    /// Waits up to 20 s for an image above `version`.
    Wanted awaitImageAfter(long version) throws IOException {
        var connection =
                open(
                        "image?after=" + version + "&wait=" + IMAGE_WAIT.toSeconds(),
                        IMAGE_WAIT.plus(ANSWER_MAX));
        try {
            int status = connection.getResponseCode();
            if ("true".equals(connection.getHeaderField("Tenfold-Stop"))) {
                return new Wanted.Stop();
            }
            if (status == HttpURLConnection.HTTP_NO_CONTENT) {
                return new Wanted.NothingNew();
            }
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("control answered " + status + " to an image request");
            }
            return new Wanted.NewImage(readImage(connection));
        } finally {
            connection.disconnect();
        }
    }

    void send(NodeReport report) throws IOException {
        post("reports", NodeJson.MAPPER.writeValueAsBytes(report));
    }

    /// The console's address with a fresh one-time token.
    URI consoleUrl() throws IOException {
        byte[] answer = post("console-token", "{}".getBytes(StandardCharsets.UTF_8));
        return URI.create(NodeJson.MAPPER.readTree(answer).path("url").asString(""));
    }

    /// Where the application stands and what comes next, in control's words.
    public record Summary(String stage, String next) {}

    Summary summary() throws IOException {
        var connection = open("status", ANSWER_MAX);
        try (InputStream body = connection.getInputStream()) {
            var status = NodeJson.MAPPER.readTree(body.readNBytes(IMAGE_BYTES_MAX));
            var stage = status.path("stage");
            var next = status.path("next");
            return new Summary(
                    "%d of %d: %s"
                            .formatted(
                                    stage.path("number").asInt(0),
                                    stage.path("stages").asInt(0),
                                    stage.path("name").asString("")),
                    next.path("advice").asString("")
                            + " ("
                            + next.path("reason").asString("")
                            + ")");
        } finally {
            connection.disconnect();
        }
    }

    /// Where control listens, as it wrote it itself.
    URI address() throws IOException {
        return URI.create(Files.readString(controlFolder.resolve("address")).strip());
    }

    private static Image readImage(HttpURLConnection connection) throws IOException {
        try (InputStream body = connection.getInputStream()) {
            byte[] bytes = body.readNBytes(IMAGE_BYTES_MAX + 1);
            if (bytes.length > IMAGE_BYTES_MAX) {
                throw new IOException("control sent an image above " + IMAGE_BYTES_MAX + " bytes");
            }
            return NodeJson.MAPPER.readValue(bytes, Image.class);
        } catch (JacksonException e) {
            throw new IOException("control sent a bad image: " + e.getOriginalMessage(), e);
        }
    }

    private byte[] post(String call, byte[] body) throws IOException {
        var connection = open(call, ANSWER_MAX);
        try {
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            try (var out = connection.getOutputStream()) {
                out.write(body);
            }
            int status = connection.getResponseCode();
            if (status >= 300) {
                throw new IOException("control answered " + status + " to " + call);
            }
            return status == HttpURLConnection.HTTP_NO_CONTENT
                    ? new byte[0]
                    : connection.getInputStream().readNBytes(IMAGE_BYTES_MAX);
        } finally {
            connection.disconnect();
        }
    }

    private HttpURLConnection open(String call, Duration answerMax) throws IOException {
        var connection =
                (HttpURLConnection) address().resolve("/api/v1/" + call).toURL().openConnection();
        connection.setConnectTimeout((int) CONNECT_MAX.toMillis());
        connection.setReadTimeout((int) answerMax.toMillis());
        String token = Files.readString(controlFolder.resolve("token")).strip();
        connection.setRequestProperty("Authorization", "Bearer " + token);
        return connection;
    }
}
