package tenfold.control.manifest;

/// The keys of the manifest but those about traffic ([TrafficKey]), releases ([ReleaseKey]) and
/// what is watched ([WatchKey]).
enum Key implements ManifestKey {
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
    ZONES(
            Place.ROOT,
            "zones",
            "list of names",
            "[a]",
            "What fails together; instances are spread over them, at least one in each."),
    RELEASE(Place.ROOT, "release", "block", "", "How `tenfold deploy` releases a new version."),

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
    SCALE(
            Place.SERVICE,
            "scale",
            "1 to 64, or block",
            "1",
            "How many instances, or within which bounds they follow the load."),
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

    EDGE_PORT(Place.EDGE, "port", "1 to 65535", "8080, else the next free", "HTTP."),
    TLS_PORT(Place.EDGE, "tls_port", "1 to 65535", "8443, else the next free", "HTTPS."),

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
            "What PostgreSQL may count on. A quarter are its buffers; unless you say, 1 GB at most."),
    POOL(Place.DATABASE, "pool", "block", "", "Connections between gateway and PostgreSQL."),

    MODE(
            Place.POOL,
            "mode",
            "transaction or session",
            "transaction",
            "When a connection goes back to the pool."),
    CONNECTIONS(Place.POOL, "connections", "1 to 500", "40", "How many at most."),

    PROTOCOL(
            Place.SERVICE,
            "protocol",
            "http1, h2 or tcp",
            "http1",
            "What it speaks on its port: `h2` is HTTP/2 without TLS from the first byte on (gRPC);"
                    + " `tcp` anything, for listeners that pass bytes."),
    PROXY_PROTOCOL(
            Place.SERVICE,
            "proxy_protocol",
            "true or false",
            "false",
            "Whether each connection to it begins with a PROXY header (version 2) that names the"
                    + " client; not with `h2`."),

    LISTENERS(Place.EDGE, "listeners", "list", "none", "More addresses where users arrive."),

    LISTENER_PORT(Place.LISTENER, "port", "1 to 65535", "required", "Its port."),
    LISTENER_ADDRESS(
            Place.LISTENER,
            "address",
            "IP address",
            "127.0.0.1",
            "`0.0.0.0` for all of the machine, `::` with IPv6."),
    LISTENER_PROTOCOL(
            Place.LISTENER,
            "protocol",
            "http, https, tcp or tls",
            "http",
            "`tcp` and `tls` pass bytes on; `tls` reads the name that the client asks for, and ends"
                    + " at the service."),
    CERTIFICATES(
            Place.LISTENER,
            "certificates",
            "list",
            "the platform's own",
            "For `https`, chosen by the names in them; the first for all others."),
    MINIMUM_TLS(
            Place.LISTENER, "minimum_tls", "1.2 or 1.3", "1.2", "The oldest TLS that is spoken."),
    CLIENT_CERTIFICATES(
            Place.LISTENER,
            "client_certificates",
            "block",
            "not asked for",
            "Mutual TLS; the application reads `X-Forwarded-Client-Verify` and"
                    + " `X-Forwarded-Client-Cert`."),
    LISTENER_HTTP2(
            Place.LISTENER,
            "http2",
            "true or false",
            "true",
            "Whether HTTP/2 is spoken: chosen by ALPN on `https`, by prior knowledge on `http`."),
    PROXY_PROTOCOL_FROM(
            Place.LISTENER,
            "proxy_protocol_from",
            "list of ranges",
            "nobody",
            "`10.0.0.0/8`: the proxies in front. Every connection must come from one and begin with"
                    + " a PROXY header (version 2)."),
    LISTENER_SERVICE(
            Place.LISTENER, "service", "text", "nobody", "For `tcp` and `tls`: who gets them."),
    LISTENER_NAMES(
            Place.LISTENER,
            "names",
            "block",
            "none",
            "For `tls`: `name: service` or `*.suffix: service`, before `service`."),
    IDLE(
            Place.LISTENER,
            "idle",
            "duration",
            "350s",
            "For `tcp` and `tls`: how long nothing may move."),
    ACME(
            Place.LISTENER,
            "acme",
            "block",
            "off",
            "For `https`: a certificate authority (RFC 8555) that issues the certificate. It asks port"
                    + " 80 of the names, which must lead to an `http` listener."),
    DIRECTORY(
            Place.ACME,
            "directory",
            "URL",
            "required",
            "`https://acme-v02.api.letsencrypt.org/directory`, or that of another."),
    ACME_NAMES(Place.ACME, "names", "list", "required", "The names that the certificate is for."),
    EMAIL(Place.ACME, "email", "text", "none", "Where the authority can reach you."),
    AGREE(
            Place.ACME,
            "agree",
            "true",
            "required",
            "That you agree to the authority's terms of service."),
    ACME_AUTHORITIES(
            Place.ACME,
            "authorities",
            "file",
            "the JDK's",
            "PEM of who may sign the directory's own certificate, for authorities of your own."),
    CHAIN(
            Place.CERTIFICATE,
            "chain",
            "file",
            "required",
            "PEM, its own certificate first; `secret:NAME` names a secret."),
    CERTIFICATE_KEY(
            Place.CERTIFICATE,
            "key",
            "file",
            "required",
            "PEM, PKCS #8, not encrypted; `secret:NAME` names a secret."),
    AUTHORITIES(
            Place.CLIENT_CERTIFICATES,
            "authorities",
            "file",
            "required",
            "PEM of those whose certificates clients may show."),
    REQUIRED(
            Place.CLIENT_CERTIFICATES,
            "required",
            "true or false",
            "true",
            "Whether a client without one is refused."),

    P95(Place.GOALS, "p95", "duration", "none", "Latency that 95 of 100 requests stay below."),
    AVAILABILITY(
            Place.GOALS,
            "availability",
            "percent",
            "none",
            "Share of requests that succeed: `99.9%`."),

    SCALE_MIN(Place.SCALE, "min", "1 to 64", "1", "The least instances."),
    SCALE_MAX(Place.SCALE, "max", "1 to 64", "required", "The most instances."),
    CORES(
            Place.SCALE,
            "cores",
            "number",
            "1",
            "The work that one instance is meant to do, in cores."),
    TARGET(
            Place.SCALE,
            "target",
            "percent",
            "by the fleet's size",
            "The part of the instances' work that is to be used."),
    POLICIES(
            Place.SCALE,
            "policies",
            "list",
            "none",
            "What asks for instances besides the demand; the largest wins."),
    SCHEDULE(Place.SCALE, "schedule", "list", "none", "Hours with bounds of their own."),
    FORECAST(
            Place.SCALE,
            "forecast",
            "off, only or scale",
            "only",
            "`only` shows what is expected; `scale` follows it once that pays; never fewer."),
    WARM(Place.SCALE, "warm", "0 to 64", "0", "Instances that are started and wait, besides."),
    SPOT(Place.SCALE, "spot", "block", "none", "Instances that may be reclaimed."),
    SCALE_IN(Place.SCALE, "scale_in", "block", "", "How the group shrinks."),

    METRIC(
            Place.POLICY,
            "metric",
            "text",
            "required",
            "`requests` (a second), `cpu`, `latency` (p95), `queue`, or one that you tell."),
    POLICY_TARGET(
            Place.POLICY,
            "target",
            "number",
            "",
            "What it is kept at: a percentage of `cpu`, a duration of `latency`; of others what each"
                    + " instance takes."),
    POLICY_STEPS(Place.POLICY, "steps", "list", "", "Instead of `target`: bounds."),

    ABOVE(Place.SCALE_STEP, "above", "number", "required", "The bound."),
    ADD(Place.SCALE_STEP, "add", "1 to 64", "required", "How many more than are ready."),

    FROM(Place.WINDOW, "from", "time", "required", "When it begins, in UTC: `08:30`."),
    TO(Place.WINDOW, "to", "time", "required", "When it ends; past midnight if before `from`."),
    DAYS(Place.WINDOW, "days", "day or days", "mon-sun", "`sat`, `mon-fri`."),
    WINDOW_MIN(Place.WINDOW, "min", "1 to 64", "the group's", "The least instances then."),
    WINDOW_MAX(Place.WINDOW, "max", "1 to 64", "the group's", "The most instances then."),

    SPOT_BASE(Place.SPOT, "base", "0 to 64", "0", "So many are never spot."),
    SPOT_PART(Place.SPOT, "part", "percent", "100%", "The part of the others that is spot."),
    NOTICE(Place.SPOT, "notice", "duration", "2m", "How long a reclaimed instance has to end."),

    SCALE_IN_WINDOW(
            Place.SCALE_IN, "window", "duration", "3m", "What the most of this needed is kept."),
    PART(Place.SCALE_IN, "part", "percent", "20%", "The most that goes at once."),
    COOL_DOWN(Place.SCALE_IN, "cool_down", "duration", "1m", "Then nothing goes for this long.");

    /// A block of the manifest and how its keys are written in full.
    enum Place {
        ROOT("", "the file"),
        SERVICE("services.NAME.", "a service"),
        HEALTH("services.NAME.health.", "`health`"),
        OUTLIERS("services.NAME.outliers.", "`outliers`"),
        CIRCUIT("services.NAME.circuit.", "`circuit`"),
        CONCURRENCY("services.NAME.concurrency.", "`concurrency`"),
        ROUTE("routes[].", "a route"),
        ROUTE_CACHE("routes[].cache.", "`cache`"),
        RATE_LIMIT("routes[].rate_limit.", "`rate_limit`"),
        REDIRECT("routes[].redirect.", "`redirect`"),
        RESPOND("routes[].respond.", "`respond`"),
        REWRITE("routes[].rewrite.", "`rewrite`"),
        HEADERS("routes[].rewrite.request_headers.", "a header rewrite"),
        STICKY("routes[].sticky.", "`sticky`"),
        RETRY("routes[].retry.", "`retry`"),
        EDGE("edge.", "`edge`"),
        LISTENER("edge.listeners[].", "a listener"),
        CERTIFICATE("edge.listeners[].certificates[].", "a certificate"),
        ACME("edge.listeners[].acme.", "`acme`"),
        CLIENT_CERTIFICATES("edge.listeners[].client_certificates.", "`client_certificates`"),
        EDGE_CACHE("edge.cache.", "`cache`"),
        SHIELD("edge.shield.", "`shield`"),
        DATABASE("database.", "`database`"),
        POOL("database.pool.", "`pool`"),
        GOALS("goals.", "`goals`"),
        ALARM("alarms.NAME.", "an alarm"),
        RELEASE("release.", "`release`"),
        SCALE("services.NAME.scale.", "`scale`"),
        POLICY("services.NAME.scale.policies[].", "a policy"),
        SCALE_STEP("services.NAME.scale.policies[].steps[].", "a step of a policy"),
        WINDOW("services.NAME.scale.schedule[].", "a window"),
        SPOT("services.NAME.scale.spot.", "`spot`"),
        SCALE_IN("services.NAME.scale.scale_in.", "`scale_in`");

        final String prefix;
        final String title;

        Place(String prefix, String title) {
            this.prefix = prefix;
            this.title = title;
        }
    }

    private final Place place;
    private final String text;
    private final String type;
    private final String standard;
    private final String meaning;

    Key(Place place, String text, String type, String standard, String meaning) {
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
