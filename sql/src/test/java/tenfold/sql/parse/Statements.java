package tenfold.sql.parse;

import java.util.List;

/// Statements as applications, their mappers and frameworks send them.
final class Statements {
    static final List<String> REALISTIC =
            List.of(
                    "SELECT id, email, created_at FROM users WHERE id = $1",
                    "SELECT abalance FROM pgbench_accounts WHERE aid = 4711",
                    "SELECT COUNT(*) FROM \"orders\" WHERE \"orders\".\"user_id\" = $1 AND \"orders\".\"state\" IN ('open', 'paid')",
                    "select u1_0.id,u1_0.created_at,u1_0.email,u1_0.name,u1_0.version from users u1_0 left join profiles p1_0 on p1_0.user_id=u1_0.id where u1_0.email=? order by u1_0.id limit ?",
                    "SELECT \"posts\".*, count(c.id) AS comments FROM \"posts\" LEFT OUTER JOIN comments c ON c.post_id = posts.id WHERE posts.published_at <= now() GROUP BY posts.id HAVING count(c.id) > 3 ORDER BY published_at DESC LIMIT 20 OFFSET 40",
                    "WITH recent AS (SELECT user_id, max(at) AS at FROM visits WHERE at > now() - interval '7 days' GROUP BY 1) SELECT u.name, r.at FROM users u JOIN recent r ON r.user_id = u.id WHERE u.tags @> ARRAY['pro'] ORDER BY r.at DESC",
                    "INSERT INTO users (email, name, created_at) VALUES ($1, $2, now()) RETURNING id",
                    "INSERT INTO counters AS c (key, n) VALUES ($1, 1) ON CONFLICT (key) DO UPDATE SET n = c.n + excluded.n WHERE c.key <> '' RETURNING n",
                    "UPDATE accounts SET balance = balance - $1, updated_at = CURRENT_TIMESTAMP WHERE id = $2 AND balance >= $1",
                    "DELETE FROM sessions WHERE expires_at < now() AND NOT EXISTS (SELECT 1 FROM users u WHERE u.session_id = sessions.id)",
                    "SELECT * FROM jobs WHERE state = 'ready' ORDER BY run_at FOR UPDATE SKIP LOCKED LIMIT 1",
                    "SELECT data->>'name' AS name, (data #>> '{a,b}')::int, jsonb_agg(x ORDER BY x.id) FILTER (WHERE x.id IS NOT NULL) FROM docs, jsonb_array_elements(data->'items') WITH ORDINALITY AS x(v, id) WHERE data @> $1::jsonb GROUP BY 1, 2",
                    "SELECT date_trunc('day', at) AS day, sum(amount) OVER (PARTITION BY user_id ORDER BY at ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) FROM payments WHERE at BETWEEN $1 AND $2",
                    "MERGE INTO stock s USING (SELECT * FROM delta) d ON s.sku = d.sku WHEN MATCHED THEN UPDATE SET n = s.n + d.n WHEN NOT MATCHED THEN INSERT (sku, n) VALUES (d.sku, d.n)",
                    "SELECT CASE WHEN a.kind = 'x' THEN b.v ELSE coalesce(c.v, 0) END FROM a JOIN b USING (id) NATURAL LEFT JOIN c WHERE (a.id, b.id) IN (SELECT i, j FROM pairs UNION ALL SELECT j, i FROM pairs)",
                    "BEGIN",
                    "COMMIT",
                    "START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
                    "SET LOCAL statement_timeout = '5s'",
                    "SELECT nextval('users_id_seq'), pg_advisory_xact_lock(42), lower(name) LIKE 'a%' FROM users TABLESAMPLE bernoulli (1)");

    private Statements() {}
}
