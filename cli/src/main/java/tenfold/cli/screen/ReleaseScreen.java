package tenfold.cli.screen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Releases in words: a line while one is on its way, its outcome, and the history.
public final class ReleaseScreen {
    private static final int WHY_MAX = 40;

    private ReleaseScreen() {}

    public static boolean goesBack(JsonNode release) {
        String phase = release.path("phase").asString("");
        return phase.equals("retreat") || phase.equals("back");
    }

    /// `canary 25 %: 310 requests, 0 failed, ...`.
    public static String progress(JsonNode release) {
        String phase = release.path("phase").asString("?");
        String share = phase.equals("canary") ? " " + release.path("share").asInt(0) + " %" : "";
        String words = release.path("progress").asString("");
        return phase + share + (words.isEmpty() ? "" : ": " + firstLine(words));
    }

    /// The command that brings back what a completed release came after.
    public static String rollback(JsonNode release) {
        return "tenfold rollback " + release.path("from").asString("");
    }

    /// How it ended.
    public static List<String> outcome(JsonNode release, Style style) {
        List<String> lines = new ArrayList<>();
        String name = "release " + release.path("release").asString("?");
        String took = Human.latency(release.path("millis").asLong(0) * 1000);
        if (goesBack(release)) {
            lines.add(style.warning("went back") + " after " + took + ": " + name);
            lines.add("  because " + release.path("reason").asString("of an unknown reason"));
            lines.add("  release " + release.path("from").asString("?") + " serves all requests");
        } else {
            lines.add(style.good("done") + " in " + took + ": " + name + " serves all requests");
            if (release.path("reversible").asBoolean(false)) {
                lines.add("  release " + release.path("from").asString("?") + " is kept running");
            }
        }
        return lines;
    }

    /// All releases, one line each.
    public static List<String> table(JsonNode releases, Style style) {
        var table =
                new Table(
                        style,
                        ">RELEASE",
                        "KIND",
                        "STATE",
                        ">SHARE",
                        "STARTED",
                        ">TOOK",
                        "BY",
                        "KEPT",
                        "WHY");
        for (JsonNode one : releases) {
            table.row(
                    one.path("release").asString("?"),
                    kind(one),
                    state(one, style),
                    one.path("share").asInt(0) + " %",
                    Human.moment(one.path("startedAt").asString("")),
                    Human.duration(Duration.ofMillis(one.path("millis").asLong(0))),
                    one.path("who").asString("?"),
                    one.path("kept").asBoolean(false) ? "yes" : "no",
                    cut(words(one)));
        }
        return table.lines("");
    }

    private static String kind(JsonNode one) {
        String kind = one.path("kind").asString("?");
        return kind.equals("rollback") ? "rollback to " + one.path("files").asString("?") : kind;
    }

    private static String state(JsonNode one, Style style) {
        String phase = one.path("phase").asString("?");
        if (goesBack(one)) {
            return style.warning(phase.equals("back") ? "went back" : "goes back");
        }
        boolean serves = one.path("serving").asBoolean(false);
        return serves ? style.good("serves") : phase.equals("done") ? "was replaced" : phase;
    }

    private static String words(JsonNode one) {
        String why = one.path("why").asString("");
        String reason = one.path("reason").asString("");
        return reason.isEmpty() ? why : why.isEmpty() ? reason : why + " (" + reason + ")";
    }

    private static String cut(String text) {
        String line = firstLine(text);
        return line.length() <= WHY_MAX ? line : line.substring(0, WHY_MAX - 3) + "...";
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
