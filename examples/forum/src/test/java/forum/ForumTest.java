package forum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/// The application with a real PostgreSQL, over real HTTP.
@EnabledIfEnvironmentVariable(
        named = "DATABASE_URL",
        matches = ".+",
        disabledReason = "DATABASE_URL names no PostgreSQL to test with")
@Timeout(60)
class ForumTest {
    private static Forum forum;

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PORT", "0");
        forum = new Forum(Settings.of(environment));
        var browser = new Browser(forum.port());
        while (browser.getJson("/api/products").getAsJsonArray("products").isEmpty()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @AfterAll
    static void stop() {
        forum.close();
    }

    @Test
    void aPersonSignsUpAndPosts() throws Exception {
        var browser = new Browser(forum.port());
        String name = fresh("ada");

        var joined = browser.submit("/sign-up", "/sign-up", login(name));
        assertEquals(303, joined.statusCode(), joined.body());
        var opened =
                browser.submit(
                        "/forums/wood/new",
                        "/forums/wood/new",
                        Map.of("title", "A <b>bold</b> title", "body", "First & foremost"));
        assertEquals(303, opened.statusCode(), opened.body());
        String thread = opened.headers().firstValue("Location").orElseThrow();
        browser.submit(thread, thread, Map.of("body", "<script>alert(1)</script>"));

        String page = browser.get(thread).body();
        assertTrue(page.contains("A &lt;b&gt;bold&lt;/b&gt; title"), page);
        assertTrue(page.contains("&lt;script&gt;alert(1)"), page);
        assertFalse(page.contains("<script>alert"), page);
        assertTrue(browser.get("/members/" + name).body().contains("1 threads · 2 posts"));
        assertEquals(303, browser.submit("/", "/sign-out", Map.of()).statusCode());
        assertTrue(browser.get("/").body().contains("Sign in"));
        assertEquals(303, browser.submit("/sign-in", "/sign-in", login(name)).statusCode());
        assertTrue(browser.get("/").body().contains("Sign out"));
    }

    @Test
    void aFormFromElsewhereIsRefused() throws Exception {
        Browser member = member();

        assertEquals(403, member.postForm("/profile", Map.of("about", "x"), "forged").statusCode());
        assertEquals(
                403, new Browser(forum.port()).postForm("/sign-in", login("ada"), "").statusCode());
    }

    @Test
    void aWrongPasswordAndATakenNameAreRefused() throws Exception {
        String name = fresh("bea");
        var api = new Browser(forum.port());
        api.postJson("/api/users", login(name));

        assertEquals(409, api.postJson("/api/users", login(name)).statusCode());
        var wrong = Map.of("name", name, "password", "not the password");
        assertEquals(403, api.postJson("/api/sessions", wrong).statusCode());
        assertEquals(400, api.postJson("/api/users", Map.of("name", "x y")).statusCode());
        assertEquals(401, new Browser(forum.port()).get("/api/me").statusCode());
    }

    @Test
    void repliesOfManyAreNumberedWithoutGaps() throws Exception {
        Browser member = member();
        var opened =
                member.postJson(
                        "/api/threads",
                        Map.of("category", "clay", "title", "Count with me", "body", "one"));
        assertEquals(201, opened.statusCode(), opened.body());
        String posts = opened.headers().firstValue("Location").orElseThrow() + "/posts";

        atOnce(15, () -> member.postJson(posts, Map.of("body", "next")).statusCode());

        JsonObject all = member.getJson(posts);
        assertEquals(16, all.get("total").getAsInt());
        for (int i = 0; i < 16; i++) {
            JsonObject post = all.getAsJsonArray("posts").get(i).getAsJsonObject();
            assertEquals(i + 1, post.get("number").getAsInt());
        }
    }

    @Test
    void neverSellsMoreThanThereIs() throws Exception {
        Browser member = member();
        JsonObject product = productWithStock(member);
        long id = product.get("id").getAsLong();
        int stock = product.get("stock").getAsInt();
        while (stock > 5) {
            int part = Math.min(99, stock - 5);
            assertEquals(201, order(member, id, part));
            stock -= part;
        }

        List<Integer> answers = atOnce(12, () -> order(member, id, 1));

        assertEquals(
                5, answers.stream().filter(status -> status == 201).count(), answers::toString);
        assertEquals(
                7, answers.stream().filter(status -> status == 409).count(), answers::toString);
        assertEquals(0, member.getJson("/api/products/" + id).get("stock").getAsInt());
    }

    @Test
    void ordersTheCartOnce() throws Exception {
        Browser member = member();
        String id = productWithStock(member).get("id").getAsString();
        String page = "/shop/" + id;
        assertEquals(303, member.submit(page, "/cart", Map.of("product", id)).statusCode());

        var ordered = member.submit("/cart", "/orders", Map.of());

        assertEquals(303, ordered.statusCode(), ordered.body());
        assertTrue(member.get("/cart").body().contains("It is empty"));
        assertEquals(1, member.getJson("/api/orders").getAsJsonArray("orders").size());
        String order = ordered.headers().firstValue("Location").orElseThrow();
        assertEquals(404, member().get(order).statusCode(), "another member's order");
    }

    @Test
    void theLedgerTellsASecondWriteOfAnId() throws Exception {
        var api = new Browser(forum.port());
        String id = fresh("entry");
        var first = api.postJson("/api/ledger", Map.of("id", id));

        assertEquals(201, first.statusCode(), first.body());
        assertEquals(409, api.postJson("/api/ledger", Map.of("id", id)).statusCode());
        assertEquals(400, api.postJson("/api/ledger", Map.of("id", "")).statusCode());
        long next = 0;
        boolean found = false;
        boolean more = true;
        while (more) {
            JsonObject page = api.getJson("/api/ledger?from=" + next);
            found |= page.toString().contains("\"" + id + "\"");
            next = page.get("next").getAsLong();
            more = page.get("more").getAsBoolean();
        }
        assertTrue(found);
    }

    @Test
    void everyPageAnswers() throws Exception {
        var browser = new Browser(forum.port());
        for (String path :
                List.of(
                        "/",
                        "/forums",
                        "/forums/wood?page=2",
                        "/threads/1",
                        "/shop?kind=Wood",
                        "/shop/1",
                        "/search?q=whetstone",
                        "/sign-in",
                        "/sign-up",
                        "/report",
                        "/art",
                        "/art.png?size=64",
                        "/health",
                        "/api/threads",
                        "/members/"
                                + browser.getJson("/api/threads/1").get("author").getAsString())) {
            assertEquals(200, browser.get(path).statusCode(), path);
        }
        assertTrue(browser.get("/search?q=whetstone").body().contains("Found for"));
        assertEquals(404, browser.get("/threads/999999999").statusCode());
        assertEquals(404, browser.get("/threads/x").statusCode());
        assertEquals(400, browser.get("/forums/wood?page=x").statusCode());
    }

    @Test
    void anOpenPageHearsOfANewPost() throws Exception {
        Browser member = member();
        var heard = Executors.newSingleThreadExecutor();
        try (var lines = new Browser(forum.port()).lines("/live")) {
            var event =
                    heard.submit(
                            () -> lines.filter(line -> line.startsWith("data: 9:")).findFirst());
            for (int i = 0; i < 50 && !isDone(event); i++) {
                member.postJson("/api/threads/9/posts", Map.of("body", "listening?"));
            }
            assertTrue(event.isDone(), "no event for fifty posts within ten seconds");
            assertTrue(event.get().isPresent());
        } finally {
            heard.shutdownNow();
        }
    }

    private static boolean isDone(Future<?> event) throws Exception {
        try {
            event.get(200, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        }
    }

    private static int order(Browser member, long product, int quantity) throws Exception {
        var line = Map.of("product", product, "quantity", quantity);
        return member.postJson("/api/orders", Map.of("items", List.of(line))).statusCode();
    }

    private static JsonObject productWithStock(Browser browser) throws Exception {
        for (var product : browser.getJson("/api/products?kind=Wood").getAsJsonArray("products")) {
            if (product.getAsJsonObject().get("stock").getAsInt() > 20) {
                return product.getAsJsonObject();
            }
        }
        throw new AssertionError(
                "every product of this database is nearly sold out; use a new one");
    }

    private static Browser member() throws Exception {
        var browser = new Browser(forum.port());
        assertEquals(201, browser.postJson("/api/users", login(fresh("cleo"))).statusCode());
        return browser;
    }

    private static Map<String, String> login(String name) {
        return Map.of("name", name, "password", "correct horse");
    }

    private static String fresh(String stem) {
        return stem + "-" + Long.toString(System.nanoTime(), 36);
    }

    private static <T> List<T> atOnce(int times, Callable<T> work) throws Exception {
        var threads = Executors.newFixedThreadPool(times);
        try {
            List<T> results = new ArrayList<>();
            for (var future : threads.invokeAll(Collections.nCopies(times, work))) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
