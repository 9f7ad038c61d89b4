package tenfold.journeys;

import java.time.Duration;
import java.util.Set;
import tenfold.base.net.Ports;
import tenfold.testkit.Await;

/// What an `up` that has ended must not keep.
final class Leftovers {
    private Leftovers() {}

    /// Waits until all these ports can be bound again.
    static void none(Set<Integer> ports) throws Exception {
        Await.until(
                "ports are free: " + ports,
                Duration.ofSeconds(10),
                () -> ports.stream().allMatch(Ports::isFree));
    }
}
