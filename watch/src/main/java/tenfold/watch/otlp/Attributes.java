package tenfold.watch.otlp;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Attributes as labels: names as Prometheus wants them, values as text of at most 500 characters.
final class Attributes {
    static final int LABELS_MAX = 32;
    private static final int VALUE_MAX = 500;
    private static final Pattern ODD = Pattern.compile("[^a-zA-Z0-9_]");

    private Attributes() {}

    static Map<String, String> of(JsonNode attributes) {
        var all = new TreeMap<String, String>();
        for (JsonNode attribute : attributes) {
            if (all.size() < LABELS_MAX) {
                all.put(name(attribute.path("key").asString("")), text(attribute.path("value")));
            }
        }
        return all;
    }

    /// `http.route` is `http_route`.
    static String name(String key) {
        String name = ODD.matcher(key).replaceAll("_");
        return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "_" + name : name;
    }

    /// A value of any kind.
    static String text(JsonNode value) {
        String text = value.isObject() && value.size() > 0 ? "" : value.toString();
        for (String kind : new String[] {"stringValue", "intValue", "doubleValue"}) {
            if (value.has(kind)) {
                text = value.path(kind).asString(value.path(kind).toString());
            }
        }
        if (value.has("boolValue")) {
            JsonNode bool = value.path("boolValue");
            text = bool.isNumber() ? String.valueOf(bool.asLong(0) != 0) : bool.toString();
        }
        return text.substring(0, Math.min(text.length(), VALUE_MAX));
    }

    /// Which service and instance sent it.
    static Map<String, String> sender(JsonNode resource) {
        Map<String, String> all = of(resource.path("attributes"));
        var sender = new TreeMap<String, String>();
        sender.put("service", all.getOrDefault("service_name", "unknown"));
        String instance = all.getOrDefault("service_instance_id", "");
        if (!instance.isEmpty()) {
            sender.put("instance", instance);
        }
        return sender;
    }
}
