package tenfold.sql.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.Durability;
import tenfold.model.LocalPlace;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
import tenfold.model.ServerMemory;
import tenfold.model.ServerRole;
import tenfold.model.SwitchWish;
import tenfold.model.Zone;

/// Images for the simulation.
final class Images {
    private Images() {}

    static DatabaseCluster of(int members, int replicas, Durability durability) {
        List<DatabaseServer> all = new ArrayList<>();
        for (int i = 1; i <= members + replicas; i++) {
            all.add(server(i, i <= members ? ServerRole.MEMBER : ServerRole.REPLICA));
        }
        return of(all, durability, null);
    }

    static DatabaseCluster wishing(DatabaseCluster before, ServerId target) {
        SwitchWish last = before.switchWish();
        long number = last == null ? 1 : last.number() + 1;
        return of(before.servers(), before.durability(), new SwitchWish(number, target));
    }

    private static DatabaseCluster of(
            List<DatabaseServer> servers, Durability durability, @Nullable SwitchWish wish) {
        return new DatabaseCluster(
                "d",
                "u",
                new SecretRef("a"),
                new SecretRef("o"),
                new SecretRef("r"),
                servers,
                servers.getFirst().id(),
                durability,
                true,
                wish,
                null,
                null);
    }

    private static DatabaseServer server(int number, ServerRole role) {
        String name = "pg-" + number;
        var memory = new ServerMemory(64, 128, 4, 32, 20);
        var place = new LocalPlace(Path.of("/" + name), Path.of("/s" + name), memory);
        return DatabaseServer.local(new ServerId(name), new Zone("z" + number), role, place);
    }
}
