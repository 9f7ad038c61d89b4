package tenfold.model.manifest;

import java.util.List;

/// The outcome of reading an application's folder.
public sealed interface ManifestReading {
    /// The application can be planned; `notes` say in words what was detected and why.
    record Loaded(Manifest manifest, List<String> notes) implements ManifestReading {
        public Loaded {
            notes = List.copyOf(notes);
        }
    }

    /// Every problem found, in the order of the file.
    record Invalid(List<Problem> problems) implements ManifestReading {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
