package tenfold.sql.route;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Row;

/// Reads the catalogue of the database that a connection is in: one query each for functions,
/// relations, what stored expressions refer to, and what texts do not show.
///
/// Objects with an oid below 16384 are PostgreSQL's own. Their functions are judged by volatility
/// and a few lists, because some volatile ones are harmless on a replica (random) and some stable
/// ones are not (anything about the session or its statistics).
public final class CatalogueReader {
    /// Volatile, and as good on a replica as anywhere.
    private static final String HARMLESS =
            """
            'random','random_normal','clock_timestamp','timeofday','gen_random_uuid','uuidv4',
            'uuidv7','pg_sleep','pg_sleep_for','pg_sleep_until','array_shuffle','array_sample'\
            """;

    /// About the session, the server or its statistics; they change no table.
    private static final String OF_THE_PRIMARY =
            """
            'nextval','setval','currval','lastval','set_config','setseed','pg_notify',
            'current_setting','txid_current','txid_current_if_assigned','txid_current_snapshot',
            'txid_status','pg_current_xact_id','pg_current_xact_id_if_assigned',
            'pg_current_snapshot','pg_xact_status','pg_backend_pid','inet_server_addr',
            'inet_server_port','inet_client_addr','inet_client_port','pg_postmaster_start_time',
            'pg_conf_load_time','pg_is_in_recovery','pg_current_wal_lsn',
            'pg_current_wal_insert_lsn','pg_current_wal_flush_lsn','pg_last_wal_replay_lsn',
            'pg_last_wal_receive_lsn','pg_last_xact_replay_timestamp','pg_cursor',
            'pg_prepared_statement','pg_prepared_xact','pg_lock_status','pg_show_all_settings',
            'pg_listening_channels','pg_blocking_pids','pg_export_snapshot','pg_my_temp_schema',
            'pg_column_size','pg_relation_size','pg_table_size','pg_indexes_size',
            'pg_total_relation_size','pg_database_size','pg_tablespace_size',
            'pg_cancel_backend','pg_terminate_backend','pg_sequence_last_value'\
            """;

    /// Class by oid; the numbers are those of [FunctionClass#of].
    private static final String CLASSES =
            """
            WITH class AS (
              SELECT p.oid, p.proname, p.prokind, CASE
                WHEN p.oid >= 16384 THEN
                  CASE p.provolatile WHEN 'v' THEN 3 WHEN 's' THEN 1 ELSE 0 END
                WHEN p.proname IN (%s) THEN 0
                WHEN p.proname IN (%s) OR p.proname LIKE 'pg\\_stat\\_%%'
                  OR p.proname LIKE 'pg\\_advisory\\_%%' OR p.proname LIKE 'pg\\_try\\_advisory\\_%%' THEN 2
                WHEN p.provolatile = 'v' THEN 3
                WHEN p.proname LIKE '%%\\_to\\_xml%%' THEN 1
                ELSE 0 END AS class
              FROM pg_catalog.pg_proc p)
            """
                    .formatted(HARMLESS, OF_THE_PRIMARY);

    /// An aggregate is as its parts are.
    private static final String FUNCTIONS =
            CLASSES
                    + """
                    SELECT proname, max(class) FROM (
                      SELECT proname, class FROM class
                      UNION ALL
                      SELECT c.proname, part.class FROM class c JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = c.oid
                        JOIN class part ON part.oid IN (a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggmtransfn, a.aggmfinalfn)
                        WHERE c.oid >= 16384) parts
                    GROUP BY proname
                    """;

    private static final String RELATIONS =
            """
            SELECT c.oid, c.relname,
              c.relkind IN ('r', 'p', 'm', 'v') AND c.relpersistence = 'p'
                AND (c.oid >= 16384 OR c.relkind = 'r' OR n.nspname = 'information_schema'
                  OR c.relname IN ('pg_tables', 'pg_views', 'pg_matviews', 'pg_indexes', 'pg_roles', 'pg_user',
                    'pg_group', 'pg_rules', 'pg_policies'))
                AND NOT (c.relhassubclass AND EXISTS (SELECT FROM pg_catalog.pg_inherits i
                  JOIN pg_catalog.pg_class k ON k.oid = i.inhrelid WHERE k.relpersistence <> 'p')),
              c.relkind = 'r' AND c.oid >= 16384 AND NOT c.relhassubclass AND NOT c.relispartition AND NOT c.relhasrules
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid)
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.contype = 'f' AND k.confrelid = c.oid
                  AND (k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd')))
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f', 'S')
              AND n.nspname NOT LIKE 'pg\\_temp\\_%' AND n.nspname NOT LIKE 'pg\\_toast%'
            """;

    /// Whether it is evaluated by reads (views, policies), the worst function, the relations.
    private static final String EXPRESSIONS =
            CLASSES
                    + """
                    , tree AS (
                      SELECT r.ev_class AS relation, true AS reading, r.ev_action::text AS node
                        FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
                        WHERE c.relkind = 'v' AND c.oid >= 16384
                      UNION ALL SELECT polrelid, true, concat(polqual::text, polwithcheck::text) FROM pg_catalog.pg_policy
                      UNION ALL SELECT adrelid, false, adbin::text FROM pg_catalog.pg_attrdef
                      UNION ALL SELECT conrelid, false, conbin::text FROM pg_catalog.pg_constraint
                        WHERE contype = 'c' AND conrelid <> 0 AND oid >= 16384),
                    reference AS (
                      SELECT relation, reading, m[1] AS kind, m[2]::oid AS object
                      FROM tree, regexp_matches(node, ':(funcid|opfuncid|aggfnoid|winfnoid|relid) ([0-9]+)', 'g') m)
                    SELECT relation, reading, coalesce(max(class) FILTER (WHERE proname <> 'current_setting'), 0),
                      string_agg(DISTINCT object::text, ' ') FILTER (WHERE kind = 'relid')
                    FROM reference LEFT JOIN class ON kind <> 'relid' AND class.oid = object
                    GROUP BY relation, reading
                    """;

