package tenfold.model;

import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;

/// An address on which the edge accepts HTTP, or HTTPS when a certificate is given.
public record Listener(Address address, @Nullable CertificateFiles certificate) {}
