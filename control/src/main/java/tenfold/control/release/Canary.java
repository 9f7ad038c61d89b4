package tenfold.control.release;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tenfold.model.InstanceId;
import tenfold.model.TargetReport;

/// What both versions did since a step began. Kept in memory only: after a restart of control the
/// step is watched anew.
record Canary(Sample old, Sample fresh, Map<InstanceId, Totals> before) {
    /// A target's totals when it was last looked at.
    record Totals(long requests, long failures) {}

    Canary {
        before = Map.copyOf(before);
    }

    /// Counts from what the targets have by now.
    static Canary begin(Observation seen) {
        var totals = new HashMap<InstanceId, Totals>();
        for (TargetReport target : seen.edge().targets()) {
            totals.put(target.instance(), new Totals(target.requests(), target.failures()));
        }
        return new Canary(Sample.NONE, Sample.NONE, totals);
    }

    Canary plus(Observation seen) {
        return new Canary(
                add(old, seen.targets(seen.old())),
                add(fresh, seen.targets(seen.fresh())),
                begin(seen).before());
    }

    private Sample add(Sample sample, List<TargetReport> targets) {
        Sample sum = sample;
        for (TargetReport target : targets) {
            Totals last = before.getOrDefault(target.instance(), new Totals(0, 0));
            // A restart of the edge counts from nothing again.
            boolean anew = target.requests() < last.requests();
            sum =
                    sum.plus(
                            target.requests() - (anew ? 0 : last.requests()),
                            Math.max(0, target.failures() - (anew ? 0 : last.failures())),
                            target.latency());
        }
        return sum;
    }
}
