package tenfold.sql.logical;

import java.util.List;

/// The queries of what everybody (`PUBLIC`) may do where that is not the usual. The owner may do
/// all on both servers; rights of other roles are refused before a move begins.
final class GrantQueries {
    static final List<String> ALL =
            List.of(
                    grants(
                            "CASE o.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END",
                            "o.oid::regclass::text",
                            "pg_class",
                            "o.relnamespace",
                            "o.relacl",
                            "o.relkind IN ('r', 'p', 'v', 'm', 'S') AND o.relpersistence = 'p'"),
                    grants(
                            "'ROUTINE'",
                            "o.oid::regprocedure::text",
                            "pg_proc",
                            "o.pronamespace",
                            "o.proacl",
                            "true"),
                    revokes(
                            "ROUTINE",
                            "o.oid::regprocedure::text",
                            "pg_proc",
                            "o.pronamespace",
                            "o.proacl"),
                    schemas());

    private GrantQueries() {}

    private static String grants(
            String kind,
            String name,
            String catalogue,
            String namespace,
            String rights,
            String filter) {
        return """
        SELECT %2$s, format('GRANT %%s ON %%s %%s TO PUBLIC', g.privilege_type, %1$s, %2$s)
        FROM %3$s o JOIN pg_namespace n ON n.oid = %4$s CROSS JOIN LATERAL aclexplode(%5$s) g
        WHERE g.grantee = 0 AND %6$s AND %7$s AND NOT %8$s ORDER BY 1, 2\
        """
                .formatted(
                        kind,
                        name,
                        catalogue,
                        namespace,
                        rights,
                        filter,
                        SchemaQueries.OURS,
                        SchemaQueries.ofExtension(catalogue, "o.oid"));
    }

    /// What everybody has by default, taken away.
    private static String revokes(
            String kind, String name, String catalogue, String namespace, String rights) {
        return """
        SELECT %2$s, format('REVOKE ALL ON %1$s %%s FROM PUBLIC', %2$s)
        FROM %3$s o JOIN pg_namespace n ON n.oid = %4$s
        WHERE %5$s IS NOT NULL AND NOT EXISTS (SELECT FROM aclexplode(%5$s) g WHERE g.grantee = 0)
          AND %6$s AND NOT %7$s ORDER BY 1\
        """
                .formatted(
                        kind,
                        name,
                        catalogue,
                        namespace,
                        rights,
                        SchemaQueries.OURS,
                        SchemaQueries.ofExtension(catalogue, "o.oid"));
    }

    private static String schemas() {
        return """
        SELECT n.nspname, format('GRANT %%s ON SCHEMA %%I TO PUBLIC', g.privilege_type, n.nspname)
        FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) g
        WHERE g.grantee = 0 AND n.nspname <> 'public' AND %s AND NOT %s ORDER BY 1, 2\
        """
                .formatted(SchemaQueries.OURS, SchemaQueries.ofExtension("pg_namespace", "n.oid"));
    }
}
