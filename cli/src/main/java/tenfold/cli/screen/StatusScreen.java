package tenfold.cli.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// One screen that answers what a person asks first: does it serve, since when, how fast, what is
/// wrong, what to do.
public final class StatusScreen {
    private final JsonNode status;
    private final Style style;
    private final List<String> lines = new ArrayList<>();

    private StatusScreen(JsonNode status, Style style) {
        this.status = status;
        this.style = style;
    }

    /// The lines for an answer of `GET /api/v1/status`.
    public static List<String> lines(JsonNode status, Style style) {
        return new StatusScreen(status, style).all();
    }

    /// Whether requests are answered: the edge listens and sends them to at least one instance.
    public static boolean serves(JsonNode status) {
        boolean listens = false;
        for (JsonNode listener : status.path("edge").path("listeners")) {
            listens |= listener.path("open").asBoolean(false);
        }
        boolean routed = false;
        for (JsonNode instance : status.path("instances")) {
            routed |= instance.path("routed").asBoolean(false);
        }
        return listens && routed && !status.path("node").path("stale").asBoolean(true);
    }

    private List<String> all() {
        headline();
        lines.add("");
        traffic();
        lines.add("");
        lines.addAll(new CacheScreen(status, style).lines());
        instances();
        lines.add("");
        database();
        lines.addAll(new ClusterScreen(status, style).lines());
        lines.add("");
        places();
        problems();
        next();
        return lines;
    }

    private void headline() {
        String name = style.strong(status.path("application").asString("application"));
        String state;
        if (serves(status)) {
            state = style.good("serves") + ", up for " + since(status.path("since"));
        } else if (status.path("node").path("stale").asBoolean(true)) {
            state = style.bad("has not reported lately") + "; what follows may be old";
        } else {
            state = style.bad("does not serve") + ", up for " + since(status.path("since"));
        }
        lines.add(name + " " + state);
        JsonNode stage = status.path("stage");
        lines.add(
                style.faint(
                        "stage %s of %s: %s, %s of %s users"
                                .formatted(
                                        stage.path("number").asString("?"),
                                        stage.path("stages").asString("?"),
                                        stage.path("name").asString("?"),
                                        stage.path("users").asString("?"),
                                        stage.path("of").asString("?"))));
    }

    private void traffic() {
        JsonNode edge = status.path("edge");
        var table =
                new Table(style, "EDGE", ">RATE", ">P50", ">P95", ">P99", ">ERRORS", ">IN FLIGHT");
        double errors = edge.path("errorsPerSecond").asDouble(0);
        table.row(
                status.path("urls").path("app").asString("-"),
                Human.rate(edge.path("requestsPerSecond").asDouble(0)),
                latency(edge, "p50Micros"),
                latency(edge, "p95Micros"),
                latency(edge, "p99Micros"),
                errors > 0 ? style.bad(Human.rate(errors)) : Human.rate(0),
                edge.path("inFlight").asString("0"));
        lines.addAll(table.lines("  "));
        for (JsonNode listener : edge.path("listeners")) {
            if (!listener.path("open").asBoolean(true)) {
                lines.add(
                        "  "
                                + style.bad("closed")
                                + " "
                                + listener.path("address").path("host").asString("")
                                + ":"
                                + listener.path("address").path("port").asString("")
                                + " "
                                + listener.path("problem").asString(""));
            }
        }
    }

    private void instances() {
        var table =
                new Table(
                        style,
                        "INSTANCE",
                        "STATE",
                        ">FOR",
                        ">RATE",
                        ">P95",
                        ">FAILURES",
                        ">MEMORY",
                        ">RESTARTS",
                        ">PID");
        for (JsonNode one : status.path("instances")) {
            double failures = one.path("failuresPerSecond").asDouble(0);
            table.row(
                    one.path("id").asString("?"),
                    state(one.path("state").asString("?")),
                    since(one.path("since")),
                    Human.rate(one.path("requestsPerSecond").asDouble(0)),
                    latency(one, "p95Micros"),
                    failures > 0 ? style.bad(Human.rate(failures)) : Human.rate(0),
                    Human.bytes(one.path("memoryBytes").asLong(0)),
                    one.path("restarts").asString("0"),
                    pid(one));
        }
        lines.addAll(table.lines("  "));
        for (JsonNode one : status.path("instances")) {
            String why = one.path("reason").asString("");
            if (!isGood(one.path("state").asString("")) && !why.isEmpty()) {
                lines.add("  " + one.path("id").asString("?") + ": " + why);
            }
        }
    }

