package forum.forums;

import forum.db.Database;
import forum.http.Form;
import forum.http.Html;
import forum.http.Problem;
import forum.http.Request;
import forum.http.Response;
import forum.http.Router;
import forum.site.Show;
import forum.site.Site;
import forum.site.Visitor;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The forums for people.
public final class ForumPages {
    private final Site site;
    private final Database database;
    private final Threads threads;
    private final Search search;

    public ForumPages(Site site, Database database, Threads threads, Search search) {
        this.site = site;
        this.database = database;
        this.threads = threads;
        this.search = search;
    }

    public void addTo(Router router) {
        router.get("/", this::home)
                .get("/forums", this::forums)
                .get("/forums/{slug}", this::category)
                .get("/forums/{slug}/new", this::newThread)
                .post("/forums/{slug}/new", this::open)
                .get("/threads/{id}", this::thread)
                .post("/threads/{id}", this::reply)
                .get("/search", this::find);
    }

    private Response home(Request request) throws SQLException {
        Visitor visitor = site.visitor(request);
        Threads.Totals totals = threads.totals();
        Html content =
                Html.of(
                        """
                        <section class="hero">
                        <h1>Make it. Mend it. <em>Ask here first.</em></h1>
                        <p>{}</p>
                        <p class="buttons"><a class="button" href="/forums">Read the forums</a> <a class="button plain" href="/shop">Visit the shop</a></p>
                        </section>
                        <section><h2>Forums</h2><ul class="cards">{}</ul></section>
                        <section><h2>Being discussed</h2>{}</section>
                        """,
                        greeting(totals),
                        cards(),
                        topics(threads.newest(12), true));
        Response page = site.page(request, visitor, "Welcome", content);
        return totals.posts() == 0 ? page.header("Refresh", "2") : page;
    }

    private static String greeting(Threads.Totals totals) {
        return totals.posts() == 0
                ? "The shelves are being filled: in a few seconds there is something to read here."
                : Show.count(totals.members())
                        + " members have written "
                        + Show.count(totals.posts())
                        + " posts about wood, wheels, wool and whatever is broken this week.";
    }

    private Response forums(Request request) throws SQLException {
        Html content =
                Html.of(
                        "<h1>Forums</h1><ul class=\"cards\">{}</ul><h2>Newest</h2>{}",
                        cards(),
                        topics(threads.newest(Threads.THREADS_PER_PAGE), true));
        return site.page(request, site.visitor(request), "Forums", content);
    }

    private Html cards() throws SQLException {
        return threads.categories().stream()
                .map(category ->
                        Html.of(
                                """
                                <li class="card hue{}"><h3><a href="/forums/{}">{}</a></h3><p>{}</p>
                                <p class="soft">{} threads · {} posts</p></li>
                                """,
                                category.id(),
                                category.slug(),
                                category.name(),
                                category.about(),
                                Show.count(category.threads()),
                                Show.count(category.posts())))
                .collect(Html.joining());
    }

    private static Html topics(List<Threads.Topic> topics, boolean withCategory) {
        if (topics.isEmpty()) {
            return Html.of("<p class=\"soft\">Nothing here yet.</p>");
        }
        Stream<Html> rows =
                topics.stream()
                        .map(topic ->
                                Html.of(
                                        """
                                        <li>{}<div><a class="title" href="/threads/{}">{}</a>
                                        <span class="soft">{} by {} · last {} by {}</span></div>
                                        <span class="tally" title="posts">{}</span></li>
                                        """,
                                        Show.face(topic.author()),
                                        topic.id(),
                                        topic.title(),
                                        withCategory
                                                ? Html.of(
                                                        "<a class=\"tag\" href=\"/forums/{}\">{}</a>",
                                                        topic.category(),
                                                        topic.category())
                                                : Html.NONE,
                                        Show.member(topic.author()),
                                        Show.ago(topic.lastPostAt()),
                                        topic.lastAuthor(),
                                        Show.count(topic.posts())));
        return Html.of("<ul class=\"topics\">{}</ul>", Html.join(rows));
    }

    private Response category(Request request) throws SQLException {
        Threads.Category category = threads.category(request.variable("slug"));
        int page = request.page();
        Html content =
                Html.of(
                        """
                        <p class="crumbs"><a href="/forums">Forums</a></p>
                        <header class="head"><div><h1>{}</h1><p>{}</p></div>
                        <a class="button" href="/forums/{}/new">Start a thread</a></header>
                        {}{}
                        """,
                        category.name(),
                        category.about(),
                        category.slug(),
                        topics(threads.inCategory(category.id(), page), false),
                        Show.pages(
                                "/forums/" + category.slug() + "?page=",
                                page,
                                Show.pages(category.threads(), Threads.THREADS_PER_PAGE)));
        return site.page(request, site.visitor(request), category.name(), content);
    }

