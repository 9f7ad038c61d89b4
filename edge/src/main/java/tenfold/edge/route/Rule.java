package tenfold.edge.route;

import tenfold.edge.http.Ascii;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.RequestHead;
import tenfold.model.PathMatch;
import tenfold.model.Route;

/// One route made ready to be compared with requests of its host.
final class Rule<G> {
    final Route route;
    final G value;
    private final PathMatch.Kind kind;
    private final byte[] path;
    private final Glob pattern;
    private final Condition[] conditions;

    Rule(Route route, G value) {
        this.route = route;
        this.value = value;
        PathMatch match = route.match().path();
        kind = match.kind();
        path = Ascii.bytes(kind == PathMatch.Kind.PREFIX ? trimmed(match.value()) : match.value());
        pattern = new Glob(path);
        conditions = Condition.of(route.match());
    }

    boolean fits(byte[] b, int from, int to, RequestHead head, Forwarded client) {
        boolean fits =
                switch (kind) {
                    case PREFIX -> begins(b, from, to);
                    case EXACT -> java.util.Arrays.equals(b, from, to, path, 0, path.length);
                    case PATTERN -> pattern.fits(b, from, to);
                };
        if (!fits) {
            return false;
        }
        for (Condition condition : conditions) {
            if (!condition.fits(head, client)) {
                return false;
            }
        }
        return true;
    }

    /// `/api/` and `/api` are the same prefix, `/` is the empty one.
    private static String trimmed(String prefix) {
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    private boolean begins(byte[] b, int from, int to) {
        int end = from + path.length;
        if (end > to || (end < to && b[end] != '/')) {
            return false;
        }
        for (int i = 0; i < path.length; i++) {
            if (b[from + i] != path[i]) {
                return false;
            }
        }
        return true;
    }
}
