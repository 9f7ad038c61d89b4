package tenfold.model;

import java.util.List;
import java.util.Map;
import tenfold.base.Check;

/// How busy the primary is: sessions that work or wait inside of it, on average over the newest
/// `samples` looks, one a second.
///
/// @param samples 0 while nothing is known
/// @param active all such sessions; above the number of processors they wait for each other
/// @param reading those of `active` whose statement only reads
/// @param waits what `active` does, by class; classes without a session are left out
/// @param statements the heaviest shapes, the heaviest first; at most [#STATEMENTS_MAX]
public record LoadReport(
        int samples,
        double active,
        double reading,
        Map<WaitClass, Double> waits,
        List<StatementLoad> statements) {
    public static final int STATEMENTS_MAX = 5;
    public static final LoadReport NONE = new LoadReport(0, 0, 0, Map.of(), List.of());

    public LoadReport {
        waits = Map.copyOf(waits);
        statements = List.copyOf(statements);
        Check.that(statements.size() <= STATEMENTS_MAX, "%d statements", statements.size());
    }

    public double waiting(WaitClass one) {
        return waits.getOrDefault(one, 0.0);
    }
}
