package tenfold.control.status;

import java.util.Arrays;
import java.util.List;
import tenfold.model.DatabaseCluster;
import tenfold.model.Durability;
import tenfold.model.Image;
import tenfold.model.InstanceSpec;
import tenfold.model.ServerRole;

/// The talk's ladder; `built` says honestly which steps this version of Tenfold has something of.
public enum Ladder {
    ONE_BOX("One box", "1", "Web app and database on one machine", true),
    APART(
            "Database apart",
            "> 1",
            "The database on a server of its own: `grow move`. Sign-in is not built yet",
            true),
    ZONES(
            "Two zones",
            "> 100",
            "Instances in zones: `zones` of the manifest; a standby and failover: `grow standby`",
            true),
    REPLICAS(
            "Replicas and caches",
            "> 10 000",
            "Read replicas: `grow replica`; edge cache: `grow cache`. Objects and tables are not built"
                    + " yet",
            true),
    ELASTIC(
            "Auto scaling",
            "> 100 000",
            "As many instances as the traffic needs: `grow autoscale`",
            true),
    SERVICES(
            "Services",
            "> 500 000",
            "Metrics, logs, alarms and releases. Queues, functions and traces are not built yet",
            true),
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

    /// The highest step that the image has something of.
    static Ladder of(Image image) {
        DatabaseCluster cluster = image.sql().cluster();
        boolean replicas =
                cluster.servers().stream().anyMatch(one -> one.role() == ServerRole.REPLICA);
        if (replicas || image.edge().routes().stream().anyMatch(one -> one.cache() != null)) {
            return REPLICAS;
        }
        long zones = image.fleet().instances().stream().map(InstanceSpec::zone).distinct().count();
        if (zones > 1 || cluster.durability() != Durability.SINGLE) {
            return ZONES;
        }
        boolean apart = cluster.servers().stream().anyMatch(one -> one.external() != null);
        return apart ? APART : ONE_BOX;
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
