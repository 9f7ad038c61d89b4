package tenfold.sql.client;

import java.util.LinkedHashMap;
import java.util.Map;

/// Settings under which equal values are written as equal text on every server, names are written
/// in full, and no server-wide limit or fence cuts our own work short.
public final class Plain {
    private static final Map<String, String> SETTINGS = settings();

    private Plain() {}

    /// For [Connection#open], with a name for `pg_stat_activity`.
    public static Map<String, String> startup(String applicationName) {
        Map<String, String> all = new LinkedHashMap<>(SETTINGS);
        all.put("application_name", applicationName);
        return all;
    }

    private static Map<String, String> settings() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("DateStyle", "ISO, MDY");
        all.put("IntervalStyle", "postgres");
        all.put("TimeZone", "UTC");
        all.put("extra_float_digits", "3");
        all.put("bytea_output", "hex");
        all.put("lc_monetary", "C");
        all.put("standard_conforming_strings", "on");
        all.put("search_path", "");
        all.put("default_transaction_read_only", "off");
        all.put("default_transaction_isolation", "read committed");
        all.put("default_transaction_deferrable", "off");
        all.put("statement_timeout", "0");
        all.put("lock_timeout", "0");
        all.put("idle_in_transaction_session_timeout", "0");
        all.put("row_security", "off");
        return all;
    }
}
