package tenfold.control.manifest;

import tenfold.control.manifest.Key.Place;

/// The keys of the manifest about what is watched: the application's own metrics, and alarms.
enum WatchKey implements ManifestKey {
    ALARMS(Place.ROOT, "alarms", "block", "none", "Alarms, each under its name."),
    METRICS(
            Place.SERVICE,
            "metrics",
            "path",
            "none",
            "Where it shows metrics as Prometheus' text; each instance is asked every 15 s."),

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
                    + " `TENFOLD_REASON`.");

    private final Place place;
    private final String text;
    private final String type;
    private final String standard;
    private final String meaning;

    WatchKey(Place place, String text, String type, String standard, String meaning) {
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
