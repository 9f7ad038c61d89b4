package tenfold.control.plan;

import java.util.regex.Pattern;

/// One environment variable of an instance and why it is there; `${secret:NAME}` parts of the value
/// are filled in at launch.
public record Variable(String name, String value, String reason) {
    private static final Pattern SECRET = Pattern.compile("\\$\\{secret:([a-z0-9.-]+)}");

    public boolean isSecret() {
        return SECRET.matcher(value).find();
    }

    /// The value for other people's eyes.
    public String masked() {
        return SECRET.matcher(value).replaceAll("********");
    }

    /// The value with the secrets in it.
    public String revealed(java.util.function.UnaryOperator<String> secret) {
        return SECRET.matcher(value)
                .replaceAll(match ->
                        java.util.regex.Matcher.quoteReplacement(secret.apply(match.group(1))));
    }
}
