package forum.db;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// A `postgres://user:password@host:port/name?options` address, as hosting platforms hand it out.
public record DatabaseUrl(String jdbcUrl, String user, String password) {

    public static DatabaseUrl parse(String text) {
        URI uri = URI.create(text.strip());
        String scheme = uri.getScheme();
        if (!"postgres".equals(scheme) && !"postgresql".equals(scheme)) {
            throw new IllegalArgumentException(
                    "DATABASE_URL starts with '" + scheme + ":'; it must start with 'postgres://'");
        }
        if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
            throw new IllegalArgumentException(
                    "DATABASE_URL needs a host and a database name: postgres://user:password@host:5432/name");
        }
        String[] login = (uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo()).split(":", 2);
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        String options = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        if (isThisMachine(uri.getHost()) && !options.contains("sslmode=")) {
            options += (options.isEmpty() ? "" : "&") + "sslmode=disable";
        }
        return new DatabaseUrl(
                "jdbc:postgresql://"
                        + uri.getHost()
                        + ":"
                        + port
                        + uri.getRawPath()
                        + (options.isEmpty() ? "" : "?" + options),
                decoded(login[0]),
                login.length > 1 ? decoded(login[1]) : "");
    }

    /// Nothing between two programs on one machine is worth encrypting.
    private static boolean isThisMachine(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return jdbcUrl + " as " + user;
    }
}
