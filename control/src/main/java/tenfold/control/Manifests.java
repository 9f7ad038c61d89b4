package tenfold.control;

import java.nio.file.Path;
import java.util.Optional;
import tenfold.control.manifest.ManifestReader;
import tenfold.model.manifest.ManifestReading;

/// Reads what an application says about itself.
public final class Manifests {
    private Manifests() {}

    /// Reads `tenfold.yaml` in the folder, or detects what it does not say. `commandAfterDashes`
    /// replaces the main service's command. Never throws for what stands in the folder.
    public static ManifestReading read(
            Path applicationFolder, Optional<String> commandAfterDashes) {
        return ManifestReader.read(applicationFolder, commandAfterDashes);
    }
}
