package tenfold.edge.cache.rule;

import org.jspecify.annotations.Nullable;
import tenfold.model.CachePolicy;

/// How long an answer is fresh in a shared cache, from its own words or the policy's (RFC 9111
/// section 4.2, RFC 9213, RFC 5861).
final class Freshness {
    private static final long SECOND = 1000;
    private static final long HEURISTIC_MAX = 24 * 3600 * SECOND;

    private final Fields answer;
    private final Directives control;
    private final @Nullable Directives targeted;
    private final CachePolicy policy;

    Freshness(Fields answer, CachePolicy policy) {
        this.answer = answer;
        this.policy = policy;
        targeted = Directives.readTargeted(answer.joined("cdn-cache-control"));
        control = Directives.read(answer.joined("cache-control"));
    }

    /// The directives that count: those for this kind of cache, if there are any, alone.
    Directives directives() {
        return targeted == null ? control : targeted;
    }

    boolean isTargeted() {
        return targeted != null;
    }

    /// Whether the answer itself says how long it is fresh.
    boolean isExplicit() {
        return directives().has("s-maxage")
                || directives().has("max-age")
                || (targeted == null && answer.has("expires"));
    }

    /// `guarded` answers belong to a request with credentials: nothing is guessed for them.
    Lifetime lifetime(int status, boolean hasQuery, boolean guarded, long receivedAt) {
        long fresh =
                isExplicit()
                        ? explicit(receivedAt)
                        : guarded ? 0 : implicit(status, hasQuery, receivedAt);
        fresh = directives().has("no-cache") ? 0 : Math.min(fresh, policy.ttlMax().toMillis());
        if (directives().has("must-revalidate")
                || directives().has("proxy-revalidate")
                || directives().has("no-cache")) {
            return new Lifetime(fresh, 0, 0); // RFC 9111 section 4.2.4
        }
        // s-maxage forbids staleness too (section 5.2.2.10), unless the same answer allows it.
        boolean strict = directives().has("s-maxage");
        return new Lifetime(
                fresh,
                orElse(
                        "stale-while-revalidate",
                        strict ? 0 : policy.staleWhileRevalidate().toMillis()),
                orElse("stale-if-error", strict ? 0 : policy.staleIfError().toMillis()));
    }

    private long orElse(String directive, long millis) {
        return directives().has(directive) ? directives().seconds(directive) * SECOND : millis;
    }

    private long explicit(long receivedAt) {
        if (directives().has("s-maxage")) {
            return directives().seconds("s-maxage") * SECOND;
        }
        if (directives().has("max-age")) {
            return directives().seconds("max-age") * SECOND;
        }
        long expires = HttpDate.read(answer.single("expires")); // an invalid one is in the past
        return expires == HttpDate.NONE ? 0 : Math.max(0, expires - date(receivedAt));
    }

    private long implicit(int status, boolean hasQuery, long receivedAt) {
        if (status >= 500 && status != 501) {
            return policy.errorTtl().toMillis();
        }
        if (status == 404 || status == 405 || status == 414 || status == 501) {
            return policy.negativeTtl().toMillis();
        }
        if (!isHeuristic(status)) {
            return 0;
        }
        if (policy.ttlDefault().isPositive()) {
            return policy.ttlDefault().toMillis();
        }
        long modified = HttpDate.read(answer.single("last-modified"));
        if (modified == HttpDate.NONE || hasQuery) {
            return 0;
        }
        long sinceModified = Math.max(0, date(receivedAt) - modified);
        return Math.min(HEURISTIC_MAX, sinceModified / 10);
    }

    /// The statuses that RFC 9110 section 15.1 lets a cache guess for; 206 is never stored.
    static boolean isHeuristic(int status) {
        return switch (status) {
            case 200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501 -> true;
            default -> false;
        };
    }

    private long date(long receivedAt) {
        long date = HttpDate.read(answer.single("date"));
        return date == HttpDate.NONE ? receivedAt : date;
    }

    /// The age that the answer had when it was received (RFC 9111 section 4.2.3).
    static long initialAge(Fields answer, long askedAt, long receivedAt) {
        long date = HttpDate.read(answer.single("date"));
        long apparent = date == HttpDate.NONE ? 0 : Math.max(0, receivedAt - date);
        String age = answer.joined("age");
        // Of a list the first member counts; what is no number says nothing.
        String first = age == null ? "" : age.split(",", -1)[0].strip();
        long said = first.matches("[0-9]{1,10}") ? Long.parseLong(first) * SECOND : 0;
        long delay = Math.max(0, receivedAt - askedAt);
        return Math.max(apparent, said + delay);
    }
}
