package tenfold.control.status;

import java.util.Arrays;
import java.util.List;

/// The talk's ladder; `built` says honestly which steps this version of Tenfold has.
public enum Ladder {
    ONE_BOX("One box", "1", "Web app and database on one machine", true),
    APART("Database apart", "> 1", "The database on its own server; sign-in", false),
    ZONES("Two zones", "> 100", "A load balancer, a standby database, failover", false),
    REPLICAS(
            "Replicas and caches", "> 10 000", "Read replicas, edge cache, objects, tables", false),
    ELASTIC("Auto scaling", "> 100 000", "As many instances as the traffic needs", false),
    SERVICES("Services", "> 500 000", "Automation, queues, functions, traces", false),
    TOGETHER("All together", "> 1 000 000", "Every part at once", false),
    SHARDS("Federation and shards", "5 million", "Databases by group and by key", false),
    REGIONS("Regions", "> 10 million", "More than one place on earth", false);

    /// One step for readers.
    public record Step(String name, String users, String what, boolean built, boolean here) {}

    static final String END = "10 million";

    final String title;
    final String users;
    private final String what;
    private final boolean built;

    Ladder(String title, String users, String what, boolean built) {
        this.title = title;
        this.users = users;
        this.what = what;
        this.built = built;
    }

    public static List<Step> steps(Ladder here) {
        return Arrays.stream(values())
                .map(one -> new Step(one.title, one.users, one.what, one.built, one == here))
                .toList();
    }

    Status.Stage stage() {
        List<Ladder> all = List.of(values());
        return new Status.Stage(all.indexOf(this) + 1, title, users, all.size(), END);
    }
}
