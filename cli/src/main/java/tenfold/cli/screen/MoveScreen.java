package tenfold.cli.screen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// One step of growth in words: a line while it runs, its proof when it is over.
public final class MoveScreen {
    private static final int PERCENT = 100;

    private MoveScreen() {}

    /// Whether it ended where it was to end: for a step that was taken back while it ran, where it
    /// began.
    public static boolean succeeded(JsonNode move) {
        String phase = move.path("phase").asString("");
        return phase.equals("reversible") || phase.equals("complete");
    }

    /// `copy 2/4 (34 %): 35 MB of 105 MB copied to pg-2`.
    public static String progress(JsonNode move) {
        var line = new StringBuilder(move.path("phase").asString("?"));
        line.append(' ').append(move.path("leg").asInt(0));
        line.append('/').append(move.path("legs").asInt(0));
        if (move.path("share").isNumber()) {
            line.append(" (%.0f %%)".formatted(move.path("share").asDouble(0) * PERCENT));
        }
        String words = move.path("progress").asString("");
        return line.append(": ")
                .append(words.isEmpty() ? move.path("action").asString("") : words)
                .toString();
    }

    /// What changes when there is news.
    public static String mark(JsonNode move) {
        return move.path("leg").asString("") + progress(move);
    }

    /// How it ended, and what shows that it did no harm.
    public static List<String> proof(JsonNode move, Style style) {
        List<String> lines = new ArrayList<>();
        String took = Human.latency(move.path("millis").asLong(0) * 1000);
        String name = "step " + move.path("number").asLong(0) + " (" + words(move) + ")";
        if (succeeded(move)) {
            lines.add(style.good("done") + " in " + took + ": " + name);
        } else if (move.path("running").asBoolean(false)) {
            lines.add(style.warning("runs") + " for " + took + ": " + name);
        } else {
            lines.add(style.warning("went back") + " after " + took + ": " + name);
            lines.add("  because " + move.path("problem").asString("of an unknown reason"));
        }
        JsonNode proof = move.path("proof");
        if (proof.path("rowsCompared").isNumber()) {
            line(
                    lines,
                    "compared",
                    "%s rows in %s tables on both servers, none differs"
                            .formatted(
                                    Human.count(proof.path("rowsCompared").asLong(0)),
                                    proof.path("tablesCompared").asString("?")));
        }
        if (proof.path("bytesCopied").isNumber()) {
            line(lines, "copied", Human.bytes(proof.path("bytesCopied").asLong(0)));
        }
        if (proof.path("pauseMillis").isNumber()) {
            line(lines, "write pause", pause(proof));
            line(
                    lines,
                    "lag",
                    Human.bytes(proof.path("lagBytes").asLong(0)) + " to catch up at the switch");
        }
        if (proof.path("freezeMillis").isNumber()) {
            line(
                    lines,
                    "freeze",
                    Human.latency(proof.path("freezeMillis").asLong(0) * 1000)
                            + " in which statements waited to be compared");
        }
        load(lines, proof.path("load"));
        line(lines, "client errors", errors(proof));
        return lines;
    }

    private static void load(List<String> lines, JsonNode load) {
        if (!load.isObject()) {
            return;
        }
        String reached =
                load.path("share").isNumber()
                        ? String.format(
                                Locale.ROOT,
                                "%.0f %% of %s requests reached the application",
                                load.path("share").asDouble(0) * PERCENT,
                                Human.count(load.path("requests").asLong(0)))
                        : "no requests came while it was measured";
        String expected =
                load.path("expectedShare").isNumber()
                        ? String.format(
                                Locale.ROOT,
                                " (expected: %.0f %%)",
                                load.path("expectedShare").asDouble(0) * PERCENT)
                        : "";
        line(lines, "origin load", reached + expected);
    }

    private static String pause(JsonNode proof) {
        return "%s; statements that waited: %s, transactions ended: %s"
                .formatted(
                        Human.latency(proof.path("pauseMillis").asLong(0) * 1000),
                        Human.count(proof.path("held").asLong(0)),
                        Human.count(proof.path("ended").asLong(0)));
    }

    private static String errors(JsonNode proof) {
        return "%s of %s statements (%s told to retry, %s of unknown outcome); %s requests answered 5xx"
                .formatted(
                        Human.count(proof.path("clientErrors").asLong(0)),
                        Human.count(proof.path("statements").asLong(0)),
                        Human.count(proof.path("toRetry").asLong(0)),
                        Human.count(proof.path("unknown").asLong(0)),
                        Human.count(proof.path("requestErrors").asLong(0)));
    }

    private static void line(List<String> lines, String name, String value) {
        lines.add("  " + String.format(Locale.ROOT, "%-14s", name) + value);
    }

    public static String words(JsonNode move) {
        return move.path("words").asString("?");
    }

    /// All steps, one line each.
    public static List<String> table(JsonNode moves, Style style) {
        var table =
                new Table(
                        style, ">STEP", "WHAT", "STATE", "STARTED", ">TOOK", ">ROWS", ">PAUSE",
                        ">ERRORS");
        for (JsonNode move : moves) {
            JsonNode proof = move.path("proof");
            boolean rows = proof.path("rowsCompared").isNumber();
            boolean pause = proof.path("pauseMillis").isNumber();
            table.row(
                    move.path("number").asString("?"),
                    words(move),
                    state(move, style),
                    Human.moment(move.path("startedAt").asString("")),
                    Human.duration(Duration.ofMillis(move.path("millis").asLong(0))),
                    rows ? Human.count(proof.path("rowsCompared").asLong(0)) : "-",
                    pause ? proof.path("pauseMillis").asLong(0) + " ms" : "-",
                    Human.count(proof.path("clientErrors").asLong(0)));
        }
        return table.lines("");
    }

    private static String state(JsonNode move, Style style) {
        String phase = move.path("phase").asString("?");
        if (move.path("undone").asBoolean(false)) {
            return style.faint("taken back");
        }
        if (phase.equals("back")) {
            boolean running = move.path("running").asBoolean(false);
            return style.warning(running ? "goes back" : "went back");
        }
        return succeeded(move) ? style.good(phase) : style.warning(phase);
    }
}
