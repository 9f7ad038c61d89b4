package tenfold.control.grow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.control.move.Actions;
import tenfold.control.move.Leg;
import tenfold.control.move.Step;

/// What a step would do now.
///
/// @param words the step with its arguments, as it would be typed after `tenfold grow`
/// @param lastServer number of the newest server that it brings, or the newest there ever was
/// @param password of an external server, to be kept as a secret before the step starts
public record StepPlan(
        Step step,
        String words,
        List<Leg> legs,
        List<Guard> guards,
        String effect,
        String cost,
        String undo,
        int lastServer,
        long undoes,
        @Nullable Password password) {
    /// A secret under its name.
    record Password(String name, String value) {
        @Override
        public String toString() {
            return "Password[name=" + name + "]";
        }
    }

    public StepPlan {
        legs = List.copyOf(legs);
        guards = List.copyOf(guards);
    }

    /// Whether nothing speaks against it.
    public boolean allowed() {
        return !legs.isEmpty() && guards.stream().allMatch(Guard::passed);
    }

    /// What speaks against it.
    String refusal() {
        return String.join(
                "; ", guards.stream().filter(one -> !one.passed()).map(Guard::words).toList());
    }

    /// Each action in words, for a dry run.
    public List<String> actions() {
        return legs.stream().map(Actions::words).toList();
    }

    StepPlan with(List<Guard> more) {
        var all = new ArrayList<>(more);
        all.addAll(guards);
        return new StepPlan(
                step, words, legs, all, effect, cost, undo, lastServer, undoes, password);
    }
}
