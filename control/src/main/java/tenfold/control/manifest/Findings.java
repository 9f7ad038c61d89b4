package tenfold.control.manifest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.snakeyaml.engine.v2.nodes.Node;
import tenfold.control.problem.ProblemCode;
import tenfold.model.manifest.Problem;

/// Collects problems while the file is read on; keeps the first hundred.
final class Findings {
    private static final int PROBLEMS_MAX = 100;
    private final List<Problem> problems = new ArrayList<>();

    void add(ProblemCode code, Node at, String format, Object... arguments) {
        addWithNext(code, at, code.next(), format, arguments);
    }

    void addWithNext(ProblemCode code, Node at, String next, String format, Object... arguments) {
        var mark = at.getStartMark();
        int line = mark.map(place -> place.getLine() + 1).orElse(0);
        int column = mark.map(place -> place.getColumn() + 1).orElse(0);
        String message = String.format(Locale.ROOT, format, arguments);
        add(new Problem(code.code(), line, column, message, next));
    }

    void add(Problem problem) {
        if (problems.size() < PROBLEMS_MAX) {
            problems.add(problem);
        }
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    List<Problem> inOrder() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }
}
