package tenfold.control.api;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import tenfold.control.api.Gate.Caller;
import tenfold.control.log.LogFolder;
import tenfold.control.plan.Variable;
import tenfold.control.problem.ProblemCode;
import tenfold.model.NodeReport;

/// What each path does, for callers that have passed the gate.
final class Endpoints {
    static final String ROOT = "/api/v1/";
    private static final int STREAMS_MAX = 16;
    private static final long WAIT_SECONDS_MAX = 60;

    // Who logs in has proven nothing yet: little memory, and few calls that others could have.
    private static final int LOGINS_MAX = 8;
    private static final int LOGIN_BYTES_MAX = 4 << 10;
    private static final Map<String, String> METHODS =
            Map.ofEntries(
                    Map.entry("status", "GET"),
                    Map.entry("events", "GET"),
                    Map.entry("logs", "GET"),
                    Map.entry("metrics/query", "GET"),
                    Map.entry("metrics/query_range", "GET"),
                    // Where Prometheus has them, for its tools.
                    Map.entry("query", "GET"),
                    Map.entry("query_range", "GET"),
                    Map.entry("alarms", "GET"),
                    Map.entry("env", "GET"),
                    Map.entry("image", "GET"),
                    Map.entry("plan", "GET"),
                    Map.entry("moves", "GET"),
                    Map.entry("grow", "POST"),
                    Map.entry("undo", "POST"),
                    Map.entry("complete", "POST"),
                    Map.entry("failover", "POST"),
                    Map.entry("zones", "GET"),
                    Map.entry("zone", "POST"),
                    Map.entry("purge", "POST"),
                    Map.entry("releases", "GET"),
                    Map.entry("deploy", "POST"),
                    Map.entry("rollback", "POST"),
                    Map.entry("complete-release", "POST"),
                    Map.entry("groups", "GET"),
                    Map.entry("scale", "POST"),
                    Map.entry("reclaim", "POST"),
                    Map.entry("group-metric", "POST"),
                    Map.entry("reports", "POST"),
                    Map.entry("down", "POST"),
                    Map.entry("session", "POST"),
                    Map.entry("console-token", "POST"));

    /// The body of `POST /session`.
    record Login(String token) {}

    /// The answer of `POST /console-token`.
    record Link(String token, String url, long validSeconds) {}

    /// One line of `GET /env`; a masked value is shown as stars.
    record Entry(String name, String value, String reason, boolean secret) {}

    record Entries(int schema, String service, List<Entry> variables) {}

    /// The answer of `POST /down`.
    record Accepted(String message) {}

    private record Nothing() {}

    private final Desk desk;
    private final ImageBoard board;
    private final LogFolder logs;
    private final MetricsEndpoints metrics;
    private final Gate gate;
    private final ConsoleSessions sessions;
    private final String consoleUrl;
    private final Semaphore streams = new Semaphore(STREAMS_MAX);
    private final Semaphore logins = new Semaphore(LOGINS_MAX);
    private volatile boolean closed;

    Endpoints(ApiServer.Parts parts, Gate gate, String consoleUrl) {
        this.desk = parts.desk();
        this.board = parts.board();
        this.logs = parts.logs();
        this.metrics = new MetricsEndpoints(parts.telemetry());
        this.gate = gate;
        this.sessions = parts.sessions();
        this.consoleUrl = consoleUrl;
    }

    /// `GET /metrics`, for scrapers.
    void exposition(HttpExchange exchange) throws ApiFault, IOException {
        requireMethod(exchange, "GET");
        gate.requireScraper(exchange);
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        metrics.exposition(new Call(exchange), accept == null ? "" : accept);
    }

