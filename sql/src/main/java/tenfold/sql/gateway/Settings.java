package tenfold.sql.gateway;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tenfold.sql.text.Setting;

/// The run-time settings of one session beyond the server's defaults: for each name the statement
/// that makes it so. Immutable; equal settings of many clients are made one object by
/// [Loop#intern].
final class Settings {
    static final Settings NONE = new Settings(new TreeMap<>());

    private final Map<String, String> statements;
    private final int hash;

    private Settings(SortedMap<String, String> statements) {
        this.statements = Collections.unmodifiableSortedMap(statements);
        this.hash = statements.hashCode();
    }

    /// The settings that a client's startup packet asks for. Values are handed over as PostgreSQL
    /// hands over startup values: as one string, whatever the kind of setting.
    static Settings ofStartup(Map<String, String> parameters) {
        TreeMap<String, String> statements = new TreeMap<>();
        parameters.forEach((name, value) ->
                statements.put(
                        name.toLowerCase(java.util.Locale.ROOT),
                        "SELECT pg_catalog.set_config("
                                + literal(name)
                                + ", "
                                + literal(value)
                                + ", false)"));
        return statements.isEmpty() ? NONE : new Settings(statements);
    }

    /// These settings after `change`; a default goes back to what `startup` says.
    Settings with(Setting change, Settings startup) {
        TreeMap<String, String> changed = new TreeMap<>(statements);
        String sql = change.sql() == null ? startup.statements.get(change.name()) : change.sql();
        if (sql == null) {
            changed.remove(change.name());
        } else {
            changed.put(change.name(), sql);
        }
        return new Settings(changed);
    }

    String valueOf(String name) {
        return statements.getOrDefault(name, "");
    }

    /// The script that turns a session with settings `from` into one with these; empty when nothing
    /// differs. Statements stand on lines of their own, as a value may end in a comment.
    String differenceFrom(Settings from) {
        List<String> script = new ArrayList<>();
        from.statements.keySet().stream()
                .filter(name -> !statements.containsKey(name))
                .forEach(name -> script.add("RESET " + quoted(name)));
        statements.forEach((name, sql) -> {
            if (!sql.equals(from.statements.get(name))) {
                script.add(sql);
            }
        });
        return String.join("\n;", script);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"").replace(".", "\".\"") + '"';
    }

    /// An escape string, which means the same whatever standard_conforming_strings says.
    private static String literal(String value) {
        String bytes =
                new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return "E'" + bytes.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings that
                && hash == that.hash
                && statements.equals(that.statements);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return statements.keySet().toString();
    }
}
