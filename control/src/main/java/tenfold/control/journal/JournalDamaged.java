package tenfold.control.journal;

import java.io.IOException;

/// What stands in the journal cannot have been written by it; going on would be guessing.
public final class JournalDamaged extends IOException {
    private static final long serialVersionUID = 1;

    public JournalDamaged(String message) {
        super(message);
    }
}
