package tenfold.control.problem;

import java.util.Locale;
import tenfold.model.manifest.Problem;

/// The codes, each with what it means and what to do; `T-10xx` manifest, `T-11xx` start, `T-12xx`
/// HTTP API, `T-13xx` the running system, `T-14xx` growth, `T-15xx` releases, `T-16xx` scaling,
/// `T-18xx` metrics and alarms.
public enum ProblemCode {
    YAML_SYNTAX(
            1001,
            "The manifest is not readable YAML",
            "`tenfold.yaml` breaks YAML's own rules at the place named: often a tab, a missing"
                    + " space after a colon, or a quote that is never closed.",
            "Correct the line; nothing else can be checked before."),
    MANIFEST_LIMIT(
            1002,
            "The manifest is too large, too deep or too repetitive",
            "A manifest may have 64 KiB, 16 levels and 50 aliases. More is a mistake or an attack.",
            "Shorten it. Values that many lines share can stand in the environment."),
    UNKNOWN_KEY(
            1003,
            "Unknown key",
            "The key has no meaning at this place, so it would be silently without effect.",
            "Use the key that is suggested, or remove the line. All keys: docs/reference/manifest.md."),
    DUPLICATE_KEY(
            1004,
            "A key stands twice",
            "The same key stands twice in one block; only one of them could be meant.",
            "Remove one of the two lines."),
    WRONG_TYPE(
            1005,
            "Wrong kind of value",
            "The key wants another kind of value: text, a whole number, true or false, a list or a"
                    + " block of keys.",
            "Write the value as docs/reference/manifest.md shows it."),
    BAD_VALUE(
            1006,
            "Value not allowed",
            "The value has the right kind, and is outside of what the key accepts.",
            "The message says what is accepted."),
    NO_COMMAND(
            1007,
            "No command to run the application",
            "Neither the manifest nor the folder says how the application is started. Looked for, in"
                    + " this order: a Procfile with a `web:` line; target/quarkus-app/quarkus-run.jar;"
                    + " one runnable jar in target/ or build/libs/; package.json with a start script.",
            "Write `services: {web: {run: COMMAND}}` into tenfold.yaml, or end the command line with"
                    + " `-- COMMAND`."),
    RESERVED_VARIABLE(
            1008,
            "Environment variable is reserved",
            "`PORT` differs for each instance and is chosen by the platform, and names that start"
                    + " with `TENFOLD_` are its own.",
            "Remove it. A program that does not obey PORT gets `port: NUMBER` on its service."),
    UNKNOWN_REFERENCE(
            1009,
            "Unknown reference",
            "A `${...}` in a value names nothing that the platform knows.",
            "Use a reference from docs/reference/manifest.md; `$${` stands for a plain `${`."),
    UNKNOWN_SERVICE(
            1010,
            "Route without a service",
            "A route names a service that the manifest does not have, or there are several services"
                    + " and nothing says which one gets the requests.",
            "Name an existing service, or add `routes`."),
    FIXED_PORT_SCALED(
            1011,
            "A fixed port cannot be shared",
            "A service with a fixed `port` can have one instance only: two cannot listen on it.",
            "Remove `port` and let the program read PORT, or leave `scale` at 1."),
    FOLDER_UNREADABLE(
            1012,
            "The application's folder cannot be used",
            "The folder or its tenfold.yaml is missing, is no folder or file, or may not be read.",
            "Give the folder of an application: `tenfold up FOLDER`."),
    PORT_TAKEN(
            1101,
            "A port that was asked for is taken",
            "Another program listens on the port that the manifest or the command line asks for.",
            "Stop that program, name another port, or leave the port out and get a free one."),
    NO_FREE_PORT(
            1102,
            "No free port",
            "Every port of the range that is kept for this purpose is taken.",
            "Stop programs that are not needed."),
    DATA_FOLDER(
            1103,
            "The data folder cannot be written",
            "Decisions, secrets and certificates cannot be kept.",
            "Check its rights and the free space, or choose another folder with --data."),
    JOURNAL_DAMAGED(
            1104,
            "The journal is damaged",
            "A record in the middle of control/journal, or its snapshot, does not match its checksum."
                    + " A torn last record is normal after a crash and is cut silently; this is not"
                    + " that. Going on could give the application other ports or another database.",
            "Bring the file back from a backup. Without one, move control/journal and"
                    + " control/snapshot away and start again: data and secrets stay, ports are"
                    + " chosen anew."),
    ALREADY_RUNNING(
            1105,
            "Control already runs on this data folder",
            "Another process holds the journal's lock.",
            "Use `tenfold status`, or stop the other one with `tenfold down`."),
    TOKEN(
            1201,
            "The API token is missing or wrong",
            "Every call needs `Authorization: Bearer` with the content of control/token, or the"
                    + " console's session cookie.",
            "Run the command as the user who runs `tenfold up`, on the same data folder."),
    HOST(
            1202,
            "Host not allowed",
            "The API answers only to its loopback names. Another name in `Host` is how a web page"
                    + " attacks local programs (DNS rebinding).",
            "Use the URL in control/address."),
    ORIGIN(
            1203,
            "Origin not allowed",
            "The call comes from a web page of another origin.",
            "Use the console's own page."),
    CONTENT_TYPE(
            1204,
            "Only application/json is accepted",
            "A body of another type could be sent by any web page without being asked.",
            "Send `Content-Type: application/json`."),
    BODY_TOO_LARGE(1205, "Body too large", "Bodies may have 1 MiB.", "Send less."),
    NOT_FOUND(1206, "No such path", "The API has no such path.", "See ARCHITECTURE.md, HTTP API."),
    METHOD(
            1207,
            "Method not allowed",
            "The path exists, with another method.",
            "See ARCHITECTURE.md, HTTP API."),
    BAD_REQUEST(
            1208,
            "Request not understood",
            "A parameter or the body is not what the path wants.",
            "The message says what is wrong."),
    OVERLOADED(
            1209,
            "Too many calls at once",
            "The API serves a limited number of calls and event streams at the same time.",
            "Close unused console pages and try again."),
    CONSOLE_TOKEN(
            1210,
            "The console's link was used or is too old",
            "A console link works once, for 30 minutes.",
            "Get a new one with `tenfold status`."),
    INTERNAL(
            1211,
            "Control failed",
            "An unforeseen fault; the log control.log has its trace.",
            "Try again; traffic is not affected. Report it with the log."),
    NODE_STALE(
            1301,
            "The node does not report",
            "Control has not heard from the node process for some seconds; what is shown is old.",
            "Check that `tenfold up` still runs; `tenfold doctor` looks for causes."),
    LISTENER_CLOSED(
            1302,
            "An address is not listened on",
            "A listener could not be opened, usually because another program has the port.",
            "Stop the other program; the listener is opened by itself."),
    INSTANCE_DOWN(
            1303,
            "An instance is not healthy",
            "The program ended, did not start in time, or no longer answers its health check.",
            "Read its last lines: `tenfold logs INSTANCE`. It is started again by itself."),
    DATABASE_DOWN(
            1304,
            "The database does not run",
            "PostgreSQL is starting, recovering or has failed; clients are held meanwhile.",
            "Read `tenfold logs pg-1`. It is started again by itself."),
    BEHIND(
            1305,
            "A station has not applied the newest image",
            "A part of the node still works with older settings.",
            "Wait some seconds; if it stays, restart with `tenfold down` and `tenfold up`."),
    CLIENTS_WAIT(
            1306,
            "Clients wait for a database connection",
            "All server connections are in use: by transactions that run long, or by sessions that"
                    + " are pinned to theirs.",
            "Look for slow statements and idle transactions first; then raise"
                    + " `database.pool.connections`."),
    ANSWERS_FAIL(
            1307,
            "Requests fail",
            "More than one in a hundred answers of the last seconds was an error of the server"
                    + " (5xx).",
            "Read the newest lines of the instances: `tenfold logs`."),
    WRITES_WAIT(
            1308,
            "Commits wait for a standby",
            "Durability is `strict`, and no standby can confirm that it has a commit on its disk."
                    + " Nothing is lost; writes go on as soon as a standby is back.",
            "Read the standby's reason in `tenfold status`; it joins again by itself. To go on"
                    + " without one, `tenfold undo` removes it."),
    UNPROTECTED(
            1309,
            "The newest writes are on one disk only",
            "Durability is `available`, and no standby is there. Writes go on; a failover could lose"
                    + " them, so that there will be none by itself.",
            "Read the standby's reason in `tenfold status`; it joins again by itself, and protection"
                    + " is back when it has caught up."),
    COPY_DOWN(
            1310,
            "A standby or replica does not run",
            "It is being copied again, has failed, or its process has ended.",
            "Read its reason and `tenfold logs SERVER`. It is started again by itself."),
    STATEMENTS_HELD(
            1311,
            "Statements are held",
            "There is no primary that may serve: a failover or a switch is under way.",
            "Wait; clients are answered when it is over. If it lasts, read `tenfold logs SERVER`."),
    STEP_STUCK(
            1312,
            "A step cannot go on",
            "A step of growth is on a way that has no turning, and the node's reports do not say that"
                    + " it came true. It is tried again by itself.",
            "Read what is missing in `tenfold moves`, and mend that."),
    CERTIFICATE_FAILED(
            1330,
            "A certificate cannot be ordered",
            "The certificate authority (ACME) did not issue a certificate that the manifest asks for. The"
                    + " one before, or the platform's own, is served meanwhile; it is tried again by"
                    + " itself, after longer and longer pauses.",
            "Read the reason. The name must lead to this machine, and port 80 of it to a listener with"
                    + " `protocol: http`: there the authority asks whether the name is yours."),
    STEP_REFUSED(
            1401,
            "A check speaks against the step",
            "What a step needs is looked at before it begins. Nothing was changed.",
            "`tenfold grow STEP --dry-run` shows every check; the message names those that failed."),
    STEP_RUNS(
            1402,
            "Another step runs",
            "Steps are taken one after the other.",
            "`tenfold moves` shows how far it is; `tenfold undo` takes it back."),
    WAY_BACK_OPEN(
            1403,
            "An earlier step keeps its way back open",
            "The old server is kept up so that `tenfold undo` loses nothing. The next step could"
                    + " close that way without saying so.",
            "`tenfold complete` gives the way back up; `tenfold undo` takes the step back."),
    NOTHING_TO_UNDO(
            1404,
            "Nothing can be taken back",
            "No step was taken, or each was taken back or completed.",
            "`tenfold moves` shows the steps that were taken."),
    STEP_ARGUMENT(
            1405,
            "Step or argument not understood",
            "The step does not exist, or one of its arguments is not what it accepts.",
            "`tenfold help grow` shows all steps."),
    NOTHING_TO_COMPLETE(
            1406,
            "No way back is kept open",
            "Only a move or a resize keeps an old server for its way back, until it is completed.",
            "Nothing has to be done."),
    RELEASE_RUNS(
            1501,
            "Another release is on its way",
            "Releases go one after the other: a new one begins when the one before serves all"
                    + " requests or has gone back.",
            "`tenfold releases` shows how far it is; `tenfold rollback` ends it."),
    NOTHING_TO_ROLL_BACK(
            1502,
            "No earlier release is kept",
            "A rollback needs an older version that still runs, or whose files are kept. The version"
                    + " that `tenfold up` runs from the application's own folder has no files of its own,"
                    + " and can be gone back to as long as it still runs.",
            "`tenfold releases` shows what is kept; otherwise deploy the older version again."),
    RELEASE_FIXED_PORT(
            1503,
            "A service with a fixed port cannot be released beside itself",
            "The new version runs beside the old one for a while, and both cannot listen on one port.",
            "Let the program read PORT and remove `port`, or stop and start it: `tenfold down`,"
                    + " `tenfold up`."),
    RELEASE_MANIFEST(
            1504,
            "The folder cannot be released",
            "The manifest in the application's folder has problems, or asks for something that only"
                    + " `tenfold up` can change. What runs is not touched.",
            "Mend what the message names, and deploy again."),
    NOTHING_KEPT(
            1505,
            "No old version is kept",
            "Only after a deployment is an old version kept running, until it is completed or its"
                    + " time is over.",
            "Nothing has to be done."),
    ZONE_LAST(
            1506,
            "Without this zone nothing would be left",
            "A zone is taken out only when another one can take over: one with web instances, and for"
                    + " the database's primary a standby elsewhere.",
            "Add a zone with `zones` in tenfold.yaml and `tenfold deploy`, a standby with"
                    + " `tenfold grow standby`, or bring another zone in first."),
    ZONE_STATE(
            1507,
            "The zone cannot change now",
            "There is no such zone, it is there or out already, or a zone or a release is on its way.",
            "`tenfold zone` shows every zone, `tenfold releases` what is on its way."),
    SCALE_ARGUMENT(
            1601,
            "A wish about a group that is not understood",
            "A number of instances is outside the group's bounds, or a group has as many metrics as it may"
                    + " have.",
            "`tenfold scale` shows the groups and their bounds."),
    NOT_SCALED(
            1602,
            "The service is not scaled",
            "Only a service that has a `scale` block with `min` and `max`, or that `tenfold grow autoscale`"
                    + " was said of, follows its load.",
            "`tenfold scale` shows every service."),
    BAD_QUERY(
            1801,
            "The query cannot be answered",
            "The query is not understood, or asks for more than one answer may hold; the message"
                    + " names the column.",
            "docs/reference/queries.md is the language. A larger step, a shorter time or more labels"
                    + " make an answer smaller."),
    ALARM_QUERY(
            1802,
            "An alarm's query is not understood",
            "`when` of an alarm is a query, a comparison and a number; the query has a mistake.",
            "Try it with `tenfold metrics QUERY`; docs/reference/queries.md is the language.");

    private final int number;
    private final String title;
    private final String meaning;
    private final String next;

    ProblemCode(int number, String title, String meaning, String next) {
        this.number = number;
        this.title = title;
        this.meaning = meaning;
        this.next = next;
    }

    /// The stable name: `T-1003`.
    public String code() {
        return "T-" + number;
    }

    public String title() {
        return title;
    }

    public String next() {
        return next;
    }

    /// A problem of this kind that no line of a file is to blame for.
    public Problem problem(String format, Object... arguments) {
        return Problem.anywhere(code(), String.format(Locale.ROOT, format, arguments), next);
    }

    /// The code's page in docs/operate/errors.
    public String page() {
        return "# %s: %s\n\n%s\n\n**What to do:** %s\n".formatted(code(), title, meaning, next);
    }

    /// The list of all pages.
    static String index() {
        var page = new StringBuilder("# Errors\n\n| code | meaning |\n|---|---|\n");
        for (ProblemCode one : values()) {
            page.append("| [%s](%s.md) | %s |\n".formatted(one.code(), one.code(), one.title()));
        }
        return page.toString();
    }
}
