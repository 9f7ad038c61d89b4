package tenfold.control.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import tenfold.control.file.WholeFile;

/// A folder of secrets. New ones are 256 random bits in letters that need no escaping in a URL.
public final class Secrets {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private final Path folder;

    public Secrets(Path folder) {
        this.folder = folder;
    }

    /// 256 random bits as text.
    public static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    public String read(String name) throws IOException {
        return Files.readString(folder.resolve(name)).strip();
    }

    /// Keeps a secret that somebody else has made; on return it survives a power cut.
    public void keep(String name, String value) throws IOException {
        WholeFile.write(folder.resolve(name), value + "\n", WholeFile.OWNER_ONLY);
    }

    /// Makes the secret unless there is one; on return it survives a power cut.
    public void ensure(String name) throws IOException {
        if (!has(name)) {
            WholeFile.write(folder.resolve(name), random() + "\n", WholeFile.OWNER_ONLY);
        }
    }
}
