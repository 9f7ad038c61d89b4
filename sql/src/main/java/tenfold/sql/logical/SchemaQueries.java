package tenfold.sql.logical;

import java.util.List;

/// Queries whose rows are a name and the statement that makes what has it.
///
/// They ask PostgreSQL itself for definitions (`pg_get_...def`, `format_type`) and put together
/// only what it has no function for.
final class SchemaQueries {
    /// Namespaces `n` that are the application's.
    static final String OURS =
            " n.nspname NOT IN ('pg_catalog', 'information_schema', 'tenfold_move')"
                    + " AND n.nspname !~ '^pg_(toast|temp)'";

    static final String DATABASE = "#database";

    private SchemaQueries() {}

    /// That object `oid` of `catalogue` came with an extension.
    static String ofExtension(String catalogue, String oid) {
        return ("EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_catalog.%s'::regclass"
                        + " AND e.objid = %s AND e.deptype = 'e')")
                .formatted(catalogue, oid);
    }

    static List<String> of(SchemaObject.Kind kind) {
        return switch (kind) {
            case EXTENSION -> List.of(EXTENSIONS);
            case SCHEMA -> List.of(SCHEMAS);
            case TYPE -> List.of(ENUMS, COMPOSITES, DOMAINS, RANGES);
            case SEQUENCE -> List.of(SEQUENCES);
            case FUNCTION -> List.of(FUNCTIONS);
            case TABLE -> List.of(TableQueries.TABLES);
            case PARTITION -> List.of(TableQueries.PARTITIONS);
            case COLUMN -> List.of(TableQueries.COLUMNS, SEQUENCE_OWNERS);
            case CONSTRAINT -> List.of(TableQueries.CONSTRAINTS);
            case INDEX -> List.of(TableQueries.INDEXES);
            case IDENTITY -> List.of(TableQueries.IDENTITIES);
            case STATISTICS -> List.of(TableQueries.STATISTICS);
            case FOREIGN_KEY -> List.of(TableQueries.FOREIGN_KEYS);
            case VIEW -> List.of(VIEWS, VIEW_DEFAULTS);
            case MATERIALIZED_VIEW -> List.of(MATERIALIZED_VIEWS);
            case RULE -> List.of(RULES);
            case TRIGGER -> List.of(TRIGGERS);
            case POLICY -> List.of(POLICIES, ROW_SECURITY);
            case COMMENT -> List.of(COMMENTS);
            case GRANT -> GrantQueries.ALL;
            case SETTING -> List.of(SETTINGS);
        };
    }

    private static final String EXTENSIONS =
            """
            SELECT extname, format('CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I', extname, n.nspname)
            FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
            WHERE extname <> 'plpgsql' ORDER BY extname\
            """;

    private static final String SCHEMAS =
            """
            SELECT n.nspname, format('CREATE SCHEMA IF NOT EXISTS %%I', n.nspname)
            FROM pg_namespace n WHERE %s AND NOT %s ORDER BY 1\
            """
                    .formatted(OURS, ofExtension("pg_namespace", "n.oid"));

    private static final String TYPE_IS_OURS =
            OURS + " AND NOT " + ofExtension("pg_type", "t.oid") + " ORDER BY 1";

    private static final String ENUMS =
            """
            SELECT format('%I.%I', n.nspname, t.typname), format('CREATE TYPE %I.%I AS ENUM (%s)',
              n.nspname, t.typname,
              (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
               FROM pg_enum WHERE enumtypid = t.oid))
            FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
            WHERE t.typtype = 'e' AND\
            """
                    + TYPE_IS_OURS;

    private static final String COMPOSITES =
            """
            SELECT format('%I.%I', n.nspname, t.typname), format('CREATE TYPE %I.%I AS (%s)',
              n.nspname, t.typname,
              (SELECT string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', '
                 ORDER BY attnum)
               FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped))
            FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
            JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
            WHERE\
            """
                    + TYPE_IS_OURS;

    private static final String DOMAINS =
            """
            SELECT format('%I.%I', n.nspname, t.typname), format('CREATE DOMAIN %I.%I AS %s%s%s%s%s',
              n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod),
              CASE WHEN t.typcollation <> b.typcollation THEN ' COLLATE ' || t.typcollation::regcollation END,
              ' DEFAULT ' || t.typdefault,
              CASE WHEN t.typnotnull THEN ' NOT NULL' END,
              (SELECT string_agg(format(' CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)), ''
                 ORDER BY conname)
               FROM pg_constraint WHERE contypid = t.oid AND contype = 'c'))
            FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
            JOIN pg_type b ON b.oid = t.typbasetype
            WHERE t.typtype = 'd' AND\
            """
                    + TYPE_IS_OURS;