    private static final String TOKENS =
            CLASSES
                    + """
                    SELECT o.oprname FROM pg_catalog.pg_operator o JOIN class c ON c.oid = o.oprcode
                      WHERE o.oid >= 16384 AND c.class > 0
                    UNION
                    SELECT p.proname FROM pg_catalog.pg_proc p JOIN class c ON c.oid = p.oid
                      JOIN pg_catalog.pg_type t ON t.oid = p.proargtypes[0]
                      WHERE p.oid >= 16384 AND c.class > 0 AND p.pronargs = 1 AND t.typtype = 'c'
                    """;

    private static final String HIDDEN =
            CLASSES
                    + """
                    SELECT EXISTS (SELECT FROM pg_catalog.pg_cast k JOIN class c ON c.oid = k.castfunc
                        WHERE k.oid >= 16384 AND c.class > 0)
                      OR EXISTS (SELECT FROM pg_catalog.pg_constraint k,
                          regexp_matches(k.conbin::text, ':(funcid|opfuncid) ([0-9]+)', 'g') m
                        JOIN class c ON c.oid = m[2]::oid
                        WHERE k.contypid <> 0 AND k.oid >= 16384 AND c.class > 0)
                      OR EXISTS (SELECT FROM pg_catalog.pg_type t JOIN class c ON c.oid IN (t.typinput, t.typoutput)
                        WHERE t.oid >= 16384 AND c.oid >= 16384 AND c.class > 1)
                    """;

    /// Settings of roles and databases, and functions that change theirs.
    private static final String LATE_COMMITS =
            """
            SELECT EXISTS (SELECT FROM pg_catalog.pg_db_role_setting
                WHERE setconfig::text LIKE '%synchronous\\_commit%')
              OR EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid >= 16384
                AND (prosrc ILIKE '%synchronous\\_commit%' OR proconfig::text LIKE '%synchronous\\_commit%'))
            """;

    private record Found(String name, boolean readable, boolean simple) {}

    private record Uses(FunctionClass functions, List<Long> relations) {}

    private final Connection connection;
    private final Duration patience;
    private final Map<Long, Found> found = new HashMap<>();
    private final Map<Long, Uses> reading = new HashMap<>();
    private final Map<Long, Uses> writing = new HashMap<>();

    private CatalogueReader(Connection connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
    }

    /// The catalogue of the database that `connection` is in; `patience` is for each query.
    public static Catalogue read(Connection connection, Duration patience) throws IOException {
        return new CatalogueReader(connection, patience).read();
    }

    /// Whether something defined there may have commits acknowledged before they are on disk.
    public static boolean commitsMayComeLate(Connection connection, Duration patience)
            throws IOException {
        return connection.query(LATE_COMMITS, patience).one().truth(0);
    }

    private Catalogue read() throws IOException {
        // One snapshot for all.
        connection.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", patience);
        try {
            Map<String, FunctionClass> functions = new HashMap<>();
            for (Row each : rows(FUNCTIONS)) {
                functions.put(each.text(0), classOf(each, 1));
            }
            for (Row each : rows(RELATIONS)) {
                found.put(each.number(0), new Found(each.text(1), each.truth(2), each.truth(3)));
            }
            for (Row each : rows(EXPRESSIONS)) {
                (each.truth(1) ? reading : writing)
                        .put(each.number(0), new Uses(classOf(each, 2), oids(each.orNull(3))));
            }
            List<String> tokens = rows(TOKENS).stream().map(each -> each.text(0)).toList();
            boolean hidden = rows(HIDDEN).getFirst().truth(0);
            return new Catalogue(functions, relations(), tokens, hidden);
        } finally {
            if (connection.open()) {
                connection.query("ROLLBACK", patience);
            }
        }
    }

    private List<Row> rows(String sql) throws IOException {
        return connection.query(sql, patience).rows();
    }

    private static FunctionClass classOf(Row row, int column) {
        return FunctionClass.of(row.number(column));
    }

    private static List<Long> oids(@Nullable String text) {
        List<Long> oids = new ArrayList<>();
        if (text != null) {
            for (String each : text.split(" ", -1)) {
                oids.add(Long.parseLong(each));
            }
        }
        return oids;
    }

    private Map<String, Relation> relations() {
        Map<String, Relation> relations = new HashMap<>();
        found.forEach((oid, each) -> {
            Relation relation = relation(oid, each);
            relations.merge(each.name(), relation, Relation::or);
        });
        return relations;
    }

    private Relation relation(long oid, Found own) {
        boolean readable = true;
        boolean readsAll = false;
        Set<String> tables = new HashSet<>();
        Set<Long> seen = new HashSet<>(Set.of(oid));
        List<Long> next = new ArrayList<>(seen);
        for (int i = 0; i < next.size(); i++) {
            Found each = found.get(next.get(i));
            readable &= each != null && each.readable();
            if (each != null) {
                tables.add(each.name());
            }
            Uses uses = reading.get(next.get(i));
            if (uses != null) {
                readable &= uses.functions().compareTo(FunctionClass.READS) <= 0;
                readsAll |= uses.functions() == FunctionClass.READS;
                uses.relations().stream().filter(seen::add).forEach(next::add);
            }
        }
        boolean simple = own.simple() && !writes(reading.get(oid)) && !writes(writing.get(oid));
        return new Relation(readable, simple, readsAll, tables);
    }

    private static boolean writes(@Nullable Uses uses) {
        return uses != null && uses.functions() == FunctionClass.WRITES;
    }
}
