package tenfold.watch.alarm;

import java.util.List;
import java.util.function.Function;
import tenfold.model.AlarmReport.State;
import tenfold.model.manifest.AlarmCondition.Composite;

/// The law of alarms that are made of alarms, in logic of three values: what is unknown makes the
/// whole unknown only when it decides. Pure.
final class Composites {
    private Composites() {}

    static State of(Composite composite, Function<String, State> states) {
        State all = all(composite.allOf(), states);
        State any = composite.anyOf().isEmpty() ? State.ALARM : any(composite.anyOf(), states);
        State none = not(any(composite.noneOf(), states));
        return and(and(all, any), none);
    }

    private static State all(List<String> names, Function<String, State> states) {
        return names.stream().map(states).reduce(State.ALARM, Composites::and);
    }

    private static State any(List<String> names, Function<String, State> states) {
        return not(
                names.stream()
                        .map(states)
                        .map(Composites::not)
                        .reduce(State.ALARM, Composites::and));
    }

    private static State and(State a, State b) {
        if (a == State.OK || b == State.OK) {
            return State.OK;
        }
        return a == State.ALARM ? b : a;
    }

    private static State not(State state) {
        return switch (state) {
            case OK -> State.ALARM;
            case ALARM -> State.OK;
            case INSUFFICIENT_DATA -> state;
        };
    }
}
