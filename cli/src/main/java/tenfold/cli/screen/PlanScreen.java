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
