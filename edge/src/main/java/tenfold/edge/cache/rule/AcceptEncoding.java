package tenfold.edge.cache.rule;

import java.util.Locale;

/// What codings a client takes, brought to one spelling, so that browsers that write the same wish
/// in many ways share one stored answer (RFC 9110 section 12.5.3).
public final class AcceptEncoding {
    private static final String[] KNOWN = {"br", "gzip", "zstd"};

    private AcceptEncoding() {}

    /// The known codings that the client takes, in a fixed order; "" for none.
    public static String normal(String value) {
        if (value.isEmpty()) {
            return "";
        }
        var taken = new StringBuilder();
        for (String coding : KNOWN) {
            if (takes(value, coding)) {
                taken.append(taken.isEmpty() ? "" : ", ").append(coding);
            }
        }
        return taken.toString();
    }

    /// Whether the client takes this coding.
    public static boolean takes(String value, String coding) {
        String lower = value.toLowerCase(Locale.ROOT);
        boolean any = false;
        for (String each : lower.split(",", -1)) {
            String[] parts = each.strip().split(";", -1);
            String name = parts[0].strip();
            boolean wanted = !isRefused(parts);
            if (name.equals(coding) || (name.equals("x-gzip") && coding.equals("gzip"))) {
                return wanted;
            }
            any |= name.equals("*") && wanted;
        }
        return any;
    }

    private static boolean isRefused(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            if (part.startsWith("q=")) {
                return part.matches("q=0(\\.0{0,3})?");
            }
        }
        return false;
    }
}