    private static final String RANGES =
            """
            SELECT format('%I.%I', n.nspname, t.typname),
              format('CREATE TYPE %I.%I AS RANGE (SUBTYPE = %s, SUBTYPE_OPCLASS = %I.%I, MULTIRANGE_TYPE_NAME = %I.%I%s%s)',
              n.nspname, t.typname, format_type(r.rngsubtype, NULL), o.nspname, c.opcname, n.nspname, m.typname,
              CASE WHEN r.rngcollation <> s.typcollation THEN ', COLLATION = ' || r.rngcollation::regcollation END,
              CASE WHEN r.rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || r.rngsubdiff::regproc END)
            FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid JOIN pg_namespace n ON n.oid = t.typnamespace
            JOIN pg_type s ON s.oid = r.rngsubtype JOIN pg_type m ON m.oid = r.rngmultitypid
            JOIN pg_opclass c ON c.oid = r.rngsubopc JOIN pg_namespace o ON o.oid = c.opcnamespace
            WHERE\
            """
                    + TYPE_IS_OURS;

    /// Of sequence `s`, as CREATE SEQUENCE and identity columns take them.
    static final String SEQUENCE_OPTIONS =
            """
            format('INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s%s', s.seqincrement,
              s.seqmin, s.seqmax, s.seqstart, s.seqcache, CASE WHEN s.seqcycle THEN ' CYCLE' END)\
            """;

    private static final String SEQUENCES =
            """
            SELECT format('%%I.%%I', n.nspname, c.relname),
              format('CREATE SEQUENCE %%I.%%I AS %%s %%s', n.nspname, c.relname, s.seqtypid::regtype, %s)
            FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE %s AND NOT %s AND c.relpersistence <> 't' AND NOT EXISTS (SELECT FROM pg_depend d
              WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')
            ORDER BY 1\
            """
                    .formatted(SEQUENCE_OPTIONS, OURS, ofExtension("pg_class", "c.oid"));

    private static final String SEQUENCE_OWNERS =
            """
            SELECT format('%%I.%%I', n.nspname, c.relname),
              format('ALTER SEQUENCE %%I.%%I OWNED BY %%s.%%I', n.nspname, c.relname, d.refobjid::regclass, a.attname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a'
              AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
            JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND %s ORDER BY 1\
            """
                    .formatted(OURS);

    private static final String FUNCTIONS =
            """
            SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid)
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            JOIN pg_language l ON l.oid = p.prolang
            WHERE p.prokind IN ('f', 'p', 'w') AND l.lanname IN ('sql', 'plpgsql') AND %s AND NOT %s
            ORDER BY 1\
            """
                    .formatted(OURS, ofExtension("pg_proc", "p.oid"));

    private static final String VIEWS =
            """
            SELECT c.oid::regclass::text, format('CREATE VIEW %%s%%s AS %%s', c.oid::regclass,
              ' WITH (' || array_to_string(c.reloptions, ', ') || ')',
              rtrim(pg_get_viewdef(c.oid), ';'))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'v' AND c.relpersistence <> 't' AND %s AND NOT %s ORDER BY 1\
            """
                    .formatted(OURS, ofExtension("pg_class", "c.oid"));

    private static final String VIEW_DEFAULTS =
            """
            SELECT c.oid::regclass::text, format('ALTER VIEW %%s ALTER COLUMN %%I SET DEFAULT %%s',
              c.oid::regclass, a.attname, pg_get_expr(d.adbin, d.adrelid))
            FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum
            WHERE c.relkind = 'v' AND %s ORDER BY 1, 2\
            """
                    .formatted(OURS);

    private static final String MATERIALIZED_VIEWS =
            """
            SELECT c.oid::regclass::text, format('CREATE MATERIALIZED VIEW %%s%%s AS %%s', c.oid::regclass,
              ' WITH (' || array_to_string(c.reloptions, ', ') || ')',
              rtrim(pg_get_viewdef(c.oid), ';'))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'm' AND %s AND NOT %s ORDER BY 1\
            """
                    .formatted(OURS, ofExtension("pg_class", "c.oid"));

