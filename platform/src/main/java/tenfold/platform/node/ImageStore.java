package tenfold.platform.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import tenfold.base.file.DurableFile;
import tenfold.model.Image;
import tools.jackson.core.JacksonException;

/// The last good image on disk, so that the node can start and serve without control.
final class ImageStore {
    /// What was stored: the image, and the fingerprint of the application's definition that it was
    /// made from.
    record Stored(String definition, Image image) {}

    private final DurableFile file;

    ImageStore(Path path) {
        this.file = new DurableFile(path);
    }

    /// The stored image, or empty when there is none. Throws [IOException] when it is damaged.
    Optional<Stored> load() throws IOException {
        Optional<byte[]> content = file.read();
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(NodeJson.MAPPER.readValue(content.get(), Stored.class));
        } catch (JacksonException e) {
            throw new IOException("the stored image cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    void save(Stored stored) throws IOException {
        file.write(NodeJson.MAPPER.writeValueAsBytes(stored));
    }
}
