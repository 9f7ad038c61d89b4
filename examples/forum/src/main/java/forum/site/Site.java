package forum.site;

import forum.http.Form;
import forum.http.Html;
import forum.http.Problem;
import forum.http.Request;
import forum.http.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.Map;

/// The frame around every page, and the check that a form came from one of them.
public final class Site {
    /// Longer than any visit to a sign-in form.
    private static final long FORM_COOKIE_SECONDS = 12 * 60 * 60;

    private final Visitors visitors;
    private final Assets assets;

    public Site(Visitors visitors, Assets assets) {
        this.visitors = visitors;
        this.assets = assets;
    }

    public Visitor visitor(Request request) throws SQLException {
        return visitors.of(request);
    }

    /// The signed-in member who asks; anybody else is sent away with 401.
    public Visitor member(Request request) throws SQLException {
        Visitor visitor = visitors.of(request);
        if (!visitor.isSignedIn()) {
            throw new Problem(401, "Please sign in first.");
        }
        return visitor;
    }

    /// The posted form, once its token is seen to be this visitor's own.
    public Form form(Request request, Visitor visitor) throws IOException {
        Form form = request.form();
        byte[] sent = form.exact("form_token").getBytes(StandardCharsets.UTF_8);
        byte[] own = visitor.formToken().getBytes(StandardCharsets.UTF_8);
        if (own.length == 0 || !MessageDigest.isEqual(sent, own)) {
            throw new Problem(
                    403, "This form has expired. Go back, reload the page and try again.");
        }
        return form;
    }

    public static Html formToken(Visitor visitor) {
        return Html.of(
                "<input type=\"hidden\" name=\"form_token\" value=\"{}\">", visitor.formToken());
    }

    public Response page(Request request, Visitor visitor, String title, Html content) {
        return page(request, visitor, 200, title, content);
    }

    public Response page(Request request, Visitor visitor, int status, String title, Html content) {
        return Response.html(status, frame(request, visitor, title, content));
    }

    /// A page with a form that anybody may post; a cookie remembers the form's token until then.
    public Response openForm(
            Request request, Visitor visitor, int status, String title, Html content) {
        return page(request, visitor, status, title, content)
                .cookie(request, "form", visitor.formToken(), FORM_COOKIE_SECONDS);
    }

    /// What went wrong, for a person or for a program. Needs no database.
    public Response problem(Request request, Problem problem) {
        if (request.wantsJson()) {
            return Response.json(problem.status(), Map.of("error", problem.getMessage()));
        }
        if (problem.status() == 401) {
            return Response.seeOther("/sign-in");
        }
        Html content =
                Html.of(
                        """
                        <section class="notice">
                        <p class="code">{}</p>
                        <h1>{}</h1>
                        <p><a href="/">Back to the first page</a></p>
                        </section>
                        """,
                        problem.status(),
                        problem.getMessage());
        Response page = page(request, Visitor.anybody(""), problem.status(), "Not quite", content);
        return problem.status() == 503 ? page.header("Retry-After", "2") : page;
    }

    private Html frame(Request request, Visitor visitor, String title, Html content) {
        return Html.of(
                """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>{} · Workshop</title>
                <link rel="icon" href="{}">
                <link rel="stylesheet" href="{}">
                <script src="{}" defer></script>
                </head>
                <body>
                <a class="skip" href="#content">Skip to the content</a>
                <header class="top">
                <div class="wide">
                <a class="brand" href="/"><img src="{}" alt="" width="28" height="28">Workshop</a>
                <nav aria-label="Main"><a href="/forums"{}>Forums</a><a href="/shop"{}>Shop</a></nav>
                <form class="search" action="/search" role="search">
                <input type="search" name="q" placeholder="Search" aria-label="Search the forums" maxlength="80">
                </form>
                <nav class="you" aria-label="You">{}</nav>
                </div>
                </header>
                <main id="content" class="wide">
                {}
                </main>
                <footer class="wide">
                <p>Workshop: for people who make and mend things.</p>
                <p><a href="/report">Report</a> <a href="/art">Art</a> <span id="live" data-new="0"></span></p>
                </footer>
                </body>
                </html>
                """,
                title,
                assets.address("mark.svg"),
                assets.address("site.css"),
                assets.address("live.js"),
                assets.address("mark.svg"),
                here(request, "/forums"),
                here(request, "/shop"),
                you(visitor),
                content);
    }

    private static Html here(Request request, String path) {
        return Html.of(request.path().startsWith(path) ? " aria-current=\"page\"" : "");
    }

    private static Html you(Visitor visitor) {
        if (!visitor.isSignedIn()) {
            return Html.of(
                    "<a href=\"/sign-in\">Sign in</a><a class=\"button\" href=\"/sign-up\">Join</a>");
        }
        return Html.of(
                """
                <a href="/cart">Cart</a><a href="/orders">Orders</a><a href="/members/{}">{}</a>
                <form method="post" action="/sign-out">{}<button class="quiet">Sign out</button></form>
                """,
                visitor.name(),
                visitor.name(),
                formToken(visitor));
    }
}
