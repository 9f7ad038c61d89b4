package tenfold.control.grow;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.ExternalPlace;
import tenfold.model.SecretRef;

/// Where the database is to move: a folder of this machine, or a PostgreSQL of somebody else.
sealed interface Destination {
    record Folder(Path path) implements Destination {}

    record Elsewhere(ExternalPlace place) implements Destination {}

    int PORT = 5432;

    /// Reads a folder or a URL; `secret` is the name that its password will have.
    static Destination of(String to, SecretRef secret) throws GrowthRefused {
        if (to.startsWith("postgres://") || to.startsWith("postgresql://")) {
            return new Elsewhere(url(to, secret));
        }
        Path path = Path.of(to);
        if (!path.isAbsolute()) {
            throw GrowthRefused.argument("the folder '" + to + "' must be absolute");
        }
        return new Folder(path.normalize());
    }

    private static ExternalPlace url(String text, SecretRef secret) throws GrowthRefused {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            // Its message would repeat the text, which may hold a password.
            throw GrowthRefused.argument("the URL cannot be read: " + e.getReason());
        }
        String user = url.getUserInfo();
        if (user != null && user.contains(":")) {
            throw GrowthRefused.argument(
                    "the URL holds a password; leave it out and give it when asked, so that it"
                            + " stands in no list of processes and no history");
        }
        String host = url.getHost();
        String database = url.getPath() == null ? "" : url.getPath().replaceFirst("^/", "");
        if (user == null || user.isBlank() || host == null || database.isBlank()) {
            throw GrowthRefused.argument(
                    "the URL must be postgres://USER@HOST[:PORT]/DATABASE, with ?sslmode= where"
                            + " needed");
        }
        Map<String, String> query = query(url.getQuery());
        String authority = query.get("sslrootcert");
        return new ExternalPlace(
                host,
                url.getPort() < 0 ? PORT : url.getPort(),
                database,
                user,
                secret,
                tls(query.get("sslmode"), host),
                authority == null ? null : Path.of(authority));
    }

    private static Map<String, String> query(@Nullable String text) throws GrowthRefused {
        var query = new HashMap<String, String>();
        for (String part : text == null || text.isEmpty() ? new String[0] : text.split("&")) {
            String[] pair = part.split("=", 2);
            query.put(pair[0], pair.length == 2 ? pair[1] : "");
        }
        var unknown = new java.util.TreeSet<>(query.keySet());
        unknown.removeAll(Set.of("sslmode", "sslrootcert"));
        if (!unknown.isEmpty()) {
            throw GrowthRefused.argument(
                    "the URL may have sslmode and sslrootcert, not " + String.join(", ", unknown));
        }
        return query;
    }

    /// Away from this machine the server must prove who it is, unless told otherwise.
    private static ExternalPlace.Tls tls(@Nullable String mode, String host) throws GrowthRefused {
        if (mode == null) {
            boolean here = Set.of("localhost", "127.0.0.1", "[::1]").contains(host);
            return here ? ExternalPlace.Tls.DISABLE : ExternalPlace.Tls.VERIFY_FULL;
        }
        return switch (mode) {
            case "disable" -> ExternalPlace.Tls.DISABLE;
            case "require" -> ExternalPlace.Tls.REQUIRE;
            case "verify-full" -> ExternalPlace.Tls.VERIFY_FULL;
            default ->
                    throw GrowthRefused.argument(
                            "sslmode is disable, require or verify-full, not '" + mode + "'");
        };
    }
}
