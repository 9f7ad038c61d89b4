package tenfold.platform.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import tenfold.model.SecretRef;

/// Reads secrets, one a file, at the moment they are needed; never caches nor prints them.
record SecretFolder(Path folder) implements Function<SecretRef, String> {
    @Override
    public String apply(SecretRef secret) {
        try {
            return Files.readString(folder.resolve(secret.value())).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("secret " + secret + " cannot be read", e);
        }
    }
}
