package tenfold.sql.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads the few statements whose names and values matter: SET, RESET, DEALLOCATE and DISCARD.
/// Texts are taken byte for byte (ISO 8859-1), whatever their encoding.
final class SettingReader {
    private static final Set<String> EQUALS = Set.of("to", "=");

    private final byte[] text;
    private final int to;
    private final boolean conforming;
    private int at;

    private SettingReader(byte[] text, int from, int to, boolean conforming) {
        this.text = text;
        this.at = from;
        this.to = to;
        this.conforming = conforming;
    }

    static Facts named(byte[] text, int from, int to, int flags, boolean conforming) {
        var reader = new SettingReader(text, from, to, conforming);
        reader.next();
        String name = reader.next();
        if (name.equals("prepare")) {
            String after = reader.next();
            name = after.isEmpty() ? name : after;
        }
        boolean all = name.equals("all") || name.equals("*");
        return new Facts(flags, List.of(), all ? "" : name);
    }

    static int discard(byte[] text, int from, int to, boolean conforming) {
        var reader = new SettingReader(text, from, to, conforming);
        reader.next();
        return reader.next().equals("all") ? Facts.DISCARD_ALL : 0;
    }

    static Facts read(byte[] text, int from, int to, int flags, boolean conforming) {
        var reader = new SettingReader(text, from, to, conforming);
        return reader.next().equals("reset") ? reader.reset(flags) : reader.set(flags);
    }

    private Facts reset(int flags) {
        String name = name(next());
        return switch (name) {
            case "all" -> Facts.of(flags | Facts.RESET_ALL);
            case "role" -> Facts.of(flags | Facts.ROLE_BACK);
            case "session", "session_authorization" -> Facts.of(flags | Facts.AUTHORIZATION_BACK);
            case "time" -> of(flags, "timezone", null);
            case "transaction" -> Facts.of(flags);
            default -> of(flags, name, null);
        };
    }

    private Facts set(int flags) {
        String word = next();
        if (word.equals("local")) {
            return Facts.of(flags);
        }
        if (word.equals("session")) {
            word = next();
            if (word.equals("characteristics")) {
                return characteristics(flags);
            }
        }
        return switch (word) {
            case "transaction", "constraints" -> Facts.of(flags);
            case "authorization" ->
                    identity(flags, Facts.AUTHORIZATION_BACK, Facts.PIN_AUTHORIZATION);
            case "role" -> identity(flags, Facts.ROLE_BACK, Facts.PIN_ROLE);
            case "time" -> {
                next();
                yield of(flags, "timezone", "SET TIME ZONE " + rest());
            }
            case "names" -> of(flags, "client_encoding", "SET NAMES " + rest());
            case "schema" -> of(flags, "search_path", "SET SCHEMA " + rest());
            case "xml" -> of(flags, "xmloption", "SET XML " + rest());
            case "seed" -> Facts.of(flags | Facts.PIN_SETTING);
            default -> assignment(flags, word);
        };
    }

    /// The value may stand behind an equals sign or TO.
    private Facts identity(int flags, int back, int pin) {
        String value = next();
        value = EQUALS.contains(value) ? next() : value;
        boolean own = value.equals("none") || value.equals("default");
        return Facts.of(flags | (own ? back : pin));
    }

    private Facts assignment(int flags, String first) {
        String name = name(first);
        if (!EQUALS.contains(next())) {
            return Facts.of(flags | Facts.PIN_SETTING);
        }
        if (name.equals("session_authorization")) {
            return identity(flags, Facts.AUTHORIZATION_BACK, Facts.PIN_AUTHORIZATION);
        }
        String value = rest();
        if (value.strip().equalsIgnoreCase("default")) {
            return of(flags, name, null);
        }
        return of(flags, name, "SET " + quote(name) + " = " + value);
    }

    private Facts characteristics(int flags) {
        next();
        next();
        List<Setting> settings = new ArrayList<>();
        boolean not = false;
        for (String word = next(); !word.isEmpty(); word = next()) {
            switch (word) {
                case "isolation" -> {
                    next();
                    settings.add(isolation());
                }
                case "read" -> {
                    boolean only = next().equals("only");
                    settings.add(own("default_transaction_read_only", only ? "on" : "off"));
                }
                case "deferrable" ->
                        settings.add(own("default_transaction_deferrable", not ? "off" : "on"));
                default -> {}
            }
            not = word.equals("not");
        }
        return new Facts(flags | Facts.SETTING, settings, "");
    }

    private Setting isolation() {
        String level = next();
        if (level.equals("read") || level.equals("repeatable")) {
            level += " " + next();
        }
        return own("default_transaction_isolation", level);
    }

    private static Setting own(String name, String value) {
        return new Setting(name, "SET " + name + " = '" + value.replace("'", "''") + "'");
    }

    private static Facts of(int flags, String name, @org.jspecify.annotations.Nullable String sql) {
        return new Facts(flags | Facts.SETTING, List.of(new Setting(name, sql)), "");
    }

    private static String quote(String name) {
        StringBuilder quoted = new StringBuilder();
        for (String part : name.split("\\.", -1)) {
            quoted.append(quoted.isEmpty() ? "\"" : ".\"")
                    .append(part.replace("\"", "\"\""))
                    .append('"');
        }
        return quoted.toString();
    }

    /// A name that may have dotted parts, of which `first` has been read.
    private String name(String first) {
        StringBuilder name = new StringBuilder(first);
        skipSpace();
        while (at < to && text[at] == '.') {
            at++;
            name.append('.').append(next());
            skipSpace();
        }
        // Setting names are compared without case, quoted or not.
        return name.toString().toLowerCase(Locale.ROOT);
    }

    private String rest() {
        skipSpace();
        return new String(text, at, to - at, StandardCharsets.ISO_8859_1);
    }

    private void skipSpace() {
        while (at < to) {
            int after = Lexis.afterComment(text, at, to);
            if (after == at && !Character.isWhitespace(text[at])) {
                return;
            }
            at = after == at ? at + 1 : after;
        }
    }

    /// The next word (folded), quoted name, string or symbol; empty at the end.
    private String next() {
        skipSpace();
        if (at >= to) {
            return "";
        }
        int from = at;
        byte letter = text[at];
        if (letter == '"' || letter == '\'') {
            at = Lexis.afterQuoted(text, at, to, (char) letter, letter == '\'' && !conforming);
            String quote = String.valueOf((char) letter);
            return slice(from + 1, Math.max(from + 1, at - 1)).replace(quote + quote, quote);
        }
        at = Lexis.startsWord(letter) ? Lexis.afterWord(text, at, to) : at + 1;
        return slice(from, at).toLowerCase(Locale.ROOT);
    }

    private String slice(int from, int end) {
        return new String(text, from, end - from, StandardCharsets.ISO_8859_1);
    }
}
