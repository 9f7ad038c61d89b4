package tenfold.sql.parse;

import java.util.ArrayList;
import java.util.List;

/// What has been found in one statement so far.
final class Findings {
    private final List<Name> reads = new ArrayList<>();
    private final List<Name> writes = new ArrayList<>();
    private final List<Name> functions = new ArrayList<>();
    private boolean modifies;
    private int traits;

    void clear() {
        reads.clear();
        writes.clear();
        functions.clear();
        modifies = false;
        traits = 0;
    }

    void reads(Name table) {
        reads.add(table);
    }

    void writes(Name table) {
        modifies = true;
        writes.add(table);
    }

    void calls(Name function) {
        if (!functions.contains(function)) {
            functions.add(function);
        }
    }

    void trait(int trait) {
        traits |= trait;
    }

    int traits() {
        return traits;
    }

    /// The kind of a query with these findings.
    Kind kind() {
        if (modifies) {
            return Kind.WRITE;
        }
        if ((traits & Statement.INTO) != 0) {
            return Kind.DDL;
        }
        return (traits & Statement.LOCKS) != 0 ? Kind.WRITE : Kind.READ;
    }

    Statement statement(Kind kind) {
        return new Statement(kind, traits, reads, writes, functions);
    }
}
