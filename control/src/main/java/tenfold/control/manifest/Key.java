package tenfold.control.manifest;

/// The keys of the manifest but those about traffic ([TrafficKey]).
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
    ALARMS(Place.ROOT, "alarms", "block", "none", "Alarms, each under its name."),
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
    METRICS(
            Place.SERVICE,
            "metrics",
            "path",
            "none",
            "Where it shows metrics as Prometheus' text; each instance is asked every 15 s."),
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
            "Share of requests that succeed: `99.9%`."),

    WHEN(
            Place.ALARM,
            "when",
            "query and limit",
            "required, or a list below",
            "A query, `>`, `>=`, `<` or `<=`, and a number; any of its series counts."),
    EVERY(Place.ALARM, "every", "duration", "10s", "Time between two looks, at most 1h."),
    POINTS(
            Place.ALARM,
            "points",
            "M of N",
            "1 of 1",
            "How many of the newest looks must be beyond the limit; N at most 100."),
    MISSING(
            Place.ALARM,
            "missing",
            "unknown, ok, alarm or keep",
            "unknown",
            "What a look without data counts as; `keep` leaves the state as it is."),
    ALL_OF(Place.ALARM, "all_of", "list", "", "Alarms that must all be raised."),
    ANY_OF(Place.ALARM, "any_of", "list", "", "Alarms of which one must be raised."),
    NONE_OF(Place.ALARM, "none_of", "list", "", "Alarms of which none may be raised."),
    WEBHOOK(
            Place.ALARM,
            "webhook",
            "URL",
            "none",
            "Gets a signed POST when the alarm is raised and when it is over."),
    ALARM_RUN(
            Place.ALARM,
            "run",
            "text",
            "none",
            "Shell command that is run then, with `TENFOLD_ALARM`, `TENFOLD_STATE` and"
                    + " `TENFOLD_REASON`."),

    MIGRATE(
            Place.RELEASE,
            "migrate",
            "text",
            "nothing",
            "Shell command that runs once in the new version's folder, before it starts."),
    MIGRATE_TIMEOUT(
            Place.RELEASE, "migrate_timeout", "duration", "5m", "How long `migrate` may take."),
    STEPS(
            Place.RELEASE,
            "steps",
            "list of 1 to 99",
            "[5, 25, 50]",
            "Percent of the requests that the new version gets in turn; `[]` for all at once."),
    STEP(Place.RELEASE, "step", "duration", "5s", "How long each step is watched at least."),
    KEEP(
            Place.RELEASE,
            "keep",
            "duration",
            "15m",
            "How long the old version stays ready for `tenfold rollback`.");

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
        EDGE_CACHE("edge.cache.", "`cache`"),
        SHIELD("edge.shield.", "`shield`"),
        DATABASE("database.", "`database`"),
        POOL("database.pool.", "`pool`"),
        GOALS("goals.", "`goals`"),
        ALARM("alarms.NAME.", "an alarm"),
        RELEASE("release.", "`release`");

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
