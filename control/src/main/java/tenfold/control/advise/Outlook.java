package tenfold.control.advise;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far the system, as it stands, will carry.
///
/// @param law null while throughput was seen at too few levels of concurrency
/// @param forecast null while fewer than four days were seen, or nothing grows
public record Outlook(@Nullable Law law, @Nullable Forecast forecast) {
    /// The Universal Scalability Law as fitted; `throughputMax` in requests per second.
    ///
    /// @param peakConcurrency requests in progress at which throughput is highest; null where more
    ///   always brought more
    /// @param throughputMax null where more always brought more
    /// @param measuredTo the highest concurrency seen; beyond, the law extrapolates
    /// @param quality the share of what was seen that the law explains, 1 is all
    public record Law(
            @Nullable Double peakConcurrency,
            @Nullable Double throughputMax,
            double contention,
            double coherency,
            double measuredTo,
            double quality) {
        static Law of(Usl usl) {
            return new Law(
                    finite(usl.peakConcurrency()),
                    finite(usl.throughputMax()),
                    usl.contention(),
                    usl.coherency(),
                    usl.measuredTo(),
                    usl.quality());
        }

        private static @Nullable Double finite(double value) {
            return Double.isFinite(value) ? value : null;
        }
    }

    /// When the daily peak reaches what the system carries, all in requests per second.
    ///
    /// @param late null where the slow end of the band never gets there within a year
    public record Forecast(
            double peak,
            double perDay,
            double limit,
            Instant early,
            @Nullable Instant likely,
            @Nullable Instant late) {}
}
