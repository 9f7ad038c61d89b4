package forum.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Named fields of a query string or of a posted form.
public record Form(Map<String, String> fields) {
    private static final int FIELDS_MAX = 100;

    static Form parse(String encoded) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (encoded == null || encoded.isEmpty()) {
            return new Form(fields);
        }
        for (String pair : encoded.split("&", FIELDS_MAX)) {
            String[] both = pair.split("=", 2);
            fields.putIfAbsent(decoded(both[0]), both.length > 1 ? decoded(both[1]) : "");
        }
        return new Form(fields);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("This address or form is not properly encoded.");
        }
    }

    /// The field without surrounding space, empty when it was not sent.
    public String text(String name) {
        return fields.getOrDefault(name, "").strip();
    }

    /// The field as it was typed; for passwords.
    public String exact(String name) {
        return fields.getOrDefault(name, "");
    }

    public int number(String name, int otherwise, int min, int max) {
        String text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return Math.max(min, Math.min(max, Integer.parseInt(text)));
        } catch (NumberFormatException e) {
            throw Problem.badRequest("'" + name + "' must be a number.");
        }
    }
}
