package forum;

import forum.db.DatabaseUrl;
import java.util.Map;

/// What the environment says: where to listen and which database to use.
record Settings(String host, int port, DatabaseUrl database, int connectionsMax) {
    private static final String DATABASE_EXAMPLE = "postgres://user:password@127.0.0.1:5432/forum";

    static Settings of(Map<String, String> environment) {
        String url = environment.get("DATABASE_URL");
        if (url == null || url.isBlank()) {
            throw new IllegalArgumentException(
                    "DATABASE_URL is not set; set it to something like " + DATABASE_EXAMPLE);
        }
        return new Settings(
                environment.getOrDefault("HOST", "127.0.0.1"),
                number(environment, "PORT", 8080, 65_535),
                DatabaseUrl.parse(url),
                number(environment, "DATABASE_CONNECTIONS", 10, 1_000));
    }

    private static int number(
            Map<String, String> environment, String name, int otherwise, int max) {
        String text = environment.get(name);
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= 0 && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, together with the numbers out of range.
        }
        throw new IllegalArgumentException(
                name + " is '" + text + "'; it must be a number up to " + max);
    }
}
