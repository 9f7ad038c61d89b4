package tenfold.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Speaks control's HTTP API. Answers are JSON trees, so that a newer control may say more.
public final class ControlClient {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final int ANSWER_BYTES_MAX = 16 << 20;
    private static final int LINE_NOISE_MAX = 200;

    private final ControlAccess access;

    public ControlClient(ControlAccess access) {
        this.access = access;
    }

    public JsonNode status() throws ControlUnreachable, ControlRefused {
        return json("GET", "status", Map.of());
    }

    public JsonNode environment(String service, boolean reveal)
            throws ControlUnreachable, ControlRefused {
        return json("GET", "env", Map.of("service", service, "reveal", Boolean.toString(reveal)));
    }

    /// The steps of growth that make sense now.
    public JsonNode plan() throws ControlUnreachable, ControlRefused {
        return json("GET", "plan", Map.of());
    }

    /// All steps that were taken, the newest first.
    public JsonNode moves() throws ControlUnreachable, ControlRefused {
        return json("GET", "moves", Map.of());
    }

    /// Begins a step of growth; with `dryRun` only says what it would do.
    public JsonNode grow(String step, Map<String, String> arguments, boolean dryRun)
            throws ControlUnreachable, ControlRefused {
        ObjectNode body = JSON.createObjectNode().put("step", step).put("dryRun", dryRun);
        ObjectNode values = body.putObject("arguments");
        arguments.forEach(values::put);
        return post("grow", body);
    }

    /// Takes the newest step back; with `dryRun` only says how.
    public JsonNode undo(boolean dryRun) throws ControlUnreachable, ControlRefused {
        return post("undo", JSON.createObjectNode().put("dryRun", dryRun));
    }

    /// Lets the edge forget answers; `kind` is url, prefix, tag or all, which has no value.
    public JsonNode purge(String kind, String value, boolean soft)
            throws ControlUnreachable, ControlRefused {
        return post(
                "purge",
                JSON.createObjectNode().put("kind", kind).put("value", value).put("soft", soft));
    }

    /// Gives up the way back of the newest step.
    public JsonNode complete() throws ControlUnreachable, ControlRefused {
        return post("complete", JSON.createObjectNode());
    }

    /// Every zone, and how far it is.
    public JsonNode zones() throws ControlUnreachable, ControlRefused {
        return json("GET", "zones", Map.of());
    }

    /// Takes a zone out or in.
    public JsonNode zone(String zone, boolean out, String who)
            throws ControlUnreachable, ControlRefused {
        return post(
                "zone", JSON.createObjectNode().put("zone", zone).put("out", out).put("who", who));
    }

    /// Every release that control remembers, the newest first.
    public JsonNode releases() throws ControlUnreachable, ControlRefused {
        return json("GET", "releases", Map.of());
    }

    /// Releases what the application's folder holds now.
    public JsonNode deploy(String who, String why) throws ControlUnreachable, ControlRefused {
        return post("deploy", JSON.createObjectNode().put("who", who).put("why", why));
    }

    /// Goes back to a release, or to the one before.
    public JsonNode rollback(Optional<Long> release, String who, String why)
            throws ControlUnreachable, ControlRefused {
        return post(
                "rollback",
                JSON.createObjectNode()
                        .put("release", release.orElse(null))
                        .put("who", who)
                        .put("why", why));
    }

    /// Stops the version that is kept.
    public JsonNode completeRelease() throws ControlUnreachable, ControlRefused {
        return post("complete-release", JSON.createObjectNode());
    }

    /// The groups of instances.
    public JsonNode scale() throws ControlUnreachable, ControlRefused {
        return json("GET", "groups", Map.of());
    }

    /// Lets a group act, only say what it would do, or pause.
    public JsonNode scaleMode(String service, String mode)
            throws ControlUnreachable, ControlRefused {
        return post("scale", JSON.createObjectNode().put("service", service).put("mode", mode));
    }

    /// Sets a group's number of instances.
    public JsonNode scaleTo(String service, int desired) throws ControlUnreachable, ControlRefused {
        return post(
                "scale", JSON.createObjectNode().put("service", service).put("desired", desired));
    }

    /// Gives an instance its notice.
    public JsonNode reclaim(String instance) throws ControlUnreachable, ControlRefused {
        return post("reclaim", JSON.createObjectNode().put("instance", instance));
    }

    /// Tells the value of a metric of a service now.
    public JsonNode metric(String service, String metric, double value)
            throws ControlUnreachable, ControlRefused {
        return post(
                "group-metric",
                JSON.createObjectNode()
                        .put("service", service)
                        .put("metric", metric)
                        .put("value", value));
    }

