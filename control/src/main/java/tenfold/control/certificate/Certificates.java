package tenfold.control.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import tenfold.model.CertificateFiles;

/// The files under `tls/`: `ca.pem` and `ca-key.pem` for ten years, `server-N.pem` and
/// `server-N-key.pem` for ninety days, N rising so that nobody reads half of an old and a new one.
public final class Certificates {
    static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    static final Duration SERVER_LIFE = Duration.ofDays(90);

    /// How long before its end a certificate is renewed.
    public static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private Certificates() {}

    public static CertificateFiles files(Path dataFolder, int generation) {
        Path folder = dataFolder.resolve("tls");
        return new CertificateFiles(
                folder.resolve("server-" + generation + ".pem"),
                folder.resolve("server-" + generation + "-key.pem"),
                folder.resolve("ca.pem"));
    }

    /// The names a certificate of this application is valid for.
    public static String names(String application) {
        return String.join(
                ",",
                Stream.concat(
                                Stream.of("127.0.0.1", "::1", "localhost"),
                                Stream.of(application).filter(name -> !name.equals("localhost")))
                        .toList());
    }

    /// Whether all files of a generation are there.
    public static boolean arePresent(Path dataFolder, int generation) {
        CertificateFiles files = files(dataFolder, generation);
        return Stream.of(files.chain(), files.key(), files.authority()).allMatch(Files::exists);
    }

    /// Issues one server certificate, and the authority when there is none, and returns when it
    /// ends. Files of an interrupted earlier attempt are replaced.
    public static Instant issue(Path dataFolder, int generation, String names, Instant now)
            throws IOException {
        return new Issuer(dataFolder.resolve("tls"), now)
                .issue(files(dataFolder, generation), List.of(names.split(",")));
    }
}
