package tenfold.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How TLS ends at a [Listener].
///
/// `certificate` is for clients that ask for no name or for one that nobody has; `named` are chosen
/// by the DNS names that stand in them. With `clients`, the edge asks for certificates of theirs.
/// TLS 1.2 is spoken unless `tls13Only`.
public record ListenerTls(
        CertificateFiles certificate,
        List<CertificateFiles> named,
        @Nullable ClientCertificates clients,
        boolean tls13Only) {
    public ListenerTls {
        named = List.copyOf(named);
    }
}
