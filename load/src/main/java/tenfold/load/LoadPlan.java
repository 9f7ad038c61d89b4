package tenfold.load;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// What to send, how often and for how long.
///
/// @param urls the pages, most popular first; one origin (scheme, host, port) for all
/// @param ratePerSecond how many requests users start per second, on average
/// @param warmUp sent at the same rate before the measured time, and not counted
/// @param connectionsMax also the most requests that are in flight at once
/// @param waitingMax requests that are due and wait for a connection; more are shed as errors
/// @param zipfExponent 0 chooses all URLs alike, 1 like page views of real sites
/// @param timeout counted from the moment a request was due
/// @param seed the same seed gives the same arrivals and choices
/// @param remoteAllowed whether hosts beyond loopback may be loaded
public record LoadPlan(
        List<URI> urls,
        LoadRequest request,
        double ratePerSecond,
        Duration warmUp,
        Duration duration,
        int connectionsMax,
        int waitingMax,
        double zipfExponent,
        Duration timeout,
        long seed,
        LoadTrust trust,
        boolean remoteAllowed) {
    public static final double RATE_MAX = 1_000_000;
    public static final int CONNECTIONS_MAX = 20_000;
    public static final int URLS_MAX = 100_000;
    public static final Duration DURATION_MAX = Duration.ofHours(24);
    static final int CONNECTIONS_DEFAULT = 256;
    static final int WAITING_DEFAULT = 100_000;
    static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(10);

    public LoadPlan {
        urls = List.copyOf(urls);
        Check.that(!urls.isEmpty(), "there is no URL to load");
        Check.that(urls.size() <= URLS_MAX, "%d URLs are above %d", urls.size(), URLS_MAX);
        urls.forEach(LoadPlan::checkHttp);
        String origin = origin(urls.getFirst());
        for (URI url : urls) {
            Check.that(
                    origin(url).equals(origin),
                    "%s is not of %s: one run loads one origin",
                    url,
                    origin);
        }
        Check.that(
                ratePerSecond > 0 && ratePerSecond <= RATE_MAX,
                "rate %s is not above 0 and up to %.0f per second",
                ratePerSecond,
                RATE_MAX);
        Check.that(
                duration.isPositive() && duration.compareTo(DURATION_MAX) <= 0,
                "duration %s is not above 0 and up to 24 hours",
                duration);
        Check.that(
                !warmUp.isNegative() && warmUp.compareTo(DURATION_MAX) <= 0,
                "warm-up %s is not within 0 and 24 hours",
                warmUp);
        Check.that(
                connectionsMax >= 1 && connectionsMax <= CONNECTIONS_MAX,
                "connections %d are not within 1 and %d",
                connectionsMax,
                CONNECTIONS_MAX);
        Check.that(waitingMax >= 1, "waitingMax %d is below 1", waitingMax);
        Check.that(zipfExponent >= 0 && zipfExponent <= 10, "zipf must be within 0 and 10");
        Check.that(
                timeout.isPositive() && timeout.compareTo(DURATION_MAX) <= 0,
                "timeout %s is not above 0 and up to 24 hours",
                timeout);
    }

    /// GET requests to one URL, with defaults for all else.
    public static LoadPlan of(URI url, double ratePerSecond, Duration duration) {
        return new LoadPlan(
                List.of(url),
                LoadRequest.GET,
                ratePerSecond,
                Duration.ZERO,
                duration,
                CONNECTIONS_DEFAULT,
                WAITING_DEFAULT,
                1,
                TIMEOUT_DEFAULT,
                1,
                LoadTrust.KNOWN,
                false);
    }

    /// A copy of this plan to change.
    public LoadPlanBuilder change() {
        return new LoadPlanBuilder(this);
    }

    boolean isTls() {
        return "https".equals(scheme(urls.getFirst()));
    }

    int port() {
        int port = urls.getFirst().getPort();
        return port > 0 ? port : isTls() ? 443 : 80;
    }

    /// The host without the brackets of an IPv6 literal.
    String host() {
        String host = urls.getFirst().getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static void checkHttp(URI url) {
        String scheme = scheme(url);
        Check.that(
                ("http".equals(scheme) || "https".equals(scheme)) && url.getHost() != null,
                "'%s' is not a URL like http://127.0.0.1:8080/",
                url);
    }

    private static @Nullable String scheme(URI url) {
        String scheme = url.getScheme();
        return scheme == null ? null : scheme.toLowerCase(Locale.ROOT);
    }

    private static String origin(URI url) {
        return (url.getScheme() + "://" + url.getRawAuthority()).toLowerCase(Locale.ROOT);
    }
}
