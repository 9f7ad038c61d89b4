package tenfold.fleet.instance;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tenfold.model.SecretRef;

/// Fills `${secret:NAME}` parts of an environment.
public final class Secrets {
    private static final Pattern PART = Pattern.compile("\\$\\{secret:([^}]*)}");

    private Secrets() {}

    /// A new map; throws what `secrets` throws for a name that it does not know.
    public static Map<String, String> fill(
            Map<String, String> environment, Function<SecretRef, String> secrets) {
        Map<String, String> filled = new TreeMap<>();
        environment.forEach((name, value) -> filled.put(name, fill(value, secrets)));
        return filled;
    }

    private static String fill(String value, Function<SecretRef, String> secrets) {
        return PART.matcher(value)
                .replaceAll(part ->
                        Matcher.quoteReplacement(secrets.apply(new SecretRef(part.group(1)))));
    }
}