    private static final String RULES =
            """
            SELECT format('%%I on %%s', r.rulename, c.oid::regclass), pg_get_ruledef(r.oid)
            FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE r.rulename <> '_RETURN' AND %s AND NOT %s ORDER BY 1\
            """
                    .formatted(OURS, ofExtension("pg_class", "c.oid"));

    private static final String TRIGGERS =
            """
            SELECT format('%%I on %%s', t.tgname, c.oid::regclass), pg_get_triggerdef(t.oid)
              || CASE WHEN t.tgenabled = 'D'
                 THEN format('; ALTER TABLE %%s DISABLE TRIGGER %%I', c.oid::regclass, t.tgname) ELSE '' END
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND %s AND NOT %s ORDER BY 1\
            """
                    .formatted(OURS, ofExtension("pg_class", "c.oid"));

    /// The owner's role has another name on each server.
    private static final String POLICIES =
            """
            SELECT format('%%I on %%s', p.polname, c.oid::regclass),
              format('CREATE POLICY %%I ON %%s AS %%s FOR %%s TO %%s%%s%%s', p.polname, c.oid::regclass,
              CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
              CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
              CASE WHEN p.polroles = '{0}' THEN 'PUBLIC' ELSE 'CURRENT_USER' END,
              ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
              ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
            FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE %s ORDER BY 1\
            """
                    .formatted(OURS);

    private static final String ROW_SECURITY =
            """
            SELECT c.oid::regclass::text, format('ALTER TABLE %%s ENABLE ROW LEVEL SECURITY', c.oid::regclass)
              || CASE WHEN c.relforcerowsecurity
                 THEN format('; ALTER TABLE %%s FORCE ROW LEVEL SECURITY', c.oid::regclass) ELSE '' END
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relrowsecurity AND %s ORDER BY 1\
            """
                    .formatted(OURS);

    private static final String COMMENTS =
            """
            SELECT i.identity, format('COMMENT ON %%s %%s IS %%L',
              CASE i.type WHEN 'table column' THEN 'COLUMN' WHEN 'view column' THEN 'COLUMN'
                WHEN 'materialized view column' THEN 'COLUMN' WHEN 'composite type column' THEN 'COLUMN'
                WHEN 'table constraint' THEN 'CONSTRAINT' WHEN 'domain constraint' THEN 'CONSTRAINT'
                WHEN 'composite type' THEN 'TYPE' WHEN 'statistics object' THEN 'STATISTICS'
                ELSE upper(i.type) END,
              CASE WHEN i.type = 'domain constraint' THEN regexp_replace(i.identity, ' on ', ' ON DOMAIN ')
                ELSE i.identity END, d.description)
            FROM pg_description d
            CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
            LEFT JOIN pg_namespace n ON n.nspname = coalesce(i.schema,
              CASE WHEN i.type = 'schema' THEN i.name END, substring(i.identity FROM ' on ([^.]+)\\.'))
            WHERE d.objoid >= 16384 AND i.type <> 'extension' AND (n.nspname IS NULL OR %s)
              AND NOT EXISTS (SELECT FROM pg_depend e
                WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')
            ORDER BY 1, 2\
            """
                    .formatted(OURS);

    /// Of the database and of its owner in it; [#DATABASE] stands for its name.
    private static final String SETTINGS =
            """
            SELECT v.name, format('ALTER %s SET %s TO %s',
              CASE WHEN s.setrole = 0 THEN 'DATABASE #database' ELSE 'ROLE CURRENT_USER IN DATABASE #database' END,
              v.name, CASE WHEN v.name IN ('search_path', 'DateStyle', 'session_preload_libraries', 'temp_tablespaces')
                THEN v.value ELSE quote_literal(v.value) END)
            FROM pg_db_role_setting s JOIN pg_database b ON b.datname = current_database()
            CROSS JOIN LATERAL (SELECT split_part(u, '=', 1) AS name, substr(u, strpos(u, '=') + 1) AS value
              FROM unnest(s.setconfig) u) v
            WHERE (s.setdatabase = b.oid AND s.setrole IN (0, b.datdba) OR s.setdatabase = 0 AND s.setrole = b.datdba)
              AND v.name <> 'default_transaction_read_only'
            ORDER BY s.setrole, 1\
            """;
}
