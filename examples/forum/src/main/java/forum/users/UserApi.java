package forum.users;

import com.google.gson.JsonObject;
import forum.http.Problem;
import forum.http.Request;
import forum.http.Response;
import forum.http.Router;
import forum.site.Site;
import forum.site.Visitor;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;

/// Sign-up and sign-in for programs; the session travels in the same cookie as in a browser.
public final class UserApi {
    private final Site site;
    private final Members members;
    private final Sessions sessions;

    public UserApi(Site site, Members members, Sessions sessions) {
        this.site = site;
        this.members = members;
        this.sessions = sessions;
    }

    public void addTo(Router router) {
        router.post("/api/users", this::signUp)
                .post("/api/sessions", this::signIn)
                .get("/api/me", this::me);
    }

    private Response signUp(Request request) throws SQLException, IOException {
        JsonObject json = request.json();
        long id = members.signUp(Request.text(json, "name"), Request.text(json, "password"));
        return sessions.open(id, request, Response.json(201, Map.of("id", id)));
    }

    private Response signIn(Request request) throws SQLException, IOException {
        JsonObject json = request.json();
        long id =
                members.signIn(Request.text(json, "name"), Request.text(json, "password"))
                        .orElseThrow(() -> new Problem(403, "Name and password do not match."));
        return sessions.open(id, request, Response.json(201, Map.of("id", id)));
    }

    private Response me(Request request) throws SQLException {
        Visitor visitor = site.member(request);
        return Response.json(200, Map.of("id", visitor.userId(), "name", visitor.name()));
    }
}
