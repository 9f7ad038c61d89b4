package tenfold.control.manifest;

import tenfold.control.manifest.Key.Place;

/// The keys of the block `release`.
enum ReleaseKey implements ManifestKey {
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

    private final Place place;
    private final String text;
    private final String type;
    private final String standard;
    private final String meaning;

    ReleaseKey(Place place, String text, String type, String standard, String meaning) {
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
