package tenfold.edge.cache.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tenfold.model.CachePolicy;
import tenfold.model.CachePolicy.Promise;

/// The request fields that an answer was selected by, and their values (RFC 9111 section 4.1).
///
/// Values are compared after blanks around commas are brought to one form; `Accept-Encoding` is
/// compared in its normal form, which is also what the application is sent.
public record Vary(Map<String, String> values) {
    public static final Vary NONE = new Vary(Map.of());

    public Vary {
        values = Map.copyOf(values);
    }

    /// Headers that the edge writes itself: the same for all requests of one key.
    private static final Set<String> OF_THE_KEY =
            Set.of("host", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto");

    /// By the `Vary` of an answer to `asked`, and the headers that the policy names.
    public static Vary of(Fields answer, CachePolicy policy, Asked asked) {
        var names = new TreeSet<>(answer.members("vary"));
        names.addAll(policy.keyedHeaders());
        names.removeAll(OF_THE_KEY);
        if (answer.has("content-encoding")) {
            names.add("accept-encoding"); // also when the application forgets to say so
        }
        if (policy.promises(Promise.COOKIES_CHANGE_NOTHING)) {
            names.remove("cookie");
        }
        if (policy.promises(Promise.AUTHORIZATION_CHANGES_NOTHING)) {
            names.remove("authorization");
        }
        if (names.isEmpty()) {
            return NONE;
        }
        var values = new TreeMap<String, String>();
        names.forEach(name -> values.put(name, value(asked, name)));
        return new Vary(values);
    }

    public boolean matches(Asked asked) {
        if (values.isEmpty()) {
            return true;
        }
        for (Map.Entry<String, String> each : values.entrySet()) {
            if (!each.getValue().equals(value(asked, each.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /// The values of `asked` for the same fields.
    public Vary of(Asked asked) {
        var other = new TreeMap<String, String>();
        values.keySet().forEach(name -> other.put(name, value(asked, name)));
        return new Vary(other);
    }

    /// How many bytes it takes to keep, roughly.
    public int size() {
        return values.entrySet().stream()
                .mapToInt(each -> each.getKey().length() + each.getValue().length() + 64)
                .sum();
    }

    private static String value(Asked asked, String name) {
        String value = asked.joined(name);
        if (name.equals("accept-encoding")) {
            return AcceptEncoding.normal(value);
        }
        return value.indexOf(',') < 0 ? value : normal(value);
    }

    private static String normal(String list) {
        List<String> members = new ArrayList<>();
        for (String each : list.split(",", -1)) {
            members.add(each.strip());
        }
        return String.join(",", members);
    }
}
