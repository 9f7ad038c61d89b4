package forum.seed;

import forum.db.Database;
import forum.db.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills an empty database, once, in one transaction. Seeded rows have ids below 100,000; what
/// people add later has ids above.
public final class Seed {
    private static final Logger LOG = LoggerFactory.getLogger(Seed.class);
    private static final String NAME = "workshop-1";
    private static final long LOCK = 0x53656564L;
    private static final int MEMBERS = 3_000;
    private static final int THREADS = 4_000;
    private static final int POSTS_PER_THREAD_MEAN = 7;
    private static final int POSTS_PER_THREAD_MAX = 140;
    private static final int PRODUCTS_PER_TOOL = 6;
    private static final int DAYS = 400;
    private static final String[] QUALITIES = {
        "Plain", "Large", "Small", "Old-fashioned", "Left-handed", "Lifetime"
    };

    private final Sql sql;
    private final Instant now;
    private final Random random = new Random(20_181_126);
    private final Words words = new Words(random);

    private Seed(Sql sql, Instant now) {
        this.sql = sql;
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
    }

    /// Seeds unless that has been done before or another instance is at it.
    public static void apply(Database database) throws SQLException {
        String done = "SELECT count(*) FROM seedings WHERE name = ?";
        if (database.run(sql -> sql.number(done, NAME)) > 0) {
            return;
        }
        long start = System.nanoTime();
        boolean seeded =
                database.transaction(sql -> {
                    sql.script("SET LOCAL statement_timeout = 0");
                    // The search index takes all rows as a list now and is sorted after.
                    sql.script("SET LOCAL gin_pending_list_limit = '256MB'");
                    boolean mine =
                            sql.first(
                                            "SELECT pg_try_advisory_xact_lock(?)",
                                            row -> row.getBoolean(1),
                                            LOCK)
                                    .orElseThrow();
                    if (!mine || sql.number(done, NAME) > 0) {
                        return false;
                    }
                    new Seed(sql, Instant.now()).all();
                    return true;
                });
        if (seeded) {
            LOG.info("seeded in {} ms", (System.nanoTime() - start) / 1_000_000);
            database.run(Seed::tidy);
        }
    }

    private static boolean tidy(Sql sql) throws SQLException {
        sql.number(
                "SELECT gin_clean_pending_list('posts_words') + gin_clean_pending_list('threads_words')");
        sql.script("ANALYZE users, threads, posts, products");
        return true;
    }

    private void all() throws SQLException {
        try {
            members();
            categories();
            discussions();
            products();
        } catch (IOException e) {
            throw new SQLException("sending the seed rows failed", e);
        }
        sql.change("INSERT INTO seedings (name) VALUES (?)", NAME);
    }

    /// Nobody can sign in as a seeded member: they have no password.
    private void members() throws SQLException, IOException {
        try (var rows = new CopyRows(sql, "users (id, name, about, joined_at)")) {
            for (int id = 1; id <= MEMBERS; id++) {
                Topic topic = topic();
                rows.add(
                        id,
                        Words.member(id),
                        words.filled("Mostly {thing}, lately {tool}.", topic),
                        now.minus(DAYS + random.nextInt(DAYS), ChronoUnit.DAYS));
            }
        }
    }

    private void categories() throws SQLException, IOException {
        try (var rows = new CopyRows(sql, "categories (id, slug, name, about)")) {
            for (Topic topic : Topic.values()) {
                rows.add(topic.ordinal() + 1, topic.slug, topic.title, topic.about);
            }
        }
    }

    private record Thread(int id, Topic topic, String title, Instant[] times, int[] authors) {}

    private void discussions() throws SQLException, IOException {
        Thread[] threads = new Thread[THREADS];
        try (var rows =
                new CopyRows(
                        sql,
                        "threads (id, category_id, author_id, title, created_at, post_count,"
                                + " last_post_at, last_author_id)")) {
            for (int i = 0; i < THREADS; i++) {
                Thread thread = thread(i + 1);
                int last = thread.times().length - 1;
                threads[i] = thread;
                rows.add(
                        thread.id(),
                        thread.topic().ordinal() + 1,
                        thread.authors()[0],
                        thread.title(),
                        thread.times()[0],
                        last + 1,
                        thread.times()[last],
                        thread.authors()[last]);
            }
        }
        posts(threads);
    }

    /// Most threads are short and a few are long; a few members write most of the posts.
    private Thread thread(int id) {
        Topic topic = topic();
        int size = (int) Math.ceil(-Math.log(1 - random.nextDouble()) * POSTS_PER_THREAD_MEAN);
        int posts = Math.max(1, Math.min(POSTS_PER_THREAD_MAX, size));
        Instant[] times = new Instant[posts];
        int[] authors = new int[posts];
        long start = (long) (DAYS * 86_400.0 * (THREADS - id + 1) / THREADS);
        for (int i = 0; i < posts; i++) {
            times[i] = now.minusSeconds((long) (start * (1 - random.nextDouble() * 0.5)));
            authors[i] = 1 + (int) (MEMBERS * Math.pow(random.nextDouble(), 2.5));
        }
        Arrays.sort(times);
        return new Thread(id, topic, words.title(topic), times, authors);
    }

    private void posts(Thread[] threads) throws SQLException, IOException {
        int id = 0;
        try (var rows =
                new CopyRows(sql, "posts (id, thread_id, number, author_id, body, created_at)")) {
            for (Thread thread : threads) {
                for (int i = 0; i < thread.times().length; i++) {
                    rows.add(
                            ++id,
                            thread.id(),
                            i + 1,
                            thread.authors()[i],
                            words.post(thread.topic()),
                            thread.times()[i]);
                }
            }
        }
    }

    private void products() throws SQLException, IOException {
        int id = 0;
        try (var rows = new CopyRows(sql, "products (id, name, kind, about, price_cents, stock)")) {
            for (int i = 0; i < PRODUCTS_PER_TOOL; i++) {
                for (Topic topic : Topic.values()) {
                    for (String tool : topic.tools) {
                        rows.add(
                                ++id,
                                QUALITIES[i] + " " + tool,
                                topic.title,
                                words.filled(
                                        "For your next {thing}, and the one that {trouble}.",
                                        topic),
                                95 + 100 * random.nextInt(90),
                                random.nextInt(20) == 0 ? 0 : 5 + random.nextInt(500));
                    }
                }
            }
        }
    }

    private Topic topic() {
        return Topic.values()[random.nextInt(Topic.values().length)];
    }
}
