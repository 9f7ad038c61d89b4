package tenfold.sql.gateway;

import tenfold.sql.text.Facts;

/// Asks a server session which reasons for pinning still hold.
final class Probe {
    static final String SQL =
            """
            SELECT (SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_statements WHERE from_sql),
             (SELECT pg_catalog.count(*) FROM pg_catalog.pg_depend
               WHERE refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_namespace'::pg_catalog.regclass
               AND refobjid OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema()),
             (SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks
               WHERE pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()
               AND locktype OPERATOR(pg_catalog.=) 'advisory'),
             (SELECT pg_catalog.count(*) FROM pg_catalog.pg_cursors WHERE is_holdable),
             (SELECT pg_catalog.count(*) FROM pg_catalog.pg_listening_channels())\
            """;

    private static final int[] REASONS = {
        Facts.PIN_PREPARE, Facts.PIN_TEMP, Facts.PIN_ADVISORY, Facts.PIN_CURSOR, Facts.PIN_LISTEN
    };

    private Probe() {}

    /// The reasons that hold; all of them when the server could not say.
    static int held(Ask answer) {
        if (answer.fault() != null || answer.row().size() != REASONS.length) {
            return Facts.PINS_ASKABLE;
        }
        int held = 0;
        for (int i = 0; i < REASONS.length; i++) {
            held |= "0".equals(answer.row().get(i)) ? 0 : REASONS[i];
        }
        return held;
    }
}
