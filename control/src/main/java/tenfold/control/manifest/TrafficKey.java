package tenfold.control.manifest;

import tenfold.control.manifest.Key.Place;

/// The keys about traffic: how requests are routed and spread over instances.
enum TrafficKey implements ManifestKey {
    BALANCE(
            Place.SERVICE,
            "balance",
            "text",
            "least_outstanding",
            "`round_robin`, or `hash:` and a key: `hash:source`, `hash:cookie:NAME`, `hash:header:NAME`."),
    SLOW_START(
            Place.SERVICE,
            "slow_start",
            "duration",
            "off",
            "How long an instance that has come up gets a rising share."),
    PANIC(
            Place.SERVICE,
            "panic",
            "percent",
            "off",
            "When fewer instances are healthy, those that answer badly are used too."),
    OUTLIERS(
            Place.SERVICE,
            "outliers",
            "block",
            "",
            "When an instance is left out because its answers fail."),
    CIRCUIT(Place.SERVICE, "circuit", "block", "", "What one instance may have at most."),
    CONCURRENCY(
            Place.SERVICE,
            "concurrency",
            "`adaptive` or block",
            "off",
            "A limit on all requests together that is learned from their latency."),
    DRAIN(
            Place.SERVICE,
            "drain",
            "duration",
            "5m",
            "How long an instance that leaves may finish what it has; then WebSockets get 1001."),
    FAILURES(
            Place.OUTLIERS,
            "failures",
            "1 to 1000",
            "5",
            "So many in a row: no connection, no answer, or 500 and above."),
    EJECTION(
            Place.OUTLIERS,
            "ejection",
            "duration",
            "5s",
            "For how long the first time; doubles each time."),
    EJECTION_MAX(Place.OUTLIERS, "ejection_max", "duration", "1m", "For how long at most."),
    EJECTED_MAX(
            Place.OUTLIERS, "ejected_max", "percent", "50%", "When more would be out, none is."),
    DEVIATIONS(
            Place.OUTLIERS,
            "deviations",
            "1 to 10",
            "off",
            "Also when the success rate over 10 s is so many standard deviations below the mean."),
    CIRCUIT_CONNECTIONS(
            Place.CIRCUIT,
            "connections",
            "1 to 100000",
            "10000",
            "Open connections to one instance."),
    OUTSTANDING(
            Place.CIRCUIT,
            "outstanding",
            "1 to 100000",
            "10000",
            "Requests of one instance that are not answered yet."),
    PENDING(
            Place.CIRCUIT,
            "pending",
            "0 to 100000",
            "1024",
            "Requests of the service that wait for room; beyond it, 503."),
    LIMIT_MIN(Place.CONCURRENCY, "min", "1 to 100000", "8", "The smallest limit."),
    LIMIT_MAX(Place.CONCURRENCY, "max", "1 to 100000", "2000", "The largest limit."),
    ROUTE_NAME(
            Place.ROUTE,
            "name",
            "text",
            "made of host and path",
            "Names the route in metrics and the access log."),
    PRIORITY(
            Place.ROUTE,
            "priority",
            "1 to 50000",
            "after all that have one",
            "The lowest number is asked first; each may stand once."),
    HOST(Place.ROUTE, "host", "text", "any", "`shop.example` or `*.example`."),
    ROUTE_PATH(
            Place.ROUTE,
            "path",
            "path",
            "`/`",
            "`/api` with all below it (not `/apix`), `=/api` alone, or a pattern: `/img/*.png`."),
    METHODS(Place.ROUTE, "methods", "list", "any", "`[GET, HEAD]`."),
    ROUTE_HEADERS(
            Place.ROUTE,
            "headers",
            "block",
            "any",
            "`Name: value`, or a list of values; `*` stands for any characters."),
    QUERY(Place.ROUTE, "query", "block", "any", "`name: value` of the query, as `headers`."),
    SOURCE(
            Place.ROUTE,
            "source",
            "list",
            "any",
            "Networks that the client is in: `[10.0.0.0/8, fd00::/8]`."),
    SERVICE(Place.ROUTE, "service", "text", "one action", "Sends to this service."),
    ROUTE_SERVICES(
            Place.ROUTE,
            "services",
            "block",
            "one action",
            "Sends to several: `name: weight`, weights from 0 to 1000."),
    REDIRECT(Place.ROUTE, "redirect", "block", "one action", "Answers with another place."),
    RESPOND(Place.ROUTE, "respond", "block", "one action", "Answers itself."),
    REWRITE(Place.ROUTE, "rewrite", "block", "", "What is changed on the way there and back."),
    STICKY(
            Place.ROUTE,
            "sticky",
            "`cookie` or block",
            "off",
            "Brings a user back to the same instance."),
    RETRY(
            Place.ROUTE,
            "retry",
            "block",
            "",
            "When a request that may be done twice is sent again."),
    IMPORTANCE(
            Place.ROUTE,
            "importance",
            "low, normal or high",
            "normal",
            "Who is refused first at the limit of `concurrency`: low at 70 % of it, normal at 90 %."),
    REDIRECT_STATUS(
            Place.REDIRECT,
            "status",
            "301, 302, 307 or 308",
            "302",
            "307 and 308 keep the method."),
    SCHEME(
            Place.REDIRECT,
            "scheme",
            "http or https",
            "the same",
            "Without `port`, also leaves the port out."),
    REDIRECT_HOST(Place.REDIRECT, "host", "text", "the same", "Another host."),
    REDIRECT_PORT(Place.REDIRECT, "port", "0 to 65535", "the same", "0 leaves it out."),
    REDIRECT_PATH(
            Place.REDIRECT,
            "path",
            "text",
            "`{path}`",
            "`{rest}` is what follows the route's prefix, `{host}` the host."),
    REDIRECT_QUERY(Place.REDIRECT, "query", "text", "`{query}`", "Empty leaves it out."),
    RESPOND_STATUS(Place.RESPOND, "status", "200 to 599", "200", "The status."),
    CONTENT_TYPE(Place.RESPOND, "type", "text", "text/plain; charset=utf-8", "The media type."),
    BODY(Place.RESPOND, "body", "text", "empty", "At most 4096 characters."),
    STRIP(Place.REWRITE, "strip", "path", "nothing", "Prefix that the instance does not see."),
    REPLACE(
            Place.REWRITE,
            "replace",
            "path",
            "nothing",
            "Stands instead of the route's own prefix."),
    REQUEST_HEADERS(
            Place.REWRITE,
            "request_headers",
            "block",
            "",
            "`set`, `add` and `remove` on the way to the instance."),
    RESPONSE_HEADERS(Place.REWRITE, "response_headers", "block", "", "The same on the way back."),
    SET(Place.HEADERS, "set", "block", "nothing", "`Name: value`, instead of what is there."),
    ADD(Place.HEADERS, "add", "block", "nothing", "`Name: value`, beside what is there."),
    REMOVE(
            Place.HEADERS,
            "remove",
            "list",
            "nothing",
            "Names. The same keys are in `response_headers`."),
    STICKY_COOKIE(
            Place.STICKY,
            "cookie",
            "text",
            "tenfold",
            "Name of the cookie that the edge sets (HttpOnly, SameSite=Lax, Secure on TLS)."),
    LASTS(
            Place.STICKY,
            "lasts",
            "duration",
            "until the browser closes",
            "How long the browser keeps it."),
    STICKY_HASH(
            Place.STICKY,
            "hash",
            "text",
            "by chance",
            "Chooses among `services` by `source`, `cookie:NAME` or `header:NAME`; alone, sets no cookie."),
    ATTEMPTS(Place.RETRY, "attempts", "1 to 5", "3", "The first one included."),
    STATUSES(
            Place.RETRY,
            "on",
            "list",
            "none",
            "Statuses that are asked elsewhere: `[502, 503]`. No answer at all always is."),
    TRY_TIMEOUT(
            Place.RETRY,
            "try_timeout",
            "duration",
            "off",
            "How long an attempt that is not the last may take."),
    BACKOFF(
            Place.RETRY,
            "backoff",
            "duration",
            "off",
            "Longest wait before the second attempt; doubles, and is drawn by chance below it."),
    BACKOFF_MAX(Place.RETRY, "backoff_max", "duration", "1s", "Longest wait at all.");

    private final Place place;
    private final String text;
    private final String type;
    private final String standard;
    private final String meaning;

    TrafficKey(Place place, String text, String type, String standard, String meaning) {
        this.place = place;
        this.text = text;
        this.type = type;
        this.standard = standard;
        this.meaning = meaning;
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public String standard() {
        return standard;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
