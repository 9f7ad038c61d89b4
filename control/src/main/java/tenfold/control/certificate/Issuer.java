package tenfold.control.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import tenfold.control.file.WholeFile;
import tenfold.model.CertificateFiles;

/// Signs certificates, EC P-256 with SHA-256; keys and signatures come from the JDK's providers.
final class Issuer {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String KEY = "PRIVATE KEY";

    /// Certificates are valid from a little before now, for clocks that are a little behind.
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    private final Path folder;
    private final Instant now;

    private record Signer(X509Certificate certificate, PrivateKey key) {}

    Issuer(Path folder, Instant now) {
        this.folder = folder;
        this.now = now;
    }

    Instant issue(CertificateFiles files, List<String> names) throws IOException {
        try {
            Signer authority = authority();
            KeyPair pair = newPair();
            Instant end = now.plus(Certificates.SERVER_LIFE);
            var certificate = builder(authority, "CN=" + names.getLast(), pair.getPublic(), end);
            certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            certificate.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            certificate.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            certificate.addExtension(Extension.subjectAlternativeName, false, subjects(names));
            byte[] signed = sign(certificate, authority.key());
            String chain =
                    Pem.text(CERTIFICATE, signed)
                            + Pem.text(CERTIFICATE, authority.certificate().getEncoded());
            WholeFile.write(
                    files.key(),
                    Pem.text(KEY, pair.getPrivate().getEncoded()),
                    WholeFile.OWNER_ONLY);
            WholeFile.write(files.chain(), chain, WholeFile.ALL_MAY_READ);
            return end;
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("cannot issue a certificate: " + e.getMessage(), e);
        }
    }

    /// The authority on disk; a new one when there is none, or its end is near.
    private Signer authority()
            throws IOException, GeneralSecurityException, OperatorCreationException {
        Path certificateFile = folder.resolve("ca.pem");
        Path keyFile = folder.resolve("ca-key.pem");
        if (Files.exists(certificateFile) && Files.exists(keyFile)) {
            var found = new Signer(readCertificate(certificateFile), readKey(keyFile));
            Instant needed = now.plus(Certificates.SERVER_LIFE);
            if (found.certificate().getNotAfter().toInstant().isAfter(needed)) {
                return found;
            }
        }
        KeyPair pair = newPair();
        Instant end = now.plus(Certificates.AUTHORITY_LIFE);
        String name = "CN=Tenfold on this machine " + serial().toString(36).substring(0, 6);
        var builder =
                new JcaX509v3CertificateBuilder(
                        new X500Name(name),
                        serial(),
                        Date.from(now.minus(CLOCK_SKEW)),
                        Date.from(end),
                        new X500Name(name),
                        pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        byte[] signed = sign(builder, pair.getPrivate());
        WholeFile.write(
                keyFile, Pem.text(KEY, pair.getPrivate().getEncoded()), WholeFile.OWNER_ONLY);
        WholeFile.write(certificateFile, Pem.text(CERTIFICATE, signed), WholeFile.ALL_MAY_READ);
        return new Signer(readCertificate(certificateFile), pair.getPrivate());
    }

    private X509v3CertificateBuilder builder(
            Signer authority, String name, PublicKey key, Instant end)
            throws GeneralSecurityException, CertIOException {
        var builder =
                new JcaX509v3CertificateBuilder(
                        authority.certificate(),
                        serial(),
                        Date.from(now.minus(CLOCK_SKEW)),
                        Date.from(end),
                        new javax.security.auth.x500.X500Principal(name),
                        key);
        var extensions = new JcaX509ExtensionUtils();
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                extensions.createAuthorityKeyIdentifier(authority.certificate()));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
        return builder;
    }

    private static GeneralNames subjects(List<String> names) {
        var subjects = new ArrayList<GeneralName>();
        for (String name : names) {
            boolean address =
                    name.contains(":") || name.toLowerCase(Locale.ROOT).matches("[0-9.]+");
            int kind = address ? GeneralName.iPAddress : GeneralName.dNSName;
            subjects.add(new GeneralName(kind, name));
        }
        return new GeneralNames(subjects.toArray(GeneralName[]::new));
    }

    private static byte[] sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, IOException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        return builder.build(signer).getEncoded();
    }

    private static BigInteger serial() {
        return new BigInteger(159, new SecureRandom()).setBit(158);
    }

    private static KeyPair newPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate readCertificate(Path file)
            throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey readKey(Path file) throws IOException, GeneralSecurityException {
        byte[] der = Pem.der(KEY, Files.readString(file));
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }
}
