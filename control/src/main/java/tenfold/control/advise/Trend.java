package tenfold.control.advise;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Where a level goes, by the slopes between all pairs of days (Theil and Sen): one odd day moves
/// nothing. The band is that of the middle eighty of a hundred slopes.
///
/// @param perDay how much the level rises a day, most likely
/// @param perDayLow and `perDayHigh` are the ends of the band
record Trend(Instant at, double level, double perDay, double perDayLow, double perDayHigh) {
    /// The highest level of one day.
    record Peak(Instant day, double level) {}

    /// With fewer days every forecast is a guess.
    static final int DAYS_MIN = 4;

    static final int DAYS_MAX = 28;

    /// When the level passes a limit; null beyond `Forecast#FAR`, or never.
    record Forecast(Instant early, Optional<Instant> likely, Optional<Instant> late) {
        static final Duration FAR = Duration.ofDays(365);
    }

    static Optional<Trend> of(List<Peak> peaks) {
        if (peaks.size() < DAYS_MIN) {
            return Optional.empty();
        }
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < peaks.size(); i++) {
            for (int j = i + 1; j < peaks.size(); j++) {
                double days = days(peaks.get(i).day(), peaks.get(j).day());
                slopes.add((peaks.get(j).level() - peaks.get(i).level()) / days);
            }
        }
        Collections.sort(slopes);
        double slope = at(slopes, 0.5);
        Instant last = peaks.getLast().day();
        List<Double> levels = new ArrayList<>();
        for (Peak peak : peaks) {
            levels.add(peak.level() + slope * days(peak.day(), last));
        }
        Collections.sort(levels);
        return Optional.of(
                new Trend(last, at(levels, 0.5), slope, at(slopes, 0.1), at(slopes, 0.9)));
    }

    /// When the level reaches `limit`; empty when even the fastest rise would take more than a
    /// year.
    Optional<Forecast> reaches(double limit) {
        return when(limit, perDayHigh)
                .map(early -> new Forecast(early, when(limit, perDay), when(limit, perDayLow)));
    }

    private Optional<Instant> when(double limit, double slope) {
        if (level >= limit) {
            return Optional.of(at);
        }
        double days = slope <= 0 ? Double.POSITIVE_INFINITY : (limit - level) / slope;
        return days > Forecast.FAR.toDays()
                ? Optional.empty()
                : Optional.of(at.plus(Duration.ofMinutes((long) (days * 24 * 60))));
    }

    private static double days(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 86_400_000.0;
    }

    private static double at(List<Double> sorted, double part) {
        return sorted.get((int) Math.round(part * (sorted.size() - 1)));
    }
}
