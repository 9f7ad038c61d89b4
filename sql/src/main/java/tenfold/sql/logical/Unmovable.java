package tenfold.sql.logical;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a database may hold that a logical copy cannot take along, as queries for their names.
final class Unmovable {
    /// Ways to say it, with the names, and the queries.
    static final Map<String, String> QUERIES = queries();

    static final String OBJECTS_OF_THE_APPLICATION =
            """
            SELECT (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relpersistence <> 't' AND %1$s AND NOT %2$s)
              + (SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE %1$s AND NOT %3$s)
              + (SELECT count(*) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
                WHERE t.typtype IN ('e', 'd', 'r') AND %1$s AND NOT %4$s)\
            """
                    .formatted(
                            SchemaQueries.OURS,
                            SchemaQueries.ofExtension("pg_class", "c.oid"),
                            SchemaQueries.ofExtension("pg_proc", "p.oid"),
                            SchemaQueries.ofExtension("pg_type", "t.oid"));

    private Unmovable() {}

    private static Map<String, String> queries() {
        Map<String, String> all = new LinkedHashMap<>();
        tables(all);
        rows(all);
        rights(all);
        return all;
    }

    private static void tables(Map<String, String> all) {
        all.put(
                "tables without a primary key (their updates could not be followed): %s; add keys",
                tables(
                        """
                        c.relkind = 'r' AND c.relpersistence = 'p' AND NOT EXISTS (SELECT FROM pg_index i
                          WHERE i.indrelid = c.oid AND (i.indisprimary OR i.indisreplident))\
                        """));
        all.put(
                "tables whose replica identity is NOTHING: %s; ALTER TABLE ... REPLICA IDENTITY DEFAULT",
                tables("c.relkind = 'r' AND c.relpersistence = 'p' AND c.relreplident = 'n'"));
        all.put(
                "unlogged tables (their changes are not in the log): %s; ALTER TABLE ... SET LOGGED",
                tables("c.relkind IN ('r', 'p') AND c.relpersistence = 'u'"));
        all.put("foreign tables cannot be copied: %s", tables("c.relkind = 'f'"));
        all.put(
                "tables that inherit from others cannot be copied: %s",
                tables(
                        "NOT c.relispartition AND c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits i"
                                + " WHERE i.inhrelid = c.oid)"));
        all.put(
                "row security is forced on its owner, who copies: %s; ALTER TABLE ... NO FORCE ROW LEVEL SECURITY",
                tables("c.relforcerowsecurity"));
    }

    private static void rows(Map<String, String> all) {
        all.put(
                "triggers that fire for copied rows too (ENABLE ALWAYS or REPLICA): %s",
                """
                SELECT format('%%I on %%s', t.tgname, c.oid::regclass) FROM pg_trigger t
                JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE t.tgenabled IN ('A', 'R') AND %s ORDER BY 1\
                """
                        .formatted(SchemaQueries.OURS));
        all.put(
                "rules that are not in their usual state: %s",
                """
                SELECT format('%%I on %%s', r.rulename, c.oid::regclass) FROM pg_rewrite r
                JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE r.ev_enabled <> 'O' AND %s ORDER BY 1\
                """
                        .formatted(SchemaQueries.OURS));
        all.put(
                "large objects are not in the log: %s of them",
                "SELECT count(*)::text FROM pg_largeobject_metadata HAVING count(*) > 0");
        all.put(
                "prepared transactions are open: %s; finish them",
                "SELECT gid FROM pg_prepared_xacts WHERE database = current_database() ORDER BY 1");
    }

