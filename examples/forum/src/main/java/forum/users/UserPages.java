package forum.users;

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
import java.sql.SQLException;
import java.util.Optional;

/// Sign-up, sign-in and profiles for people.
public final class UserPages {
    private final Site site;
    private final Members members;
    private final Sessions sessions;

    public UserPages(Site site, Members members, Sessions sessions) {
        this.site = site;
        this.members = members;
        this.sessions = sessions;
    }

    public void addTo(Router router) {
        router.get("/sign-up", request -> entry(request, Entry.SIGN_UP, 200, "", ""))
                .post("/sign-up", this::signUp)
                .get("/sign-in", request -> entry(request, Entry.SIGN_IN, 200, "", ""))
                .post("/sign-in", this::signIn)
                .post("/sign-out", this::signOut)
                .get("/members/{name}", this::profile)
                .post("/profile", this::describe);
    }

    private enum Entry {
        SIGN_UP("/sign-up", "Join the workshop", "Join", "new-password"),
        SIGN_IN("/sign-in", "Welcome back", "Sign in", "current-password");

        private final String address;
        private final String title;
        private final String verb;
        private final String passwordKind;

        Entry(String address, String title, String verb, String passwordKind) {
            this.address = address;
            this.title = title;
            this.verb = verb;
            this.passwordKind = passwordKind;
        }
    }

    private Response entry(Request request, Entry entry, int status, String name, String complaint)
            throws SQLException {
        Visitor known = site.visitor(request);
        if (known.isSignedIn()) {
            return Response.seeOther("/");
        }
        Visitor visitor = known.formToken().isEmpty() ? Visitor.anybody(Sessions.token()) : known;
        Html other =
                entry == Entry.SIGN_IN
                        ? Html.of("New here? <a href=\"/sign-up\">Join the workshop</a>.")
                        : Html.of("Already a member? <a href=\"/sign-in\">Sign in</a>.");
        Html content =
                Html.of(
                        """
                        <section class="card narrow">
                        <h1>{}</h1>
                        {}
                        <form method="post" action="{}" class="stack">
                        {}
                        <label>Name <input name="name" value="{}" required minlength="3" maxlength="24"
                        pattern="[A-Za-z0-9\\-]+" autocomplete="username" autocapitalize="none"></label>
                        <label>Password <input name="password" type="password" required minlength="8"
                        maxlength="200" autocomplete="{}"></label>
                        <button>{}</button>
                        </form>
                        <p class="soft">{}</p>
                        </section>
                        """,
                        entry.title,
                        complaint.isEmpty()
                                ? Html.NONE
                                : Html.of(
                                        "<p class=\"complaint\" role=\"alert\">{}</p>", complaint),
                        entry.address,
                        Site.formToken(visitor),
                        name,
                        entry.passwordKind,
                        entry.verb,
                        other);
        return site.openForm(request, visitor, status, entry.title, content);
    }

    private Response signUp(Request request) throws SQLException, IOException {
        Form form = site.form(request, site.visitor(request));
        try {
            long id = members.signUp(form.text("name"), form.exact("password"));
            return sessions.open(id, request, Response.seeOther("/"));
        } catch (Problem problem) {
            return entry(
                    request,
                    Entry.SIGN_UP,
                    problem.status(),
                    form.text("name"),
                    problem.getMessage());
        }
    }

    private Response signIn(Request request) throws SQLException, IOException {
        Form form = site.form(request, site.visitor(request));
        Optional<Long> id = members.signIn(form.text("name"), form.exact("password"));
        return id.isPresent()
                ? sessions.open(id.get(), request, Response.seeOther("/"))
                : entry(
                        request,
                        Entry.SIGN_IN,
                        403,
                        form.text("name"),
                        "Name and password do not belong together.");
    }

    private Response signOut(Request request) throws SQLException, IOException {
        site.form(request, site.member(request));
        return sessions.close(request, Response.seeOther("/"));
    }

    private Response describe(Request request) throws SQLException, IOException {
        Visitor visitor = site.member(request);
        members.describe(visitor.userId(), site.form(request, visitor).text("about"));
        return Response.seeOther("/members/" + visitor.name());
    }

    private Response profile(Request request) throws SQLException {
        Members.Member member =
                members.byName(request.variable("name"))
                        .orElseThrow(() -> Problem.notFound("such member"));
        Visitor visitor = site.visitor(request);
        Members.Activity activity = members.activity(member.id());
        Html recent =
                members.recent(member.id()).stream()
                        .map(post ->
                                Html.of(
                                        "<li><a href=\"/threads/{}\">{}</a><span class=\"soft\">{}</span></li>",
                                        post.threadId(),
                                        post.title(),
                                        Show.ago(post.at())))
                        .collect(Html.joining());
        Html content =
                Html.of(
                        """
                        <section class="profile">
                        {}
                        <div>
                        <h1>{}</h1>
                        <p class="soft">Here since {} · {} threads · {} posts</p>
                        {}
                        </div>
                        </section>
                        {}
                        <section><h2>Lately</h2><ul class="lines">{}</ul></section>
                        """,
                        Show.face(member.name()),
                        member.name(),
                        Show.ago(member.joinedAt()),
                        Show.count(activity.threads()),
                        Show.count(activity.posts()),
                        Html.paragraphs(member.about()),
                        visitor.userId() == member.id() ? aboutForm(visitor, member) : Html.NONE,
                        recent);
        return site.page(request, visitor, member.name(), content);
    }

    private static Html aboutForm(Visitor visitor, Members.Member member) {
        return Html.of(
                """
                <form method="post" action="/profile" class="stack card">
                {}
                <label>About you <textarea name="about" rows="3" maxlength="{}">{}</textarea></label>
                <button>Save</button>
                </form>
                """,
                Site.formToken(visitor),
                Members.ABOUT_CHARACTERS_MAX,
                member.about());
    }
}
