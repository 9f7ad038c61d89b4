package tenfold.edge.cache.rule;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the dictionary of a targeted field (RFC 9213 section 2.1, RFC 8941 section 4.2.2) as far
/// as caching directives need it: keys that are true or have an integer, a token or a string.
///
/// Anything else makes the whole field unreadable, which is what the RFC wants. A value of the
/// wrong type for its directive makes that directive absent.
final class TargetedControl {
    private final String text;
    private final Map<String, String> found = new HashMap<>();
    private int at;

    private TargetedControl(String text) {
        this.text = text;
    }

    /// The directives, numbers as their digits, or null when the field is not a dictionary.
    static @Nullable Map<String, String> read(String value) {
        var reading = new TargetedControl(value.strip());
        return reading.members() ? reading.found : null;
    }

    private boolean members() {
        while (at < text.length()) {
            if (!member()) {
                return false;
            }
            skip(" \t");
            if (at == text.length()) {
                return true;
            }
            if (text.charAt(at++) != ',') {
                return false;
            }
            skip(" \t");
            if (at == text.length()) {
                return false; // a comma at the end
            }
        }
        return true;
    }

    private boolean member() {
        String key = key();
        if (key.isEmpty()) {
            return false;
        }
        found.remove(key);
        if (at < text.length() && text.charAt(at) == '=') {
            at++;
            String value = item();
            if (value == null) {
                return false;
            }
            boolean number = !value.isEmpty() && Character.isDigit(value.charAt(0));
            if (number || !takesSeconds(key)) {
                found.put(key, value);
            }
        } else if (!takesSeconds(key)) {
            found.put(key, "");
        }
        return parameters();
    }

    private static boolean takesSeconds(String key) {
        return switch (key) {
            case "max-age", "s-maxage", "stale-while-revalidate", "stale-if-error" -> true;
            default -> false;
        };
    }

    private String key() {
        int from = at;
        if (at < text.length() && (isLower(text.charAt(at)) || text.charAt(at) == '*')) {
            at++;
            while (at < text.length() && isKeyPart(text.charAt(at))) {
                at++;
            }
        }
        return text.substring(from, at);
    }

    /// The value, or null when it is none that directives have; a negative or broken number is no
    /// number of seconds and comes back as a word.
    private @Nullable String item() {
        if (at == text.length()) {
            return null;
        }
        char c = text.charAt(at);
        if (c == '"') {
            return string();
        }
        int from = at;
        while (at < text.length() && " \t,;".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String item = text.substring(from, at);
        if (item.matches("[0-9]{1,15}")) {
            return item;
        }
        boolean other = item.matches("-[0-9]{1,15}|-?[0-9]{1,12}\\.[0-9]{1,3}|\\?[01]");
        boolean token = item.matches("[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*");
        return other || token ? "~" + item : null;
    }

    private @Nullable String string() {
        int end = text.indexOf('"', at + 1);
        if (end < 0 || text.substring(at, end).indexOf('\\') >= 0) {
            return null;
        }
        String inside = "~" + text.substring(at + 1, end);
        at = end + 1;
        return inside;
    }

    private boolean parameters() {
        while (at < text.length() && text.charAt(at) == ';') {
            at++;
            skip(" ");
            if (key().isEmpty()) {
                return false;
            }
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
                if (item() == null) {
                    return false;
                }
            }
        }
        return true;
    }

    private void skip(String blanks) {
        while (at < text.length() && blanks.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isKeyPart(char c) {
        return isLower(c) || Character.isDigit(c) || "_-.*".indexOf(c) >= 0;
    }
}
