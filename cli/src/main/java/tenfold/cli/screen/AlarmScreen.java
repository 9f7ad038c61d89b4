package tenfold.cli.screen;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Alarms as people read them.
public final class AlarmScreen {
    private AlarmScreen() {}

    public static List<String> table(JsonNode alarms, Style style) {
        var table = new Table(style, "alarm", "state", "since", "why");
        for (JsonNode alarm : alarms) {
            table.row(
                    style.strong(alarm.path("name").asString("")),
                    state(alarm.path("state").asString(""), style),
                    Human.moment(alarm.path("since").asString("")),
                    alarm.path("reason").asString(""));
        }
        return table.lines("");
    }

    /// One alarm with its changes, the newest first, and what each did.
    public static List<String> history(JsonNode alarm, Style style) {
        var lines = new ArrayList<String>();
        lines.add(
                style.strong(alarm.path("name").asString(""))
                        + "  "
                        + state(alarm.path("state").asString(""), style)
                        + "  "
                        + alarm.path("reason").asString(""));
        lines.add(style.faint("  when " + alarm.path("condition").asString("")));
        var changes = new ArrayList<JsonNode>();
        alarm.path("changes").forEach(changes::add);
        for (JsonNode change : changes.reversed()) {
            lines.add(
                    "  %s  %s  %s"
                            .formatted(
                                    Human.moment(change.path("at").asString("")),
                                    state(change.path("to").asString(""), style),
                                    change.path("reason").asString("")));
            for (JsonNode action : change.path("actions")) {
                lines.add(style.faint("      " + action.asString("")));
            }
        }
        return lines;
    }

    private static String state(String state, Style style) {
        return switch (state) {
            case "OK" -> style.good("ok");
            case "ALARM" -> style.bad("ALARM");
            default -> style.warning("no data");
        };
    }
}
