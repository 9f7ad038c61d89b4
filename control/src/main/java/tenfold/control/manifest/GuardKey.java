package tenfold.control.manifest;

import tenfold.control.manifest.Key.Place;

/// The keys about what the edge keeps, and whom it keeps out.
enum GuardKey implements ManifestKey {
    ROUTE_CACHE(
            Place.ROUTE,
            "cache",
            "on, off or block",
            "off until `tenfold grow cache`",
            "Whether and how answers are kept for others."),
    ALLOW(Place.ROUTE, "allow", "list of ranges", "everybody", "Only these addresses may come."),
    DENY(Place.ROUTE, "deny", "list of ranges", "nobody", "These addresses get 403."),
    RATE_LIMIT(Place.ROUTE, "rate_limit", "block", "none", "How often one client may ask."),

    TTL(
            Place.ROUTE_CACHE,
            "ttl",
            "duration",
            "0s",
            "How long an answer is fresh that does not say so itself; `0s` leaves that to RFC 9111."),
    TTL_MAX(Place.ROUTE_CACHE, "ttl_max", "duration", "8760h", "The longest that any is fresh."),
    NEGATIVE_TTL(
            Place.ROUTE_CACHE,
            "negative_ttl",
            "duration",
            "1s",
            "The same as `ttl` for 404, 405, 414 and 501."),
    ERROR_TTL(
            Place.ROUTE_CACHE,
            "error_ttl",
            "duration",
            "0s",
            "The same as `ttl` for 500, 502, 503 and 504."),
    STALE_WHILE_REVALIDATE(
            Place.ROUTE_CACHE,
            "stale_while_revalidate",
            "duration",
            "0s",
            "How long a stale answer is given while a new one is fetched (RFC 5861)."),
    STALE_IF_ERROR(
            Place.ROUTE_CACHE,
            "stale_if_error",
            "duration",
            "0s",
            "How long a stale answer is given when the application fails (RFC 5861)."),
    IGNORED_QUERY(
            Place.ROUTE_CACHE,
            "ignored_query",
            "list",
            "none",
            "Parameters that change no answer, `utm_*` too; the application does not get them."),
    KEYED_HEADERS(
            Place.ROUTE_CACHE,
            "keyed_headers",
            "list",
            "none",
            "Request headers by which answers differ, beyond those in `Vary`."),
    COMPRESS(
            Place.ROUTE_CACHE,
            "compress",
            "true or false",
            "true",
            "Whether what is stored is kept compressed, too."),
    BODY_MAX(Place.ROUTE_CACHE, "body_max", "size", "16MB", "The largest body that is stored."),
    PROMISES(
            Place.ROUTE_CACHE,
            "promises",
            "list",
            "none",
            "What you promise, in words: `cookies change nothing`, `set cookie means nothing`,"
                    + " `authorization changes nothing`, `clients may ask for fresh`."),

    RATE_REQUESTS(Place.RATE_LIMIT, "requests", "1 to 1000000", "required", "How many."),
    RATE_PER(Place.RATE_LIMIT, "per", "duration", "1s", "In which time."),
    RATE_BURST(
            Place.RATE_LIMIT,
            "burst",
            "1 to 1000000",
            "as `requests`",
            "How many of them may come at once."),
    RATE_KEY(
            Place.RATE_LIMIT,
            "key",
            "text",
            "address",
            "Who counts as one: `address`, `prefix`, `header NAME`, `cookie NAME`."),

    EDGE_CACHE(Place.EDGE, "cache", "block", "", "What the cache of all routes may take."),
    SHIELD(Place.EDGE, "shield", "block", "", "What is held against attackers."),

    CACHE_MEMORY(
            Place.EDGE_CACHE, "memory", "size", "64MB", "Answers in memory, outside the heap."),
    CACHE_DISK(
            Place.EDGE_CACHE, "disk", "size", "none", "Answers in files, which survive a restart."),

    DESYNC(
            Place.SHIELD,
            "desync",
            "monitor, defensive or strictest",
            "defensive",
            "What happens to requests with one meaning that break the RFC: served and logged;"
                    + " served on a connection that ends; refused."),
    SHIELD_ALLOW(
            Place.SHIELD,
            "allow",
            "list of ranges",
            "everybody",
            "Only these addresses may connect."),
    SHIELD_DENY(
            Place.SHIELD, "deny", "list of ranges", "nobody", "These addresses may not connect."),
    SHIELD_CONNECTIONS(
            Place.SHIELD, "connections", "1 to 1000000", "16384", "Connections of all clients."),
    PER_ADDRESS(
            Place.SHIELD,
            "connections_per_address",
            "1 to 1000000",
            "4096",
            "Connections of one address."),
    PER_PREFIX(
            Place.SHIELD,
            "connections_per_prefix",
            "1 to 1000000",
            "8192",
            "Connections of one /24 of IPv4 or /48 of IPv6.");

    private final Place place;
    private final String text;
    private final String type;
    private final String standard;
    private final String meaning;

    GuardKey(Place place, String text, String type, String standard, String meaning) {
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
