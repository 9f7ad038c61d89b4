package tenfold.cli.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// An application's folder and its data folder, with what a running node leaves there for us.
public record ApplicationFolder(Path application, Path data) {
    /// The data folder is `.tenfold` in the application's folder unless another one is given.
    public static ApplicationFolder of(Path application, Optional<Path> data) {
        Path root = application.toAbsolutePath().normalize();
        Path folder = data.map(path -> path.toAbsolutePath().normalize()).orElse(root);
        return new ApplicationFolder(root, data.isPresent() ? folder : root.resolve(".tenfold"));
    }

    /// Where control's API is, and the token it wants; empty when control was never started here.
    public Optional<ControlAccess> control() throws IOException {
        Optional<String> address = read(data.resolve("control/address"));
        Optional<String> token = read(data.resolve("control/token"));
        if (address.isEmpty() || token.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ControlAccess(URI.create(address.get()), token.get()));
        } catch (IllegalArgumentException e) {
            throw new IOException(data.resolve("control/address") + " holds no URL", e);
        }
    }

    /// The node process that holds the data folder, if it lives.
    public Optional<NodeProcess> node() throws IOException {
        Optional<String> line = read(data.resolve("node/lock"));
        return line.isEmpty() ? Optional.empty() : NodeProcess.find(line.get());
    }

    public Path logs() {
        return data.resolve("logs");
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            String content = Files.readString(file).strip();
            return content.isEmpty() ? Optional.empty() : Optional.of(content);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }
}
