package forum.forums;

import com.google.gson.JsonObject;
import forum.http.Request;
import forum.http.Response;
import forum.http.Router;
import forum.site.Site;
import forum.site.Visitor;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// The forums for programs.
public final class ForumApi {
    private record TopicJson(
            long id, String title, String category, String author, int posts, String lastPostAt) {
        static TopicJson of(Threads.Topic topic) {
            return new TopicJson(
                    topic.id(),
                    topic.title(),
                    topic.category(),
                    topic.author(),
                    topic.posts(),
                    topic.lastPostAt().toString());
        }
    }

    private record PostJson(int number, long authorId, String body, String at) {
        static PostJson of(Threads.Post post) {
            return new PostJson(post.number(), post.authorId(), post.body(), post.at().toString());
        }
    }

    private final Site site;
    private final Threads threads;

    public ForumApi(Site site, Threads threads) {
        this.site = site;
        this.threads = threads;
    }

    public void addTo(Router router) {
        router.get("/api/threads", this::list)
                .post("/api/threads", this::open)
                .get("/api/threads/{id}", this::one)
                .get("/api/threads/{id}/posts", this::posts)
                .post("/api/threads/{id}/posts", this::reply);
    }

    private Response list(Request request) throws SQLException {
        String category = request.query().text("category");
        List<Threads.Topic> topics =
                category.isEmpty()
                        ? threads.newest(Threads.THREADS_PER_PAGE)
                        : threads.inCategory(threads.category(category).id(), request.page());
        return Response.json(200, Map.of("threads", topics.stream().map(TopicJson::of).toList()));
    }

    private Response one(Request request) throws SQLException {
        return Response.json(200, TopicJson.of(threads.topic(request.id("id"))));
    }

    private Response posts(Request request) throws SQLException {
        Threads.Topic topic = threads.topic(request.id("id"));
        List<PostJson> posts =
                threads.posts(topic.id(), request.page()).stream().map(PostJson::of).toList();
        return Response.json(200, Map.of("total", topic.posts(), "posts", posts));
    }

    private Response open(Request request) throws SQLException, IOException {
        Visitor visitor = site.member(request);
        JsonObject json = request.json();
        long id =
                threads.open(
                        Request.text(json, "category"),
                        visitor.userId(),
                        Request.text(json, "title"),
                        Request.text(json, "body"));
        return Response.json(201, Map.of("id", id)).header("Location", "/api/threads/" + id);
    }

    private Response reply(Request request) throws SQLException, IOException {
        Visitor visitor = site.member(request);
        String body = Request.text(request.json(), "body");
        int number = threads.reply(request.id("id"), visitor.userId(), body);
        return Response.json(201, Map.of("number", number));
    }
}
