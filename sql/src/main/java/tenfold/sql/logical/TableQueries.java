package tenfold.sql.logical;

/// The queries of tables, and of what stands on them.
final class TableQueries {
    private TableQueries() {}

    private static final String OURS =
            SchemaQueries.OURS
                    + " AND c.relpersistence = 'p' AND NOT "
                    + SchemaQueries.ofExtension("pg_class", "c.oid");

    /// Partitions before what they are partitions of: then the parent's indexes and keys take the
    /// ones of its partitions as their parts.
    private static final String PARTS_FIRST =
            "(SELECT count(*) FROM pg_partition_ancestors(c.oid)) DESC, 1";

    /// One column of `c`. A partition's identity is its parent's.
    private static final String COLUMN =
            """
            format('%I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
              CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation END,
              CASE WHEN a.attgenerated = 's' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
                WHEN a.attgenerated = 'v' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') VIRTUAL'
                WHEN a.attidentity <> '' AND NOT c.relispartition THEN
                  format(' GENERATED %s AS IDENTITY (SEQUENCE NAME %s ',
                    CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, s.seqrelid::regclass)
                  ||\
            """
                    + SchemaQueries.SEQUENCE_OPTIONS
                    + """
                    || ')'
                       ELSE ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END,
                     CASE WHEN a.attnotnull THEN ' NOT NULL' END)\
                    """;

    static final String TABLES =
            """
            SELECT c.oid::regclass::text, format('CREATE TABLE %s (%s)%s%s', c.oid::regclass,
              concat_ws(', ', (SELECT string_agg(#column, ', ' ORDER BY a.attnum)
               FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
               LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
               LEFT JOIN pg_depend p ON a.attidentity <> '' AND p.refclassid = 'pg_class'::regclass
                 AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.deptype = 'i'
                 AND p.classid = 'pg_class'::regclass
               LEFT JOIN pg_sequence s ON s.seqrelid = p.objid
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
              (SELECT string_agg(format('CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)), ', ' ORDER BY conname)
               FROM pg_constraint WHERE conrelid = c.oid AND contype = 'c' AND convalidated)),
              ' PARTITION BY ' || pg_get_partkeydef(c.oid),
              ' WITH (' || array_to_string(c.reloptions, ', ') || ')')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND\
            """
                            .replace("#column", COLUMN)
                    + OURS
                    + " ORDER BY 1";

    static final String PARTITIONS =
            """
            SELECT c.oid::regclass::text, format('ALTER TABLE ONLY %s ATTACH PARTITION %s %s',
              i.inhparent::regclass, c.oid::regclass, pg_get_expr(c.relpartbound, c.oid))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_inherits i ON i.inhrelid = c.oid
            WHERE c.relispartition AND c.relkind IN ('r', 'p') AND\
            """
                    + OURS
                    + " ORDER BY 1";

    static final String COLUMNS =
            """
            SELECT format('%s.%I', c.oid::regclass, a.attname), format('ALTER TABLE ONLY %s ALTER COLUMN %I SET %s',
              c.oid::regclass, a.attname, o.setting)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_type t ON t.oid = a.atttypid
            CROSS JOIN LATERAL (VALUES
              (CASE WHEN a.attstorage <> t.typstorage THEN 'STORAGE ' || CASE a.attstorage WHEN 'p' THEN 'PLAIN'
                WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END),
              (CASE WHEN a.attcompression = 'p' THEN 'COMPRESSION pglz' WHEN a.attcompression = 'l' THEN 'COMPRESSION lz4' END),
              (CASE WHEN coalesce(a.attstattarget, -1) >= 0 THEN 'STATISTICS ' || a.attstattarget END),
              ('(' || array_to_string(a.attoptions, ', ') || ')')) o(setting)
            WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND o.setting IS NOT NULL AND\
            """
                    + OURS
                    + " ORDER BY 1, 2";

    static final String CONSTRAINTS =
            """
            SELECT format('%I on %s', k.conname, c.oid::regclass),
              format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.oid::regclass, k.conname, pg_get_constraintdef(k.oid))
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE (k.contype IN ('p', 'u', 'x') OR k.contype = 'c' AND NOT k.convalidated) AND\
            """
                    + OURS
                    + " ORDER BY "
                    + PARTS_FIRST;

    static final String INDEXES =
            """
            SELECT x.indexrelid::regclass::text, replace(pg_get_indexdef(x.indexrelid), ' ON ONLY ', ' ON ')
            FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE x.indisvalid AND NOT EXISTS (SELECT FROM pg_constraint k
              WHERE k.conindid = x.indexrelid AND k.conrelid = c.oid AND k.contype IN ('p', 'u', 'x')) AND\
            """
                    + OURS
                    + " ORDER BY "
                    + PARTS_FIRST;

    static final String IDENTITIES =
            """
            SELECT c.oid::regclass::text, format('ALTER TABLE ONLY %s REPLICA IDENTITY %s', c.oid::regclass,
              CASE c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING'
                ELSE format('USING INDEX %I', (SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
                  WHERE x.indrelid = c.oid AND x.indisreplident)) END)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND c.relreplident <> 'd' AND\
            """
                    + OURS
                    + " ORDER BY 1";

    static final String STATISTICS =
            """
            SELECT format('%I.%I', n.nspname, x.stxname), pg_get_statisticsobjdef(x.oid)
            FROM pg_statistic_ext x JOIN pg_class c ON c.oid = x.stxrelid JOIN pg_namespace n ON n.oid = x.stxnamespace
            WHERE\
            """
                    + OURS
                    + " ORDER BY 1";

    static final String FOREIGN_KEYS =
            """
            SELECT format('%I on %s', k.conname, c.oid::regclass),
              format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.oid::regclass, k.conname, pg_get_constraintdef(k.oid))
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE k.contype = 'f' AND k.conparentid = 0 AND\
            """
                    + OURS
                    + " ORDER BY 1";
}
