package tenfold.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where the console's page comes from; names are plain file names.
public interface ConsoleFiles {
    Optional<byte[]> read(String name);

    /// From a folder of the class path, like `console/`, as `loader` sees it.
    static ConsoleFiles fromClassPath(ClassLoader loader, String folder) {
        return name -> {
            try (var in = loader.getResourceAsStream(folder + name)) {
                return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /// From a folder on disk, read again at each request.
    static ConsoleFiles fromFolder(Path folder) {
        return name -> {
            try {
                Path file = folder.resolve(name);
                return Files.isRegularFile(file)
                        ? Optional.of(Files.readAllBytes(file))
                        : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
