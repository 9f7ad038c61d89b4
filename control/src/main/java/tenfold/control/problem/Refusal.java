package tenfold.control.problem;

import java.util.List;
import java.util.stream.Collectors;
import tenfold.model.manifest.Problem;

/// Planning cannot go on before a person has changed something.
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private final transient List<Problem> problems;

    public Refusal(List<Problem> problems) {
        super(problems.stream().map(Problem::message).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
