package tenfold.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;

/// An address on which the edge accepts HTTP, or HTTPS when a certificate is given.
///
/// `certificate` is for clients that ask for no name or for one that nobody has; `named` are chosen
/// by the DNS names that stand in them. With `clients`, the edge asks for certificates of theirs.
public record Listener(
        Address address,
        @Nullable CertificateFiles certificate,
        List<CertificateFiles> named,
        @Nullable ClientCertificates clients) {
    public Listener {
        named =
                named == null
                        ? List.of()
                        : List.copyOf(named); // absent in images of older versions
    }

    public Listener(Address address, @Nullable CertificateFiles certificate) {
        this(address, certificate, List.of(), null);
    }
}
