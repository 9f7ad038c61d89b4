package tenfold.cli.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Steps of growth before they are taken.
public final class PlanScreen {
    private static final int WIDTH = 96;
    private static final int INDENT = 11;

    private PlanScreen() {}

    /// The steps that could be taken, with the evidence for each.
    public static List<String> offers(JsonNode answer, Style style) {
        List<String> lines = new ArrayList<>();
        JsonNode next = answer.path("next");
        lines.add(style.strong("Next: ") + next.path("advice").asString("nothing needed"));
        lines.addAll(wrapped("", next.path("reason").asString(""), 2));
        lines.addAll(evidence(answer.path("findings").path(0).path("finding"), style));
        lines.addAll(outlook(answer.path("outlook")));
        for (JsonNode offer : answer.path("offers")) {
            lines.add("");
            boolean due = offer.path("due").asBoolean(false);
            lines.add(
                    style.strong(offer.path("title").asString("?"))
                            + (due ? "  " + style.warning("due") : ""));
            field(lines, "why", offer.path("why").asString(""));
            field(lines, "effect", offer.path("effect").asString(""));
            field(lines, "cost", offer.path("cost").asString(""));
            field(lines, "command", offer.path("command").asString(""));
            field(lines, "undo", offer.path("undo").asString(""));
            String blocked = offer.path("blockedBy").asString("");
            if (!blocked.isEmpty()) {
                field(lines, "blocked", blocked);
            }
        }
        return lines;
    }

    /// The numbers behind the first finding, each beside the mark from which on it speaks.
    private static List<String> evidence(JsonNode finding, Style style) {
        if (finding.path("evidence").isEmpty()) {
            return List.of();
        }
        var table = new Table(style, "measured", ">value", ">mark");
        for (JsonNode one : finding.path("evidence")) {
            String unit = one.path("unit").asString("");
            table.row(
                    one.path("signal").asString("?"),
                    number(one.path("value").asDouble(), unit),
                    number(one.path("mark").asDouble(), unit));
        }
        return table.lines("  ");
    }

    private static String number(double value, String unit) {
        return unit.equals("of 1")
                ? Human.percent(value)
                : Human.threeDigits(value) + (unit.isEmpty() ? "" : " " + unit);
    }

    /// How far the system carries as it stands, and until when.
    private static List<String> outlook(JsonNode outlook) {
        List<String> lines = new ArrayList<>();
        JsonNode law = outlook.path("law");
        if (!law.path("throughputMax").isNull() && law.has("throughputMax")) {
            lines.addAll(
                    wrapped(
                            "  ",
                            String.format(
                                    Locale.ROOT,
                                    "At most about %.0f requests/s, by what was seen up to %.0f"
                                            + " requests at once.",
                                    law.path("throughputMax").asDouble(),
                                    law.path("measuredTo").asDouble()),
                            2));
        }
        JsonNode forecast = outlook.path("forecast");
        if (forecast.has("limit")) {
            lines.addAll(
                    wrapped(
                            "  ",
                            String.format(
                                    Locale.ROOT,
                                    "The daily peak reaches %.0f requests/s, what this carries, %s"
                                            + " (not before %s).",
                                    forecast.path("limit").asDouble(),
                                    day(forecast.path("likely"), "about "),
                                    day(forecast.path("early"), "")),
                            2));
        }
        return lines;
    }

    private static String day(JsonNode instant, String before) {
        String text = instant.asString("");
        return text.length() < 10 ? "in more than a year" : before + text.substring(0, 10);
    }

    /// Every check and action of one step.
    public static List<String> dryRun(JsonNode plan, Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(style.strong(plan.path("words").asString("?")) + " would");
        int number = 1;
        for (JsonNode action : plan.path("actions")) {
            lines.addAll(wrapped("  %2d ".formatted(number++), action.asString(""), 5));
        }
        lines.add("checks");
        for (JsonNode guard : plan.path("guards")) {
            boolean passed = guard.path("passed").asBoolean(false);
            String mark = passed ? style.good("ok ") : style.bad("no ");
            lines.addAll(wrapped("  " + mark, guard.path("words").asString(""), 5));
        }
        field(lines, "effect", plan.path("effect").asString(""));
        field(lines, "cost", plan.path("cost").asString(""));
        field(lines, "undo", plan.path("undo").asString(""));
        return lines;
    }

    private static void field(List<String> lines, String name, String value) {
        if (!value.isEmpty()) {
            lines.addAll(wrapped("  " + String.format(Locale.ROOT, "%-9s", name), value, INDENT));
        }
    }

    /// Lines of at most [#WIDTH] columns, the later ones indented.
    static List<String> wrapped(String first, String words, int indent) {
        List<String> lines = new ArrayList<>();
        var line = new StringBuilder(first.isEmpty() ? " ".repeat(indent) : first);
        boolean fresh = true;
        for (String word : words.split(" ")) {
            if (!fresh && Table.width(line.toString()) + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(indent));
                fresh = true;
            }
            line.append(fresh ? "" : " ").append(word);
            fresh = false;
        }
        if (!words.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }
}
