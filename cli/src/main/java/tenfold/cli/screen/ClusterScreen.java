package tenfold.cli.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// The database's servers where there are several, and the step of growth that runs.
record ClusterScreen(JsonNode status, Style style) {
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        JsonNode cluster = status.path("cluster");
        if (cluster.path("servers").size() > 1) {
            lines.add("");
            lines.addAll(servers(cluster.path("servers")));
            lines.add("  " + summary(cluster));
        }
        JsonNode move = status.path("move");
        if (move.path("running").asBoolean(false)) {
            lines.add(
                    "  step %s (%s) %s"
                            .formatted(
                                    move.path("number").asString("?"),
                                    MoveScreen.words(move),
                                    style.warning(MoveScreen.progress(move))));
        }
        return lines;
    }

    private List<String> servers(JsonNode servers) {
        var table =
                new Table(
                        style,
                        "SERVER",
                        "ZONE",
                        "PART",
                        "STATE",
                        ">FOR",
                        ">LAG",
                        "READS",
                        ">BUFFERS",
                        ">RESTARTS",
                        ">PID");
        List<String> reasons = new ArrayList<>();
        for (JsonNode one : servers) {
            String state = one.path("state").asString("?").toLowerCase(Locale.ROOT);
            boolean runs = state.equals("running");
            long pid = one.path("pid").asLong(0);
            table.row(
                    one.path("id").asString("?"),
                    one.path("zone").asString("?"),
                    part(one),
                    runs ? style.good(state) : style.warning(state),
                    Human.since(one.path("since").asString(""), status.path("at").asString("")),
                    lag(one),
                    one.path("serving").asBoolean(false) ? "yes" : "no",
                    one.path("buffersMib").asInt(0) + " MB",
                    one.path("restarts").asString("0"),
                    pid == 0 ? "-" : Long.toString(pid));
            String reason = one.path("reason").asString("");
            if (!runs && !reason.isEmpty()) {
                reasons.add("  " + one.path("id").asString("?") + ": " + reason);
            }
        }
        List<String> lines = new ArrayList<>(table.lines("  "));
        lines.addAll(reasons);
        return lines;
    }

    private static String part(JsonNode server) {
        String part = server.path("part").asString("?").toLowerCase(Locale.ROOT);
        long total = server.path("totalBytes").asLong(0);
        if (part.equals("joining") && total > 0) {
            long percent = 100 * server.path("copiedBytes").asLong(0) / total;
            return part + " " + Math.min(100, percent) + " %";
        }
        return server.path("synchronous").asBoolean(false) ? part + ", sync" : part;
    }

    private static String lag(JsonNode server) {
        String part = server.path("part").asString("");
        if (!part.equals("STANDBY") && !part.equals("REPLICA")) {
            return "-";
        }
        long millis = server.path("lagMillis").asLong(0);
        String bytes = Human.bytes(server.path("lagBytes").asLong(0));
        return millis == 0 ? bytes : bytes + ", " + Human.latency(millis * 1000);
    }

    private String summary(JsonNode cluster) {
        String durability = cluster.path("durability").asString("?").toLowerCase(Locale.ROOT);
        String protection =
                switch (cluster.path("protection").asString("")) {
                    case "PROTECTED" -> style.good("every acknowledged write is on two disks");
                    case "WRITES_WAIT" -> style.bad("writes wait for a standby");
                    case "UNPROTECTED" -> style.bad("the newest writes are on one disk");
                    default -> "acknowledged writes are on one disk";
                };
        boolean automatic = cluster.path("automaticFailover").asBoolean(true);
        return "epoch %s, durability %s: %s; automatic failover %s"
                .formatted(
                        cluster.path("epoch").asString("?"),
                        durability,
                        protection,
                        automatic ? "on" : style.warning("paused"));
    }
}
