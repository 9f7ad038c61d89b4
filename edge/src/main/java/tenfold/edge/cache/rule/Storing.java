package tenfold.edge.cache.rule;

import java.util.List;
import tenfold.edge.http.Method;
import tenfold.model.CachePolicy;
import tenfold.model.CachePolicy.Promise;

/// Whether an answer may be stored for others (RFC 9111 section 3), and the reason when not.
public sealed interface Storing {
    /// It may, without the fields that are [#NEVER_STORED].
    record Stored(Lifetime lifetime, long initialAgeMillis) implements Storing {}

    /// It may not, because of that (a word of `Cache-Status`'s `detail`).
    record Refused(String reason) implements Storing {}

    /// What was asked, as far as storing the answer depends on it.
    record Question(
            Method method,
            boolean hasQuery,
            boolean hasBody,
            boolean hasAuthorization,
            boolean hasCookie,
            boolean noStore) {}

    /// Fields that are for one hop or one user, or that the edge writes itself.
    List<String> NEVER_STORED =
            List.of("age", "cache-status", "cache-tag", "set-cookie", "surrogate-key", "warning");

    /// Names in `Vary` that differ from request to request, or that the edge writes anew each time.
    List<String> UNKEPT = List.of("*", "forwarded", "x-forwarded-for", "x-real-ip", "x-request-id");

    static Storing judge(
            Question asked,
            int status,
            Fields answer,
            CachePolicy policy,
            long askedAt,
            long receivedAt) {
        var freshness = new Freshness(answer, policy);
        String refusal = refusal(asked, status, answer, policy, freshness);
        if (!refusal.isEmpty()) {
            return new Refused(refusal);
        }
        boolean guarded = asked.hasAuthorization() || isPersonal(asked, policy);
        Lifetime lifetime = freshness.lifetime(status, asked.hasQuery(), guarded, receivedAt);
        long age = Freshness.initialAge(answer, askedAt, receivedAt);
        boolean usable = age < lifetime.fresh() + lifetime.whileRevalidate();
        boolean validates = answer.has("etag") || answer.has("last-modified");
        boolean asksToValidate = freshness.isExplicit() || freshness.directives().has("no-cache");
        if (!usable && !(validates && asksToValidate && status == 200)) {
            return new Refused("no-freshness");
        }
        return new Stored(lifetime, age);
    }

    private static String refusal(
            Question asked, int status, Fields answer, CachePolicy policy, Freshness freshness) {
        Directives said = freshness.directives();
        if (asked.method() != Method.GET || asked.hasBody()) {
            return "method";
        }
        if (!isUnderstood(status) || status == 206 || status == 304 || status < 200) {
            return "status";
        }
        if (said.has("no-store") && !said.has("must-understand")) {
            return "no-store";
        }
        if (asked.noStore() && policy.promises(Promise.CLIENTS_MAY_ASK_FOR_FRESH)) {
            return "request-no-store";
        }
        if (said.has("private")) {
            return "private";
        }
        if (answer.has("set-cookie") && !policy.promises(Promise.SET_COOKIE_MEANS_NOTHING)) {
            return "set-cookie";
        }
        if (answer.members("vary").stream().anyMatch(UNKEPT::contains)) {
            return "vary-any";
        }
        if (Tags.of(answer).size() > Tags.TAGS_MAX) {
            return "too-many-tags";
        }
        if (isUnsharedAuthorization(asked, policy, said)) {
            return "authorization";
        }
        return isUnsharedCookie(asked, policy, freshness) ? "cookie" : "";
    }

    /// RFC 9111 section 3.5: only an answer that says so is shared when the request has
    /// credentials.
    private static boolean isUnsharedAuthorization(
            Question asked, CachePolicy policy, Directives said) {
        return asked.hasAuthorization()
                && !policy.promises(Promise.AUTHORIZATION_CHANGES_NOTHING)
                && !said.has("public")
                && !said.has("s-maxage")
                && !said.has("must-revalidate");
    }

    /// The RFC asks for no care with cookies; most sessions are cookies, so that an answer to one
    /// must say that it is for everybody.
    private static boolean isUnsharedCookie(
            Question asked, CachePolicy policy, Freshness freshness) {
        Directives said = freshness.directives();
        boolean forAll = said.has("public") || said.has("s-maxage");
        boolean forThisCache = freshness.isTargeted() && said.has("max-age");
        return isPersonal(asked, policy) && !forAll && !forThisCache;
    }

    private static boolean isPersonal(Question asked, CachePolicy policy) {
        return asked.hasCookie() && !policy.promises(Promise.COOKIES_CHANGE_NOTHING);
    }

    /// The final statuses whose rules for caches are implemented here.
    private static boolean isUnderstood(int status) {
        return switch (status) {
            case 200, 203, 204, 300, 301, 302, 303, 307, 308 -> true;
            case 400, 401, 403, 404, 405, 410, 414, 451 -> true;
            case 500, 501, 502, 503, 504 -> true;
            default -> false;
        };
    }
}
