package tenfold.sql.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import tenfold.model.Durability;
import tenfold.model.ServerId;

/// What the simulation must find in the end.
final class Promises {
    private Promises() {}

    /// Everything that was promised, when the faults are over and time has passed.
    static void check(World world) {
        Durability durability = world.wanted.durability();
        Effect.Serve last = Objects.requireNonNull(world.serving, "nothing is served");
        ServerId primary = Objects.requireNonNull(last.primary(), "no primary is served");
        Set<Long> kept = new HashSet<>(world.rack.box(primary).log);
        assertThat(kept).as("acknowledged writes").containsAll(world.rack.acknowledged);
        assertThat(kept).as("writes that were read").containsAll(world.read);
        ClusterRecord record = Objects.requireNonNull(world.disk);
        assertThat(record.copies()).as("copies").isEqualTo(world.rack.boxes.keySet());
        if (durability != Durability.SINGLE && world.rack.boxes.size() > 1) {
            assertThat(record.witnesses()).as("witnesses").isNotEmpty();
        }
        assertThat(last.replicas()).as("replicas").hasSize(world.rack.boxes.size() - 1);
        for (int i = 1; i < world.failovers.size(); i++) {
            World.Failover one = world.failovers.get(i - 1);
            World.Failover next = world.failovers.get(i);
            boolean minute = next.at() - one.at() > 50 * World.SECOND;
            assertThat(minute || next.run() != one.run())
                    .as("a minute lies between two automatic failovers")
                    .isTrue();
        }
    }
}
