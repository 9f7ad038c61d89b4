package tenfold.edge.route;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Ascii;
import tenfold.model.Route;

/// The routes of one host, longest path prefix first.
final class PathTable<G> {
    private final byte[][] prefixes;
    private final List<G> groups;

    /// `groups` belong to `routes` by position.
    PathTable(List<Route> routes, java.util.function.Function<Route, G> groupOf) {
        List<Route> sorted =
                routes.stream()
                        .sorted(Comparator.comparingInt((Route r) -> -r.pathPrefix().length()))
                        .toList();
        prefixes =
                sorted.stream()
                        .map(r -> Ascii.bytes(trimmed(r.pathPrefix())))
                        .toArray(byte[][]::new);
        groups = sorted.stream().map(groupOf).toList();
    }

    @Nullable G find(byte[] path, int from, int to) {
        for (int i = 0; i < prefixes.length; i++) {
            if (matches(prefixes[i], path, from, to)) {
                return groups.get(i);
            }
        }
        return null;
    }

    /// `/api/` and `/api` are the same prefix, `/` is the empty one.
    private static String trimmed(String prefix) {
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    private static boolean matches(byte[] prefix, byte[] path, int from, int to) {
        int end = from + prefix.length;
        if (end > to || (end < to && path[end] != '/')) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (path[from + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
