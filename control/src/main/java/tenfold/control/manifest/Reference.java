package tenfold.control.manifest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `${...}` in a variable's value may name.
public enum Reference {
    PG_HOST("platform.pg.host", "Host of the database."),
    PG_PORT("platform.pg.port", "Port of the database."),
    PG_USER("platform.pg.user", "Role of the application."),
    PG_PASSWORD("platform.pg.password", "Its password; filled in at launch, masked in lists."),
    PG_DATABASE("platform.pg.database", "Name of the database."),
    PG_URL("platform.pg.url", "`postgres://user:password@host:port/database`."),
    PG_JDBC_URL("platform.pg.jdbc_url", "`jdbc:postgresql://host:port/database`, no password."),
    CA("platform.ca", "PEM file of the platform's certificate authority."),
    URL("platform.url", "The application's URL, as its users see it."),
    PORT("platform.port", "The instance's own port, the value of `PORT`."),
    INSTANCE("platform.instance", "The instance's name, `web-1`.");

    private static final Pattern USE = Pattern.compile("\\$(\\$?)\\{([^}]*)}");

    private final String text;
    private final String meaning;

    Reference(String text, String meaning) {
        this.text = text;
        this.meaning = meaning;
    }

    public String text() {
        return text;
    }

    String meaning() {
        return meaning;
    }

    static Optional<Reference> find(String text) {
        return Arrays.stream(values()).filter(one -> one.text.equals(text)).findFirst();
    }

    /// What `value` names and nothing knows; `$${` names nothing.
    static List<String> unknownIn(String value) {
        return USE.matcher(value)
                .results()
                .filter(use -> use.group(1).isEmpty())
                .map(use -> use.group(2))
                .filter(name -> find(name).isEmpty())
                .toList();
    }

    /// `value` with each reference replaced, and `$${` by `${`.
    public static String fill(String value, Function<Reference, String> meaning) {
        return USE.matcher(value)
                .replaceAll(use ->
                        Matcher.quoteReplacement(
                                use.group(1).isEmpty()
                                        ? find(use.group(2)).map(meaning).orElse("")
                                        : "${" + use.group(2) + "}"));
    }
}
