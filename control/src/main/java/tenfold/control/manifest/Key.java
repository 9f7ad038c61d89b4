package tenfold.control.manifest;

import java.util.Arrays;
import java.util.Optional;

/// Every key of the manifest, where it may stand, and its line in the reference.
enum Key {
    NAME(Place.ROOT, "name", "text", "the folder's name", "The application's name: a-z, 0-9, `-`."),
    SERVICES(Place.ROOT, "services", "block", "detected", "The programs, each under its name."),
    ROUTES(Place.ROOT, "routes", "list", "all to `web`", "Which requests go to which service."),
    EDGE(Place.ROOT, "edge", "block", "", "Where users arrive."),
    DATABASE(Place.ROOT, "database", "block", "", "The application's PostgreSQL."),
    GOALS(
            Place.ROOT,
            "goals",
            "block",
            "",
            "What you promise your users; advice is measured by it."),

    BUILD(
            Place.SERVICE,
            "build",
            "text",
            "nothing",
            "Shell command that builds it, when files changed."),
    RUN(
            Place.SERVICE,
            "run",
            "text",
            "detected",
            "Shell command that starts it, in the application's folder."),
    HEALTH(Place.SERVICE, "health", "path or block", "`/`", "Path that must answer below 500."),
    SCALE(Place.SERVICE, "scale", "1 to 64", "1", "How many instances."),
    SERVICE_PORT(
            Place.SERVICE,
            "port",
            "1 to 65535",
            "chosen",
            "For a program that does not obey `PORT`."),
    ENV(Place.SERVICE, "env", "block", "", "Your own variables; they win over the platform's."),
    ENV_SETS(
            Place.SERVICE,
            "env_sets",
            "list",
            "detected",
            "Sets of variables: `core`, `spring`, `quarkus`, `rails`, `laravel`, `django`, `python`,"
                    + " `node`. `[core]` switches detection off."),
    START_TIMEOUT(
            Place.SERVICE,
            "start_timeout",
            "duration",
            "5m",
            "Longest time to the first healthy answer."),
    STOP_GRACE(Place.SERVICE, "stop_grace", "duration", "10s", "Time between TERM and KILL."),

    HEALTH_PATH(Place.HEALTH, "path", "path", "`/`", "What is asked with GET."),
    STRICT(
            Place.HEALTH,
            "strict",
            "true or false",
            "false",
            "Whether 4xx answers count as unhealthy."),
    INTERVAL(Place.HEALTH, "interval", "duration", "2s", "Time between two checks."),
    TIMEOUT(Place.HEALTH, "timeout", "duration", "2s", "Longest time for an answer."),
    HEALTHY_AFTER(
            Place.HEALTH, "healthy_after", "1 to 10", "1", "Good answers in a row to be healthy."),
    UNHEALTHY_AFTER(
            Place.HEALTH,
            "unhealthy_after",
            "1 to 10",
            "3",
            "Bad answers in a row to be unhealthy."),

    HOST(Place.ROUTE, "host", "text", "any", "`shop.example` or `*.example`."),
    ROUTE_PATH(
            Place.ROUTE, "path", "path", "`/`", "Prefix of whole segments: `/api` is not `/apix`."),
    SERVICE(Place.ROUTE, "service", "text", "required", "Name of the service."),

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

    EDGE_PORT(Place.EDGE, "port", "1 to 65535", "8080, else the next free", "HTTP."),
    TLS_PORT(Place.EDGE, "tls_port", "1 to 65535", "8443, else the next free", "HTTPS."),

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
            "Connections of one /24 of IPv4 or /48 of IPv6."),

    DATABASE_PORT(
            Place.DATABASE,
            "port",
            "1 to 65535",
            "5432, else 15432 and up",
            "Where the application connects."),
    MEMORY(
            Place.DATABASE,
            "memory",
            "size",
            "half of the machine",
            "What PostgreSQL may count on."),
    POOL(Place.DATABASE, "pool", "block", "", "Connections between gateway and PostgreSQL."),

    MODE(
            Place.POOL,
            "mode",
            "transaction or session",
            "transaction",
            "When a connection goes back to the pool."),
    CONNECTIONS(Place.POOL, "connections", "1 to 500", "40", "How many at most."),

    P95(Place.GOALS, "p95", "duration", "none", "Latency that 95 of 100 requests stay below."),
    AVAILABILITY(
            Place.GOALS,
            "availability",
            "percent",
            "none",
            "Share of requests that succeed: `99.9%`.");

    /// A block of the manifest and how its keys are written in full.
    enum Place {
        ROOT("", "the file"),
        SERVICE("services.NAME.", "a service"),
        HEALTH("services.NAME.health.", "`health`"),
        ROUTE("routes[].", "a route"),
        ROUTE_CACHE("routes[].cache.", "`cache`"),
        RATE_LIMIT("routes[].rate_limit.", "`rate_limit`"),
        EDGE("edge.", "`edge`"),
        EDGE_CACHE("edge.cache.", "`cache`"),
        SHIELD("edge.shield.", "`shield`"),
        DATABASE("database.", "`database`"),
        POOL("database.pool.", "`pool`"),
        GOALS("goals.", "`goals`");

        final String prefix;
        final String title;

        Place(String prefix, String title) {
            this.prefix = prefix;
            this.title = title;
        }
    }

    final Place place;
    final String text;
    final String type;
    final String standard;
    final String meaning;

    Key(Place place, String text, String type, String standard, String meaning) {
        this.place = place;
        this.text = text;
        this.type = type;
        this.standard = standard;
        this.meaning = meaning;
    }

    static Optional<Key> find(Place place, String text) {
        return Arrays.stream(values())
                .filter(key -> key.place == place && key.text.equals(text))
                .findFirst();
    }
}
