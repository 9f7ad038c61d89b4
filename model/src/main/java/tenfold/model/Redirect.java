package tenfold.model;

import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// Answers with `Location`, of which each part that is null stays the request's own. In `path` and
/// `query`, `{path}` stands for the request's path, `{rest}` for what follows the route's prefix in
/// it (with its slash), `{query}` for the query, `{host}` for the host.
///
/// @param port 0 leaves it out; null is the request's, or none when `scheme` is given
/// @param query null keeps the request's; empty leaves it out
public record Redirect(
        int status,
        @Nullable String scheme,
        @Nullable String host,
        @Nullable Integer port,
        @Nullable String path,
        @Nullable String query) {
    public Redirect {
        Check.that(
                status == 301 || status == 302 || status == 307 || status == 308,
                "%d is not 301, 302, 307 or 308",
                status);
        Check.that(
                scheme == null || scheme.equals("http") || scheme.equals("https"),
                "the scheme is neither http nor https");
        Check.that(
                path == null || path.startsWith("/") || path.startsWith("{"),
                "the path starts with neither / nor a variable");
        Check.that(
                scheme != null || host != null || port != null || path != null || query != null,
                "a redirect must change something");
    }
}
