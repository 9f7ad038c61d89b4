package tenfold.platform.up;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What was asked for, as one fingerprint: an image made from the same definition may be started
/// before control has looked at it.
record Definition(
        Path application, Path data, Optional<String> command, OptionalInt port, String detected) {
    String fingerprint() throws IOException {
        Path manifest = application.resolve("tenfold.yaml");
        String text = Files.exists(manifest) ? Files.readString(manifest) : "";
        var parts =
                List.of(
                        application.toString(),
                        data.toString(),
                        command.orElse(""),
                        port.toString(),
                        detected,
                        text);
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