    private void database() {
        JsonNode one = status.path("database");
        if (one.isMissingNode() || one.isNull()) {
            lines.add("  " + style.warning("the database has not reported yet"));
            return;
        }
        var table =
                new Table(
                        style,
                        "DATABASE",
                        "STATE",
                        ">FOR",
                        ">STATEMENTS",
                        ">P95",
                        ">CLIENTS",
                        ">WAITING",
                        ">CONNECTIONS",
                        ">PID");
        int waiting = one.path("waiting").asInt(0);
        table.row(
                one.path("id").asString("?"),
                state(one.path("state").asString("?")),
                since(one.path("since")),
                Human.rate(one.path("statementsPerSecond").asDouble(0)),
                latency(one, "p95Micros"),
                one.path("clients").asString("0"),
                waiting > 0 ? style.warning(Integer.toString(waiting)) : "0",
                "%d busy, %d idle of %d"
                        .formatted(
                                one.path("busy").asInt(0),
                                one.path("idle").asInt(0),
                                one.path("connectionsMax").asInt(0)),
                pid(one));
        lines.addAll(table.lines("  "));
        String why = one.path("reason").asString("");
        if (!isGood(one.path("state").asString("")) && !why.isEmpty()) {
            lines.add("  " + one.path("id").asString("?") + ": " + why);
        }
    }

    private void places() {
        JsonNode urls = status.path("urls");
        place("secure", urls.path("appTls").asString(""));
        place("console", urls.path("console").asString(""));
        place("database", urls.path("database").asString(""));
        place("data", status.path("dataFolder").asString(""));
        JsonNode node = status.path("node");
        if (node.path("pid").asLong(0) > 0) {
            place(
                    "node",
                    "pid "
                            + node.path("pid").asLong()
                            + ", "
                            + Human.bytes(node.path("memoryBytes").asLong(0))
                            + " memory");
        }
    }

    private void place(String name, String value) {
        if (!value.isEmpty()) {
            lines.add("  " + style.faint(String.format(Locale.ROOT, "%-9s", name)) + " " + value);
        }
    }

    private void problems() {
        lines.add("");
        if (status.path("problems").isEmpty()) {
            lines.add(style.good("No problems."));
            return;
        }
        for (JsonNode problem : status.path("problems")) {
            lines.add(
                    style.bad(problem.path("code").asString(""))
                            + " "
                            + problem.path("message").asString(""));
            lines.add("  do: " + problem.path("next").asString(""));
        }
    }

    private void next() {
        JsonNode next = status.path("next");
        String command = next.path("command").asString("");
        lines.add(
                style.strong("Next: ")
                        + next.path("advice").asString("?")
                        + (command.isEmpty() ? "" : " (" + command + ")"));
        String reason = next.path("reason").asString("");
        if (!reason.isEmpty()) {
            lines.add("  " + style.faint(reason));
        }
    }

    private String since(JsonNode then) {
        return Human.since(then.asString(""), status.path("at").asString(""));
    }

    private static String pid(JsonNode holder) {
        long pid = holder.path("pid").asLong(0);
        return pid == 0 ? "-" : Long.toString(pid);
    }

    private static String latency(JsonNode holder, String name) {
        long micros = holder.path("latency").path(name).asLong(0);
        return micros == 0 ? "-" : Human.latency(micros);
    }

    private String state(String state) {
        String word = state.toLowerCase(Locale.ROOT);
        return switch (state) {
            case "HEALTHY", "RUNNING" -> style.good(word);
            case "UNHEALTHY", "BACKOFF", "FAILED" -> style.bad(word);
            default -> style.warning(word);
        };
    }

    private static boolean isGood(String state) {
        return state.equals("HEALTHY") || state.equals("RUNNING");
    }
}
