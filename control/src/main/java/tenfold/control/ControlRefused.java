package tenfold.control;

import java.util.List;
import java.util.stream.Collectors;
import tenfold.control.journal.JournalDamaged;
import tenfold.control.problem.ProblemCode;
import tenfold.model.manifest.Problem;

/// Control cannot start before a person has changed something; each problem says what.
public final class ControlRefused extends Exception {
    private static final long serialVersionUID = 1;
    private final transient List<Problem> problems;

    ControlRefused(List<Problem> problems) {
        super(
                problems.stream()
                        .map(problem -> problem.code() + " " + problem.message())
                        .collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    static ControlRefused damaged(JournalDamaged e) {
        String words = String.valueOf(e.getMessage());
        return new ControlRefused(List.of(ProblemCode.JOURNAL_DAMAGED.problem("%s", words)));
    }
}
