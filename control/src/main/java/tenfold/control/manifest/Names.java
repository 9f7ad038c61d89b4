package tenfold.control.manifest;

import java.util.Locale;
import java.util.regex.Pattern;

/// The one rule for names that people choose, and the making of one from a folder's name.
final class Names {
    static final String RULE = "1 to 40 of a-z, 0-9 and '-', starting with a letter";
    private static final Pattern NAME = Pattern.compile("[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?");

    private Names() {}

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static String from(String folder) {
        String name =
                folder.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^[^a-z]+", "");
        name = name.substring(0, Math.min(40, name.length())).replaceAll("-+$", "");
        return name.isEmpty() ? "app" : name;
    }
}
