package tenfold.sql.client;

import tenfold.base.Check;

/// Writes names and values into statements; good for `standard_conforming_strings=on` and UTF-8.
public final class Quote {
    private Quote() {}

    public static String name(String name) {
        Check.that(!name.isEmpty() && name.indexOf('\0') < 0, "a name is empty or holds a zero");
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    public static String name(String schema, String name) {
        return name(schema) + "." + name(name);
    }

    public static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
