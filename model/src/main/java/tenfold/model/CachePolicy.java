package tenfold.model;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import tenfold.base.Check;

/// How the edge caches the answers of one route. What the application's own headers say always
/// comes first; these values stand where they say nothing, or set a maximum.
///
/// `ttlDefault` is how long an answer of status 200, 203, 301, 308 or 410 without any word on its
/// freshness is fresh; zero leaves that to the heuristic of RFC 9111 section 4.2.2. `ttlMax` is the
/// maximum of all. `negativeTtl` is for 404, 405, 414 and 501, `errorTtl` for 500, 502, 503 and
/// 504, both without a word on freshness; zero does not store them. `staleWhileRevalidate` and
/// `staleIfError` stand in for the directives of RFC 5861.
///
/// `ignoredQuery` names parameters that neither tell answers apart nor reach the application;
/// `keyedHeaders` names request headers that tell answers apart, beyond those of `Vary`, and so may
/// reach the application.
public record CachePolicy(
        Duration ttlDefault,
        Duration ttlMax,
        Duration negativeTtl,
        Duration errorTtl,
        Duration staleWhileRevalidate,
        Duration staleIfError,
        Set<String> ignoredQuery,
        Set<String> keyedHeaders,
        Set<Promise> promises,
        boolean compress,
        long bodyBytesMax) {
    /// What the operator promises of the application, in words, so that the edge may store what it
    /// would never store of itself.
    public enum Promise {
        /// Cookies change no answer of this route. They are kept from the application.
        COOKIES_CHANGE_NOTHING,
        /// `Set-Cookie` of this route's answers is of no use; it is removed from what is stored.
        SET_COOKIE_MEANS_NOTHING,
        /// `Authorization` changes no answer of this route, but may be needed to get one.
        AUTHORIZATION_CHANGES_NOTHING,
        /// Clients may ask for fresh answers (`no-cache`, `max-age` and others), and so put load on
        /// the application as they like.
        CLIENTS_MAY_ASK_FOR_FRESH
    }

    private static final int NAMES_MAX = 32;

    /// Obeys the application, and adds only a second for what is missing.
    public static final CachePolicy DEFAULT =
            new CachePolicy(
                    Duration.ZERO,
                    Duration.ofDays(365),
                    Duration.ofSeconds(1),
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    true,
                    16L << 20);

    public CachePolicy {
        ignoredQuery = Set.copyOf(ignoredQuery);
        keyedHeaders = Set.copyOf(keyedHeaders);
        promises = Set.copyOf(promises);
        for (Duration each :
                new Duration[] {
                    ttlDefault, ttlMax, negativeTtl, errorTtl, staleWhileRevalidate, staleIfError
                }) {
            Check.that(!each.isNegative(), "cache time %s is negative", each);
            Check.that(each.toDays() <= 3650, "cache time %s is above ten years", each);
        }
        Check.that(bodyBytesMax >= 1, "bodyBytesMax %d is below 1", bodyBytesMax);
        Check.that(
                ignoredQuery.size() <= NAMES_MAX && keyedHeaders.size() <= NAMES_MAX,
                "a cache policy names at most %d parameters and headers",
                NAMES_MAX);
        for (String name : keyedHeaders) {
            Check.that(
                    name.equals(name.toLowerCase(Locale.ROOT)),
                    "keyed header '%s' must be lower case",
                    name);
        }
    }

    public boolean promises(Promise promise) {
        return promises.contains(promise);
    }

    public CachePolicy withTimes(Duration newDefault, Duration negative, Duration error) {
        return new CachePolicy(
                newDefault,
                ttlMax,
                negative,
                error,
                staleWhileRevalidate,
                staleIfError,
                ignoredQuery,
                keyedHeaders,
                promises,
                compress,
                bodyBytesMax);
    }

    public CachePolicy withTtlMax(Duration max) {
        return new CachePolicy(
                ttlDefault,
                max,
                negativeTtl,
                errorTtl,
                staleWhileRevalidate,
                staleIfError,
                ignoredQuery,
                keyedHeaders,
                promises,
                compress,
                bodyBytesMax);
    }

    public CachePolicy uncompressed() {
        return new CachePolicy(
                ttlDefault,
                ttlMax,
                negativeTtl,
                errorTtl,
                staleWhileRevalidate,
                staleIfError,
                ignoredQuery,
                keyedHeaders,
                promises,
                false,
                bodyBytesMax);
    }

    public CachePolicy withStale(Duration whileRevalidate, Duration ifError) {
        return new CachePolicy(
                ttlDefault,
                ttlMax,
                negativeTtl,
                errorTtl,
                whileRevalidate,
                ifError,
                ignoredQuery,
                keyedHeaders,
                promises,
                compress,
                bodyBytesMax);
    }

    public CachePolicy withKey(Set<String> ignored, Set<String> headers) {
        return new CachePolicy(
                ttlDefault,
                ttlMax,
                negativeTtl,
                errorTtl,
                staleWhileRevalidate,
                staleIfError,
                ignored,
                headers,
                promises,
                compress,
                bodyBytesMax);
    }

    public CachePolicy promising(Promise... more) {
        return new CachePolicy(
                ttlDefault,
                ttlMax,
                negativeTtl,
                errorTtl,
                staleWhileRevalidate,
                staleIfError,
                ignoredQuery,
                keyedHeaders,
                Set.of(more),
                compress,
                bodyBytesMax);
    }

    public CachePolicy withBodyBytesMax(long max) {
        return new CachePolicy(
                ttlDefault,
                ttlMax,
                negativeTtl,
                errorTtl,
                staleWhileRevalidate,
                staleIfError,
                ignoredQuery,
                keyedHeaders,
                promises,
                compress,
                max);
    }
}
