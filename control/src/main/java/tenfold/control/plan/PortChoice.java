package tenfold.control.plan;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import tenfold.control.problem.ProblemCode;
import tenfold.model.manifest.Problem;

/// Answers which port a use gets.
sealed interface PortChoice {
    int PRIVILEGED_BELOW = 1024;

    /// The recorded port stays.
    record Keep() implements PortChoice {}

    record Assign(int port) implements PortChoice {}

    record Refuse(Problem problem) implements PortChoice {}

    static PortChoice choose(PortUse use, Decisions decisions, IntPredicate free) {
        var recorded = decisions.port(use.use());
        Integer wanted = use.wanted();
        if (recorded.isPresent() && (wanted == null || wanted == recorded.getAsInt())) {
            return new Keep();
        }
        Set<Integer> others = new HashSet<>(decisions.ports().values());
        if (wanted != null) {
            Optional<Problem> problem = refusal(use, wanted, decisions, free);
            return problem.isPresent() ? new Refuse(problem.get()) : new Assign(wanted);
        }
        return IntStream.concat(
                        IntStream.of(use.preferred()), IntStream.rangeClosed(use.from(), use.to()))
                .filter(port -> !others.contains(port))
                .filter(free)
                .mapToObj(port -> (PortChoice) new Assign(port))
                .findFirst()
                .orElseGet(() -> new Refuse(nothingFree(use)));
    }

    private static Optional<Problem> refusal(
            PortUse use, int wanted, Decisions decisions, IntPredicate free) {
        for (var other : decisions.ports().entrySet()) {
            if (other.getValue() == wanted) {
                return Optional.of(
                        ProblemCode.PORT_TAKEN.problem(
                                "port %d (%s) is already this application's %s port",
                                wanted, use.setting(), other.getKey()));
            }
        }
        return free.test(wanted)
                ? Optional.empty()
                : Optional.of(
                        ProblemCode.PORT_TAKEN.problem(
                                "port %d (%s) %s",
                                wanted,
                                use.setting(),
                                wanted < PRIVILEGED_BELOW
                                        ? "is taken, or needs root because it is below 1024"
                                        : "is taken by another program"));
    }

    private static Problem nothingFree(PortUse use) {
        return ProblemCode.NO_FREE_PORT.problem(
                "no free port for %s: %d and %d to %d are taken",
                use.use(), use.preferred(), use.from(), use.to());
    }
}
