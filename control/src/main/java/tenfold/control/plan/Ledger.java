package tenfold.control.plan;

import java.io.IOException;
import java.nio.file.Path;
import tenfold.control.journal.Journal;
import tenfold.control.journal.JournalDamaged;

/// Decisions with their journal: what [#record] returns from is durable, and only then part of
/// [#decisions].
public final class Ledger implements AutoCloseable {
    private static final int RECORDS_MAX = 1000;
    private final Journal journal;
    private Decisions decisions = Decisions.NONE;

    private Ledger(Journal journal) {
        this.journal = journal;
    }

    public static Ledger open(Path folder) throws IOException {
        var journal = Journal.open(folder);
        var ledger = new Ledger(journal);
        for (String line : journal.replayed()) {
            ledger.decisions = ledger.decisions.with(parse(line));
        }
        return ledger;
    }

    private static Decision parse(String line) throws JournalDamaged {
        try {
            return Decision.parse(line);
        } catch (IllegalArgumentException e) {
            throw new JournalDamaged("a record makes no sense: " + e.getMessage());
        }
    }

    public Decisions decisions() {
        return decisions;
    }

    public void record(Decision decision) throws IOException {
        journal.append(decision.line());
        decisions = decisions.with(decision);
        if (journal.recordsInFile() >= RECORDS_MAX) {
            journal.compact(decisions.compacted().stream().map(Decision::line).toList());
        }
    }

    @Override
    public void close() {
        journal.close();
    }
}
