package tenfold.control;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import tenfold.control.journal.JournalDamaged;
import tenfold.control.plan.Ledger;
import tenfold.control.plan.Site;
import tenfold.control.release.Release;
import tenfold.control.release.WebTier;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ManifestReading;

/// What a control reads before it decides anything: its journal, and the manifest that it serves.
record Opening(ControlConfig config, DataFolder folder) {
    Ledger ledger() throws IOException, ControlRefused {
        try {
            return Ledger.open(folder.control());
        } catch (JournalDamaged e) {
            folder.close();
            throw ControlRefused.damaged(e);
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    /// The serving release's own; the folder's as long as nothing was deployed.
    Manifest manifest(Ledger ledger) throws ControlRefused {
        WebTier web = ledger.decisions().web();
        Optional<Release> serving = web.release(web.serving());
        if (serving.isPresent()) {
            return serving.get().manifest();
        }
        return switch (Manifests.read(config.applicationFolder(), config.commandAfterDashes())) {
            case ManifestReading.Loaded(Manifest loaded, _) -> loaded;
            case ManifestReading.Invalid(var problems) -> throw new ControlRefused(problems);
        };
    }

    Site site() {
        return new Site(
                config.applicationFolder(),
                config.dataFolder(),
                Path.of(System.getProperty("java.io.tmpdir")),
                config.memoryMib(),
                config.environment());
    }
}