    private Response thread(Request request) throws SQLException {
        Threads.Topic topic = threads.topic(request.id("id"));
        int page = request.page();
        List<Threads.Post> posts = threads.posts(topic.id(), page);
        Map<Long, String> names = Authors.of(database, posts);
        Visitor visitor = site.visitor(request);
        Html content =
                Html.of(
                        """
                        <p class="crumbs"><a href="/forums">Forums</a> / <a href="/forums/{}">{}</a></p>
                        <h1>{}</h1>
                        <ol class="posts">{}</ol>
                        {}{}
                        """,
                        topic.category(),
                        topic.category(),
                        topic.title(),
                        Html.join(posts.stream().map(post -> post(post, names))),
                        Show.pages(
                                "/threads/" + topic.id() + "?page=",
                                page,
                                Show.pages(topic.posts(), Threads.POSTS_PER_PAGE)),
                        replyForm(visitor, topic.id()));
        return site.page(request, visitor, topic.title(), content);
    }

    private static Html post(Threads.Post post, Map<Long, String> names) {
        String author = names.getOrDefault(post.authorId(), "someone");
        return Html.of(
                """
                <li id="post{}"><header>{}{}<span class="soft">{} · #{}</span></header>{}</li>
                """,
                post.number(),
                Show.face(author),
                Show.member(author),
                Show.ago(post.at()),
                post.number(),
                Html.paragraphs(post.body()));
    }

    private static Html replyForm(Visitor visitor, long thread) {
        if (!visitor.isSignedIn()) {
            return Html.of("<p class=\"card soft\"><a href=\"/sign-in\">Sign in</a> to reply.</p>");
        }
        return Html.of(
                """
                <form method="post" action="/threads/{}" class="stack card">
                {}
                <label>Your reply <textarea name="body" rows="5" required maxlength="{}"></textarea></label>
                <button>Reply</button>
                </form>
                """,
                thread,
                Site.formToken(visitor),
                Threads.BODY_CHARACTERS_MAX);
    }

    private Response reply(Request request) throws SQLException, IOException {
        Visitor visitor = site.member(request);
        Form form = site.form(request, visitor);
        long thread = request.id("id");
        int number = threads.reply(thread, visitor.userId(), form.text("body"));
        int page = (number - 1) / Threads.POSTS_PER_PAGE + 1;
        return Response.seeOther("/threads/" + thread + "?page=" + page + "#post" + number);
    }

    private Response newThread(Request request) throws SQLException {
        Visitor visitor = site.member(request);
        Threads.Category category = threads.category(request.variable("slug"));
        Html content =
                Html.of(
                        """
                        <p class="crumbs"><a href="/forums">Forums</a> / <a href="/forums/{}">{}</a></p>
                        <form method="post" class="stack card">
                        <h1>Start a thread</h1>
                        {}
                        <label>Title <input name="title" required minlength="{}" maxlength="{}"></label>
                        <label>First post <textarea name="body" rows="8" required maxlength="{}"></textarea></label>
                        <button>Publish</button>
                        </form>
                        """,
                        category.slug(),
                        category.name(),
                        Site.formToken(visitor),
                        Threads.TITLE_CHARACTERS_MIN,
                        Threads.TITLE_CHARACTERS_MAX,
                        Threads.BODY_CHARACTERS_MAX);
        return site.page(request, visitor, "Start a thread", content);
    }

    private Response open(Request request) throws SQLException, IOException {
        Visitor visitor = site.member(request);
        Form form = site.form(request, visitor);
        long id =
                threads.open(
                        request.variable("slug"),
                        visitor.userId(),
                        form.text("title"),
                        form.text("body"));
        return Response.seeOther("/threads/" + id);
    }

    private Response find(Request request) throws SQLException {
        String words = request.query().text("q");
        if (words.length() > 80) {
            throw Problem.badRequest("Please search for fewer words.");
        }
        int page = request.page();
        List<Search.Hit> hits = words.isEmpty() ? List.of() : search.find(words, page);
        Stream<Html> rows =
                hits.stream()
                        .limit(Search.HITS_PER_PAGE)
                        .map(hit ->
                                Html.of(
                                        """
                                        <li>{}<div><a class="title" href="/threads/{}?page={}#post{}">{}</a>
                                        <p>{}</p></div></li>
                                        """,
                                        Show.face(hit.author()),
                                        hit.threadId(),
                                        (hit.number() - 1) / Threads.POSTS_PER_PAGE + 1,
                                        hit.number(),
                                        hit.title(),
                                        hit.excerpt()));
        Html content =
                Html.of(
                        "<h1>{}</h1><ul class=\"topics\">{}</ul>{}",
                        hits.isEmpty() ? "Nothing found" : "Found for “" + words + "”",
                        Html.join(rows),
                        Show.pages(
                                "/search?q="
                                        + URLEncoder.encode(words, StandardCharsets.UTF_8)
                                        + "&page=",
                                page,
                                hits.size() > Search.HITS_PER_PAGE ? page + 1 : page));
        return site.page(request, site.visitor(request), "Search", content);
    }
}
