package tenfold.watch.alarm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tenfold.base.file.DurableFile;
import tenfold.model.AlarmReport.Change;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The file `alarms`: how every alarm is, what it did, and what is yet to be delivered.
final class Notebook {
    /// One alarm as it was last written down.
    record Saved(String name, AlarmState state, List<Change> changes) {}

    record Page(List<Saved> alarms, List<Delivery> waiting) {}

    private final DurableFile file;

    Notebook(Path path) {
        this.file = new DurableFile(path);
    }

    /// What was written down; empty when nothing was. Throws [IOException] on damage.
    Optional<Page> read() throws IOException {
        Optional<byte[]> bytes = file.read();
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonMapper.shared().readValue(bytes.get(), Page.class));
        } catch (JacksonException e) {
            throw new IOException("the alarms' file cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    void write(Page page) throws IOException {
        file.write(JsonMapper.shared().writeValueAsBytes(page));
    }
}
