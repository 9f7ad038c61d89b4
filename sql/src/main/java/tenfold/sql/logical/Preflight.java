package tenfold.sql.logical;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Row;
import tenfold.sql.client.ServerError;

/// Everything that can be known to stand in the way of a move before it begins, all at once.
final class Preflight {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    static final int VERSION_MIN = 150_000;

    private final Route there;
    private final Route back;
    private final List<String> problems = new ArrayList<>();

    Preflight(Route there, Route back) {
        this.there = there;
        this.back = back;
    }

    List<String> problems() throws IOException {
        try (Connection source = there.openSource();
                Connection target = there.openTarget()) {
            source(source);
            target(target);
            both(source, target);
        }
        replication("source", there);
        replication("target", back);
        return List.copyOf(problems);
    }

    /// Those of the source alone.
    List<String> ofSource() throws IOException {
        try (Connection source = there.openSource()) {
            source(source);
        }
        return List.copyOf(problems);
    }

    private void source(Connection source) throws IOException {
        for (Map.Entry<String, String> each : Unmovable.QUERIES.entrySet()) {
            List<Row> rows = source.query(each.getValue(), PATIENCE).rows();
            if (!rows.isEmpty()) {
                String names =
                        rows.stream()
                                .limit(10)
                                .map(row -> row.text(0))
                                .collect(Collectors.joining(", "));
                int more = rows.size() - 10;
                problems.add(
                        each.getKey()
                                .formatted(more > 0 ? names + " and " + more + " more" : names));
            }
        }
    }

    private void target(Connection target) throws IOException {
        long objects = number(target, Unmovable.OBJECTS_OF_THE_APPLICATION);
        if (objects > 0) {
            problems.add(
                    "the target is not empty: it has %d tables, types or functions; give an empty database"
                            .formatted(objects));
        }
        if (!target.query(
                        """
                        SELECT has_database_privilege(current_database(), 'CREATE')
                          AND has_schema_privilege('public', 'CREATE')
                          AND (datdba = (SELECT oid FROM pg_roles WHERE rolname = current_user)
                            OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user))
                        FROM pg_database WHERE datname = current_database()\
                        """,
                        PATIENCE)
                .one()
                .truth(0)) {
            problems.add(
                    "the target's user does not own its database: ALTER DATABASE ... OWNER TO ..., and"
                            + " GRANT CREATE ON SCHEMA public TO ...");
        }
        try {
            target.query("BEGIN; SET LOCAL session_replication_role = replica; ROLLBACK", PATIENCE);
        } catch (ServerError e) {
            target.query("ROLLBACK", PATIENCE);
            problems.add(
                    "the target's user may not set session_replication_role (%s): as its administrator, GRANT SET ON PARAMETER session_replication_role TO ..."
                            .formatted(e.text()));
        }
    }

    private void both(Connection source, Connection target) throws IOException {
        long version = number(target, "SHOW server_version_num");
        if (version < VERSION_MIN) {
            problems.add(
                    "the target is PostgreSQL %d; 15 or newer is needed"
                            .formatted(version / 10_000));
        }
        String encoding = target.query("SHOW server_encoding", PATIENCE).one().text(0);
        if (!encoding.equals("UTF8")) {
            problems.add("the target's encoding is %s; UTF8 is needed".formatted(encoding));
        }
        if (!sorts(source).equals(sorts(target))) {
            problems.add(
                    "the target sorts and compares text as %s, the source as %s: ORDER BY would change; CREATE DATABASE ... TEMPLATE template0 LOCALE 'C.UTF-8'"
                            .formatted(sorts(target), sorts(source)));
        }
        extensions(source, target);
    }

    /// There already, or such that the target's user may make them.
    private void extensions(Connection source, Connection target) throws IOException {
        var possible = new TreeSet<String>();
        target.query(
                        """
                        SELECT extname FROM pg_extension UNION
                        SELECT name FROM pg_available_extension_versions
                        WHERE trusted OR NOT superuser OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)\
                        """,
                        PATIENCE)
                .rows()
                .forEach(row -> possible.add(row.text(0)));
        for (Row row :
                source.query("SELECT extname FROM pg_extension ORDER BY 1", PATIENCE).rows()) {
            if (!possible.contains(row.text(0))) {
                problems.add(
                        "the target has no extension %1$s, or its user may not make it; as its administrator, CREATE EXTENSION %1$s"
                                .formatted(row.text(0)));
            }
        }
    }

    /// By which rules a database sorts; names that stand for one rule are one.
    private static String sorts(Connection database) throws IOException {
        String named =
                database.query(
                                """
                                SELECT coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', datcollate)
                                  || CASE datlocprovider WHEN 'i' THEN ' (icu)' ELSE '' END
                                FROM pg_database d WHERE datname = current_database()\
                                """,
                                PATIENCE)
                        .one()
                        .text(0);
        return named.equalsIgnoreCase("C.UTF8") ? "C.UTF-8" : named;
    }

    /// Slots are wanted on both sides: on the target for the way back.
    private void replication(String side, Route route) {
        try (Connection plain = route.openSource()) {
            String level = plain.query("SHOW wal_level", PATIENCE).one().text(0);
            if (!level.equals("logical")) {
                problems.add(
                        "the %s has wal_level=%s; set it to logical and restart it, or changes cannot be followed"
                                .formatted(side, level));
            }
            long free =
                    number(
                            plain,
                            "SELECT current_setting('max_replication_slots')::int - count(*) FROM pg_replication_slots");
            if (free < 2) {
                problems.add(
                        "the %s has %d free replication slots, 2 are needed: raise max_replication_slots"
                                .formatted(side, free));
            }
            try (Connection replication = route.openReplication()) {
                replication.query("IDENTIFY_SYSTEM", PATIENCE);
            }
        } catch (IOException e) {
            problems.add(
                    "the %s does not let its user replicate (%s): ALTER ROLE ... REPLICATION, and a line of pg_hba.conf"
                            .formatted(side, e.getMessage()));
        }
    }

    private static long number(Connection server, String sql) throws IOException {
        return server.query(sql, PATIENCE).one().number(0);
    }
}