    private static void requireMethod(HttpExchange exchange, String method) throws ApiFault {
        if (!method.equals(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", method);
            throw new ApiFault(405, ProblemCode.METHOD, "this path wants %s", method);
        }
    }

    void close() {
        closed = true;
    }

    void answer(HttpExchange exchange) throws ApiFault, IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        String name = path.startsWith(ROOT) ? path.substring(ROOT.length()) : "";
        String method = METHODS.get(name);
        if (method == null) {
            throw new ApiFault(404, ProblemCode.NOT_FOUND, "there is no such path");
        }
        requireMethod(exchange, method);
        var call = new Call(exchange);
        if (name.equals("session")) {
            login(call);
            return;
        }
        Caller caller = gate.caller(exchange);
        if (caller == Caller.SESSION && !mayFromConsole(name, call)) {
            throw new ApiFault(
                    403, ProblemCode.TOKEN, "a console session may look and take steps, no more");
        }
        switch (name) {
            case "status" -> call.json(200, desk.status());
            case "events" -> events(exchange, call);
            case "logs" -> new LogEndpoints(logs).answer(call);
            case "env" -> environment(call);
            case "image" -> image(call);
            case "metrics/query", "metrics/query_range", "query", "query_range", "alarms" ->
                    metrics.answer(name, call);
            case "plan", "moves", "grow", "undo", "complete", "failover" ->
                    new GrowthEndpoints(desk).answer(name, call);
            case "zones", "zone" -> new ZoneEndpoints(desk).answer(name, call);
            case "purge" -> new PurgeEndpoint(desk).answer(call);
            case "releases", "deploy", "rollback", "complete-release" ->
                    new ReleaseEndpoints(desk).answer(name, call);
            case "groups", "scale", "reclaim", "group-metric" ->
                    new ScaleEndpoints(desk).answer(name, call);
            case "reports" -> {
                desk.accept(call.body(NodeReport.class));
                call.empty(204);
            }
            case "down" -> {
                call.body(Nothing.class);
                board.requestStop();
                call.json(202, new Accepted("the node stops everything in order"));
            }
            default -> {
                call.body(Nothing.class);
                String token = sessions.newLink();
                long seconds = ConsoleSessions.LINK_LIFE.toSeconds();
                call.json(200, new Link(token, consoleUrl + "/#token=" + token, seconds));
            }
        }
    }

    private static boolean mayFromConsole(String name, Call call) {
        return switch (name) {
            case "metrics/query", "metrics/query_range", "query", "query_range", "alarms" -> true;
            case "status", "events", "logs", "plan", "moves", "releases", "zones", "groups" -> true;
            case "grow", "undo", "complete" -> true;
            case "env" -> !call.parameter("reveal", "false").equals("true");
            default -> false;
        };
    }

    private void login(Call call) throws ApiFault, IOException {
        if (!logins.tryAcquire()) {
            throw new ApiFault(503, ProblemCode.OVERLOADED, "%d logins run", LOGINS_MAX);
        }
        String token;
        try {
            token = call.body(Login.class, LOGIN_BYTES_MAX).token();
        } finally {
            logins.release();
        }
        var session = sessions.open(token);
        if (session.isEmpty()) {
            throw new ApiFault(
                    401, ProblemCode.CONSOLE_TOKEN, "this console link was used or is too old");
        }
        call.header("Set-Cookie", gate.setCookie(session.get()));
        call.empty(204);
    }

    private void events(HttpExchange exchange, Call call)
            throws ApiFault, IOException, InterruptedException {
        if (!streams.tryAcquire()) {
            throw new ApiFault(
                    503, ProblemCode.OVERLOADED, "%d event streams are open", STREAMS_MAX);
        }
        try (var out = call.stream("text/event-stream")) {
            new EventStream(desk, logs).run(out, () -> !closed && stillKnown(exchange));
        } finally {
            streams.release();
        }
    }

    private boolean stillKnown(HttpExchange exchange) {
        try {
            gate.caller(exchange);
            return true;
        } catch (ApiFault _) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void environment(Call call) throws ApiFault, IOException {
        String service = call.parameter("service", "web");
        boolean reveal = call.parameter("reveal", "false").equals("true");
        List<Variable> variables =
                desk.variables(service)
                        .orElseThrow(() ->
                                new ApiFault(
                                        404, ProblemCode.NOT_FOUND, "there is no such service"));
        List<Entry> entries =
                variables.stream()
                        .map(one ->
                                new Entry(
                                        one.name(),
                                        reveal ? one.revealed(this::secret) : one.masked(),
                                        one.reason(),
                                        one.isSecret()))
                        .toList();
        call.json(200, new Entries(1, service, entries));
    }

    private String secret(String name) {
        try {
            return desk.secret(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void image(Call call) throws ApiFault, IOException, InterruptedException {
        long after = call.number("after", 0, 0, Long.MAX_VALUE / 2);
        long wait = call.number("wait", 0, 0, WAIT_SECONDS_MAX);
        if (after > board.version()) {
            desk.publishAbove(after);
        }
        ImageBoard.Notice notice = board.await(after, Duration.ofSeconds(wait));
        if (notice.stop()) {
            call.header("Tenfold-Stop", "true");
        }
        if (notice.image() == null) {
            call.empty(204);
        } else {
            call.json(200, notice.image());
        }
    }
}
