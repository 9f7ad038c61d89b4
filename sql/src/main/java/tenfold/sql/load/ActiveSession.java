package tenfold.sql.load;

import org.jspecify.annotations.Nullable;
import tenfold.model.WaitClass;
import tenfold.sql.client.Row;

/// One session that worked at the moment of a look.
///
/// @param ageMicros since its statement began
record ActiveSession(String user, String database, WaitClass waits, long ageMicros, String text) {
    /// Texts are cut here, as the server cuts them at `track_activity_query_size`.
    private static final int TEXT_MAX = 1000;

    /// Sessions of clients and their parallel workers; our own look is none.
    static final String LOOK =
            """
            SELECT coalesce(a.usename, ''), coalesce(a.datname, ''), a.wait_event_type, a.wait_event,
              greatest(0, (extract(epoch FROM clock_timestamp() - a.query_start) * 1e6)::bigint),
              left(coalesce(l.query, a.query), %d)
            FROM pg_stat_activity a LEFT JOIN pg_stat_activity l ON l.pid = a.leader_pid
            WHERE a.state = 'active' AND a.backend_type IN ('client backend', 'parallel worker')
              AND a.application_name <> 'tenfold' AND a.query_start IS NOT NULL
            LIMIT 1000\
            """
                    .formatted(TEXT_MAX);

    static ActiveSession of(Row row) {
        return new ActiveSession(
                row.text(0),
                row.text(1),
                waits(row.orNull(2), row.orNull(3)),
                row.number(4),
                row.text(5));
    }

    /// Whether the text is all that was sent.
    boolean isWhole() {
        return text.length() < TEXT_MAX;
    }

    /// PostgreSQL's documentation, table "Wait Event Types".
    static WaitClass waits(@Nullable String type, @Nullable String event) {
        if (type == null) {
            return WaitClass.CPU;
        }
        String what = event == null ? "" : event;
        return switch (type) {
            case "IO" -> what.startsWith("Wal") ? WaitClass.COMMIT : WaitClass.IO;
            case "LWLock" -> what.startsWith("WAL") ? WaitClass.COMMIT : WaitClass.OTHER;
            case "IPC" -> what.equals("SyncRep") ? WaitClass.COMMIT : WaitClass.OTHER;
            case "Lock" -> WaitClass.LOCK;
            case "Client" -> WaitClass.CLIENT;
            default -> WaitClass.OTHER;
        };
    }
}