    private static void rights(Map<String, String> all) {
        all.put("kinds of objects that cannot be copied: %s", kinds());
        all.put(
                "rights of roles that the target does not have: %s",
                """
                SELECT DISTINCT g.grantee::regrole || ' on ' || o.name FROM pg_database b,
                  LATERAL (SELECT c.oid::regclass::text, c.relacl, c.relowner FROM pg_class c JOIN pg_namespace n
                      ON n.oid = c.relnamespace WHERE c.relpersistence = 'p' AND %1$s AND NOT %2$s
                    UNION ALL SELECT p.oid::regprocedure::text, p.proacl, p.proowner FROM pg_proc p
                      JOIN pg_namespace n ON n.oid = p.pronamespace WHERE %1$s AND NOT %3$s
                    UNION ALL SELECT n.nspname, n.nspacl, n.nspowner FROM pg_namespace n
                      WHERE %1$s AND n.nspname <> 'public') o(name, acl, owner),
                  LATERAL aclexplode(o.acl) g
                WHERE b.datname = current_database() AND g.grantee NOT IN (0, b.datdba, o.owner) ORDER BY 1\
                """
                        .formatted(
                                SchemaQueries.OURS,
                                SchemaQueries.ofExtension("pg_class", "c.oid"),
                                SchemaQueries.ofExtension("pg_proc", "p.oid")));
        all.put(
                "policies for roles that the target does not have: %s",
                """
                SELECT format('%I on %s', p.polname, p.polrelid::regclass) FROM pg_policy p, pg_database b
                WHERE b.datname = current_database() AND p.polroles <> '{0}' AND p.polroles <> ARRAY[b.datdba]
                ORDER BY 1\
                """);
    }

    private static String tables(String condition) {
        return """
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE %s AND %s AND NOT %s ORDER BY 1\
        """
                .formatted(
                        condition,
                        SchemaQueries.OURS,
                        SchemaQueries.ofExtension("pg_class", "c.oid"));
    }

    /// Objects of an application that no query of [SchemaQueries] reads.
    private static String kinds() {
        return """
        SELECT i.type || ' ' || i.identity FROM (
          SELECT 'pg_collation'::regclass, oid FROM pg_collation
          UNION ALL SELECT 'pg_conversion'::regclass, oid FROM pg_conversion
          UNION ALL SELECT 'pg_operator'::regclass, oid FROM pg_operator
          UNION ALL SELECT 'pg_opclass'::regclass, oid FROM pg_opclass
          UNION ALL SELECT 'pg_opfamily'::regclass, oid FROM pg_opfamily
          UNION ALL SELECT 'pg_cast'::regclass, oid FROM pg_cast
          UNION ALL SELECT 'pg_transform'::regclass, oid FROM pg_transform
          UNION ALL SELECT 'pg_am'::regclass, oid FROM pg_am
          UNION ALL SELECT 'pg_language'::regclass, oid FROM pg_language
          UNION ALL SELECT 'pg_ts_config'::regclass, oid FROM pg_ts_config
          UNION ALL SELECT 'pg_ts_dict'::regclass, oid FROM pg_ts_dict
          UNION ALL SELECT 'pg_ts_parser'::regclass, oid FROM pg_ts_parser
          UNION ALL SELECT 'pg_ts_template'::regclass, oid FROM pg_ts_template
          UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid FROM pg_foreign_data_wrapper
          UNION ALL SELECT 'pg_foreign_server'::regclass, oid FROM pg_foreign_server
          UNION ALL SELECT 'pg_event_trigger'::regclass, oid FROM pg_event_trigger
          UNION ALL SELECT 'pg_publication'::regclass, oid FROM pg_publication WHERE pubname !~ '^tenfold_'
          UNION ALL SELECT 'pg_default_acl'::regclass, oid FROM pg_default_acl
          UNION ALL SELECT 'pg_proc'::regclass, p.oid FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
            WHERE p.prokind = 'a' OR l.lanname NOT IN ('sql', 'plpgsql')
          UNION ALL SELECT 'pg_type'::regclass, t.oid FROM pg_type t
            WHERE t.typtype = 'b' AND t.typelem = 0 AND t.typarray <> 0 OR t.typtype = 'p'
          ) o(class, oid), LATERAL pg_identify_object(o.class, o.oid, 0) i
        WHERE o.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend e
          WHERE e.classid = o.class AND e.objid = o.oid AND e.deptype IN ('e', 'i'))
        ORDER BY 1\
        """;
    }
}
