package tenfold.model;

import java.nio.file.Path;

/// PEM files of a server certificate with its chain, its PKCS #8 key, and the CA that signed it.
public record CertificateFiles(Path chain, Path key, Path authority) {}