    /// Whether the database may fail over by itself.
    public JsonNode failover(boolean automatic) throws ControlUnreachable, ControlRefused {
        return post("failover", JSON.createObjectNode().put("automatic", automatic));
    }

    /// Asks the node to stop everything in order.
    public void down() throws ControlUnreachable, ControlRefused {
        json("POST", "down", Map.of());
    }

    /// A new one-time link to the console.
    public JsonNode consoleLink() throws ControlUnreachable, ControlRefused {
        return json("POST", "console-token", Map.of());
    }

    /// The newest `lines` lines of one log, or of all when `source` is empty.
    public List<JsonNode> logs(String source, int lines) throws ControlUnreachable, ControlRefused {
        var query = new TreeMap<String, String>(Map.of("lines", Integer.toString(lines)));
        if (!source.isEmpty()) {
            query.put("source", source);
        }
        return lines(query);
    }

    /// The lines of the logs that the parameters of a search mean.
    public List<JsonNode> lines(Map<String, String> query)
            throws ControlUnreachable, ControlRefused {
        String body = text("GET", "logs", query);
        List<JsonNode> list = new ArrayList<>();
        for (String line : body.split("\n")) {
            if (!line.isBlank()) {
                list.add(parse(line));
            }
        }
        return list;
    }

    /// The answer of a call that only looks.
    public JsonNode get(String path, Map<String, String> query)
            throws ControlUnreachable, ControlRefused {
        return json("GET", path, query);
    }

    /// Opens the stream of server-sent events.
    public EventStream events() throws ControlUnreachable, ControlRefused {
        try {
            HttpURLConnection connection = open("GET", "events", Map.of(), "");
            check(connection);
            // Control writes at least once a second.
            return new EventStream(connection.getInputStream());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private JsonNode post(String path, ObjectNode body) throws ControlUnreachable, ControlRefused {
        return parse(text("POST", path, Map.of(), JSON.writeValueAsString(body)));
    }

    private JsonNode json(String method, String path, Map<String, String> query)
            throws ControlUnreachable, ControlRefused {
        return parse(text(method, path, query));
    }

    private String text(String method, String path, Map<String, String> query)
            throws ControlUnreachable, ControlRefused {
        return text(method, path, query, "{}");
    }

    private String text(String method, String path, Map<String, String> query, String body)
            throws ControlUnreachable, ControlRefused {
        try {
            HttpURLConnection connection = open(method, path, query, body);
            check(connection);
            return read(connection.getInputStream());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /// `body` is sent with POST only.
    private HttpURLConnection open(
            String method, String path, Map<String, String> query, String body) throws IOException {
        var url = new StringBuilder("/api/v1/").append(path);
        char separator = '?';
        for (var entry : new TreeMap<>(query).entrySet()) {
            String value = URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8);
            url.append(separator).append(entry.getKey()).append('=').append(value);
            separator = '&';
        }
        var connection =
                (HttpURLConnection)
                        access.address()
                                .resolve(url.toString())
                                .toURL()
                                .openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) CONNECT_MAX.toMillis());
        connection.setReadTimeout((int) ANSWER_MAX.toMillis());
        connection.setRequestProperty("Authorization", "Bearer " + access.token());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        if (method.equals("POST")) {
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            try (var out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        return connection;
    }

    private static void check(HttpURLConnection connection)
            throws IOException, ControlUnreachable, ControlRefused {
        int status = connection.getResponseCode();
        if (status >= 200 && status < 300) {
            return;
        }
        @Nullable InputStream stream = connection.getErrorStream();
        JsonNode error;
        try {
            error = JSON.readTree(stream == null ? "{}" : read(stream));
        } catch (JacksonException _) {
            error = JSON.createObjectNode();
        }
        throw new ControlRefused(
                status,
                error.path("code").asString("T-" + status),
                error.path("message").asString("control answered with status " + status),
                error.path("next").asString("`tenfold logs control` may say why"));
    }

    private static String read(InputStream stream) throws IOException {
        try (stream) {
            byte[] bytes = stream.readNBytes(ANSWER_BYTES_MAX + 1);
            if (bytes.length > ANSWER_BYTES_MAX) {
                throw new IOException("the answer is larger than " + ANSWER_BYTES_MAX + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static JsonNode parse(String text) throws ControlUnreachable {
        try {
            return JSON.readTree(text);
        } catch (JacksonException _) {
            String start = text.substring(0, Math.min(text.length(), LINE_NOISE_MAX));
            throw new ControlUnreachable("what answers is not control; it said: " + start);
        }
    }

    private ControlUnreachable unreachable(IOException e) {
        return new ControlUnreachable(
                "control does not answer at " + access.address() + ": " + e.getMessage());
    }
}
