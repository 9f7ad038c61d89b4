package tenfold.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tenfold.base.Check;
import tenfold.sql.parse.Plans;
import tenfold.sql.text.Scanner;

/// Measures what the SQL parser costs per statement, over statements as applications send them: of
/// a shape seen before, of a new one, and the pool's own look at a text, which is all that a tier
/// without replicas pays.
///
/// usage: `ParseCost`; prints `seen`, `new` and `scan`, each with nanoseconds per statement, by
/// tabs.
public final class ParseCost {
    /// `#` makes shapes that differ.
    private static final List<String> STATEMENTS =
            List.of(
                    "SELECT id, email, created# FROM users WHERE id = $1",
                    "SELECT abalance FROM pgbench_accounts# WHERE aid = 4711",
                    "SELECT COUNT(*) FROM \"orders\" WHERE \"orders\".\"user#\" = $1 AND \"orders\".\"state\" IN ('open', 'paid')",
                    "select u1_0.id,u1_0.created_at,u1_0.email,u1_0.name#,u1_0.version from users u1_0 left join profiles p1_0 on p1_0.user_id=u1_0.id where u1_0.email=$1 order by u1_0.id limit $2",
                    "SELECT \"posts\".*, count(c.id) AS comments# FROM \"posts\" LEFT OUTER JOIN comments c ON c.post_id = posts.id WHERE posts.published_at <= now() GROUP BY posts.id HAVING count(c.id) > 3 ORDER BY published_at DESC LIMIT 20 OFFSET 40",
                    "WITH recent# AS (SELECT user_id, max(at) AS at FROM visits WHERE at > now() - interval '7 days' GROUP BY 1) SELECT u.name, r.at FROM users u JOIN recent# r ON r.user_id = u.id WHERE u.tags @> ARRAY['pro'] ORDER BY r.at DESC",
                    "INSERT INTO users (email, name#, created_at) VALUES ($1, $2, now()) RETURNING id",
                    "INSERT INTO counters AS c (key, n#) VALUES ($1, 1) ON CONFLICT (key) DO UPDATE SET n# = c.n# + excluded.n# WHERE c.key <> '' RETURNING n#",
                    "UPDATE accounts SET balance# = balance# - $1, updated_at = CURRENT_TIMESTAMP WHERE id = $2 AND balance# >= $1",
                    "DELETE FROM sessions# WHERE expires_at < now() AND NOT EXISTS (SELECT 1 FROM users u WHERE u.session_id = sessions#.id)",
                    "SELECT * FROM jobs# WHERE state = 'ready' ORDER BY run_at FOR UPDATE SKIP LOCKED LIMIT 1",
                    "SELECT data->>'name' AS name#, (data #>> '{a,b}')::int, jsonb_agg(x ORDER BY x.id) FILTER (WHERE x.id IS NOT NULL) FROM docs, jsonb_array_elements(data->'items') WITH ORDINALITY AS x(v, id) WHERE data @> $1::jsonb GROUP BY 1, 2",
                    "SELECT date_trunc('day', at) AS day#, sum(amount) OVER (PARTITION BY user_id ORDER BY at ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) FROM payments WHERE at BETWEEN $1 AND $2",
                    "MERGE INTO stock s USING (SELECT * FROM delta#) d ON s.sku = d.sku WHEN MATCHED THEN UPDATE SET n = s.n + d.n WHEN NOT MATCHED THEN INSERT (sku, n) VALUES (d.sku, d.n)",
                    "SELECT CASE WHEN a.kind# = 'x' THEN b.v ELSE coalesce(c.v, 0) END FROM a JOIN b USING (id) NATURAL LEFT JOIN c WHERE (a.id, b.id) IN (SELECT i, j FROM pairs UNION ALL SELECT j, i FROM pairs)");

    private static final int VARIANTS = 512;
    private static final int REMEMBERED = 1024;
    private static final long WARM_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long MEASURE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /// Kept, so that no compiler can leave the work out.
    private static final Object[] LAST = new Object[1];

    private ParseCost() {}

    public static void main(String[] arguments) {
        byte[][] many = texts(VARIANTS);
        byte[][] few = texts(1);
        var seen = new Plans(REMEMBERED);
        var fresh = new Plans(REMEMBERED);
        var scanner = new Scanner();
        Look hit = text -> seen.plan(text, 0, text.length, true);
        Look parse = text -> fresh.plan(text, 0, text.length, true);
        Look scan = text -> scanner.scan(text, 0, text.length, true);
        for (long until = System.nanoTime() + WARM_NANOS; System.nanoTime() < until; ) {
            once(few, hit);
            once(many, parse);
            once(few, scan);
        }
        double hitNanos = measure(few, hit);
        long before = fresh.misses();
        double parseNanos = measure(many, parse);
        Check.that(fresh.misses() > before, "nothing was parsed");
        Check.that(seen.misses() == few.length, "a shape was forgotten");
        double scanNanos = measure(few, scan);
        try (PrintStream out = Output.open()) {
            out.printf("seen\t%.0f%n", hitNanos);
            out.printf("new\t%.0f%n", parseNanos);
            out.printf("scan\t%.0f%n", scanNanos);
        }
    }

    private interface Look {
        Object at(byte[] text);
    }

    private static byte[][] texts(int variants) {
        List<byte[]> texts = new ArrayList<>();
        for (int i = 0; i < variants; i++) {
            for (String each : STATEMENTS) {
                texts.add(each.replace("#", Integer.toString(i)).getBytes(UTF_8));
            }
        }
        return texts.toArray(byte[][]::new);
    }

    /// Nanoseconds per text.
    private static double measure(byte[][] texts, Look look) {
        long looked = 0;
        long began = System.nanoTime();
        while (System.nanoTime() - began < MEASURE_NANOS) {
            looked += once(texts, look);
        }
        return (System.nanoTime() - began) / (double) looked;
    }

    private static int once(byte[][] texts, Look look) {
        for (byte[] each : texts) {
            LAST[0] = look.at(each);
        }
        return texts.length;
    }
}
