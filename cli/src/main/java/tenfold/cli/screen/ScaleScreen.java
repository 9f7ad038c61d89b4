package tenfold.cli.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Groups of instances as `tenfold scale` shows them.
public final class ScaleScreen {
    private static final int DECISIONS_SHOWN = 5;

    private ScaleScreen() {}

    /// Every group with what it says now and its last decisions.
    public static List<String> groups(JsonNode groups, Style style) {
        var lines = new ArrayList<String>();
        for (JsonNode group : groups) {
            lines.add(line(group));
            lines.add("  " + text(group, "says"));
            measured(group).ifPresent(words -> lines.add("  " + style.faint(words)));
            JsonNode forecast = group.path("forecast");
            if (forecast.isObject()) {
                lines.add("  " + style.faint("forecast: " + text(forecast, "words")));
            }
            int shown = 0;
            for (JsonNode made : group.path("decisions")) {
                if (shown++ < DECISIONS_SHOWN) {
                    lines.add("  " + decision(made));
                }
            }
        }
        return lines;
    }

    /// One group on a line: `web 4 of 2 to 20 desired, 4 ready, on`.
    public static String line(JsonNode group) {
        var line = new StringBuilder();
        line.append(text(group, "service"))
                .append("  ")
                .append(group.path("desired").asInt(0))
                .append(" desired, ")
                .append(group.path("ready").asInt(0))
                .append(" ready");
        String mode = text(group, "mode");
        if (mode.equals("FIXED")) {
            return line.append(", fixed").toString();
        }
        line.append(", within ")
                .append(group.path("min").asInt(0))
                .append(" to ")
                .append(group.path("max").asInt(0));
        for (String count : new String[] {"warm", "draining", "spot"}) {
            if (group.path(count).asInt(0) > 0) {
                line.append(", ").append(group.path(count).asInt(0)).append(' ').append(count);
            }
        }
        return line.append(", ").append(mode.toLowerCase(Locale.ROOT).replace('_', ' ')).toString();
    }

    private static java.util.Optional<String> measured(JsonNode group) {
        if (group.path("metrics").isEmpty()) {
            return java.util.Optional.empty();
        }
        var words = new ArrayList<String>();
        if (group.path("costMillis").isNumber()) {
            words.add(
                    String.format(
                            Locale.ROOT,
                            "a request costs %.2f ms of a core",
                            group.path("costMillis").asDouble()));
        }
        words.add(
                String.format(
                        Locale.ROOT,
                        "an instance starts in %.1f s",
                        group.path("startMillis").asLong(0) / 1e3));
        group.path("metrics")
                .properties()
                .forEach(one ->
                        words.add(
                                String.format(
                                        Locale.ROOT,
                                        "%s %.2f",
                                        one.getKey(),
                                        one.getValue().asDouble())));
        return java.util.Optional.of(String.join(", ", words));
    }

    private static String decision(JsonNode made) {
        String at = text(made, "at");
        String time = at.length() >= 19 ? at.substring(11, 19) : at;
        return "%s  %d -> %d  %s%s"
                .formatted(
                        time,
                        made.path("from").asInt(0),
                        made.path("to").asInt(0),
                        text(made, "reason"),
                        made.path("done").asBoolean(true) ? "" : " (not done)");
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }
}
