package tenfold.control.advise;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.model.StatementLoad;
import tenfold.model.WaitClass;

/// What was seen of the running system, averaged over the time `seen`.
record Signals(Duration seen, Traffic traffic, Machine machine, Database database, Shape shape) {

    /// What users do. `p95Micros` is the median of the seconds' 95th percentiles.
    ///
    /// @param cacheable the share of requests that a cache could have answered; negative where it
    ///   is not measured
    /// @param peakToTrough the busiest ten minutes of a day over the quietest; 0 before a day
    record Traffic(
            double requestsPerSecond,
            double errorShare,
            long p95Micros,
            double inFlight,
            double cacheable,
            double peakToTrough) {}

    /// What the machine has. `web`, `sql` and `platform` are processors in use, of `processors`.
    ///
    /// @param busy the part of all processor time that is used, whoever uses it
    /// @param hottestInstance processors that the busiest instance uses
    /// @param memoryAvailable and `diskFree` are parts of the whole; 1 where it is not known
    record Machine(
            int processors,
            double busy,
            double web,
            double sql,
            double platform,
            double hottestInstance,
            double memoryAvailable,
            double diskFree) {}

    /// What the primary does. `active` are sessions that work or wait inside of it.
    ///
    /// @param heaviest the statement that most sessions ran in the last minute; null when none was
    ///   seen
    /// @param heaviestShare its part of that minute's active sessions
    record Database(
            double active,
            double reading,
            Map<WaitClass, Double> waits,
            @Nullable StatementLoad heaviest,
            double heaviestShare,
            double busyConnections,
            int connectionsMax,
            double clientsWaiting,
            double statementsPerSecond) {
        Database {
            waits = Map.copyOf(waits);
        }

        /// The part of active sessions that only read.
        double readShare() {
            return active <= 0 ? 0 : reading / active;
        }

        /// The part of active sessions that is in this class.
        double waitShare(WaitClass one) {
            return active <= 0 ? 0 : waits.getOrDefault(one, 0.0) / active;
        }
    }
}
