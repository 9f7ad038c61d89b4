package tenfold.control.acme;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tenfold.control.certificate.Pem;
import tenfold.control.file.WholeFile;
import tenfold.model.CertificateFiles;
import tenfold.model.manifest.ListenerManifest.Acme;

/// The files under `tls/acme`: for each authority the key of the account, and for each order the
/// chains and keys, numbered so that nobody reads half of an old and a new one.
final class AcmeFiles {
    private static final Pattern CHAIN = Pattern.compile("chain-(\\d{1,9})\\.pem");

    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private final Path folder;

    AcmeFiles(Path dataFolder) {
        folder = dataFolder.resolve("tls").resolve("acme");
    }

    /// A certificate, and when it is valid.
    record Held(CertificateFiles files, Instant notBefore, Instant notAfter) {}

    /// The newest certificate of that order, if there is a whole one.
    Optional<Held> newest(Acme order) throws IOException {
        OptionalInt number = newestNumber(folder(order));
        if (number.isEmpty()) {
            return Optional.empty();
        }
        CertificateFiles files = files(order, number.getAsInt());
        try (var in = Files.newInputStream(files.chain())) {
            var own =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in);
            return Optional.of(
                    new Held(files, own.getNotBefore().toInstant(), own.getNotAfter().toInstant()));
        } catch (GeneralSecurityException e) {
            throw new IOException(files.chain() + " is not readable: " + e.getMessage(), e);
        }
    }

    /// Keeps a certificate; the key is there before the chain, by which it is found.
    void keep(Acme order, String chain, KeyPair key) throws IOException {
        CertificateFiles files = files(order, newestNumber(folder(order)).orElse(0) + 1);
        WholeFile.write(
                files.key(),
                Pem.text(PRIVATE, key.getPrivate().getEncoded()),
                WholeFile.OWNER_ONLY);
        WholeFile.write(files.chain(), chain, WholeFile.ALL_MAY_READ);
    }

    /// The key of the account with that authority; made when there is none.
    KeyPair account(String directory) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("account-" + digest(directory) + ".pem");
        if (!Files.exists(file)) {
            KeyPair made = newKey();
            String text =
                    Pem.text(PRIVATE, made.getPrivate().getEncoded())
                            + Pem.text(PUBLIC, made.getPublic().getEncoded());
            WholeFile.write(file, text, WholeFile.OWNER_ONLY);
        }
        String text = Files.readString(file);
        try {
            var keys = KeyFactory.getInstance("EC");
            return new KeyPair(
                    keys.generatePublic(new X509EncodedKeySpec(Pem.der(PUBLIC, text))),
                    keys.generatePrivate(new PKCS8EncodedKeySpec(Pem.der(PRIVATE, text))));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is not readable: " + e.getMessage(), e);
        }
    }

    /// A key of the JDK's making, EC P-256.
    static KeyPair newKey() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    private CertificateFiles files(Acme order, int number) throws IOException {
        Path own = folder(order);
        Path chain = own.resolve("chain-" + number + ".pem");
        return new CertificateFiles(chain, own.resolve("key-" + number + ".pem"), chain);
    }

    private Path folder(Acme order) throws IOException {
        String names = String.join(",", order.names().stream().sorted().toList());
        return Files.createDirectories(folder.resolve(digest(order.directory() + " " + names)));
    }

    private static OptionalInt newestNumber(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> CHAIN.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .mapToInt(found -> Integer.parseInt(found.group(1)))
                    .max();
        }
    }

    private static String digest(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
