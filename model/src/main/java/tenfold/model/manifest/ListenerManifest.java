package tenfold.model.manifest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;
import tenfold.base.net.Cidr;
import tenfold.model.ClientCertificates;
import tenfold.model.ListenerProtocol;
import tenfold.model.ServiceName;

/// One more address where users arrive. `certificates` are those of HTTPS, the first for whoever
/// asks for no name; none means the platform's own. `service` and `names` say where the connections
/// of TCP and TLS go.
public record ListenerManifest(
        Address address,
        ListenerProtocol protocol,
        Encryption encryption,
        boolean http2,
        List<Cidr> proxyProtocolFrom,
        @Nullable ServiceName service,
        Map<String, ServiceName> names,
        Duration idle) {
    public ListenerManifest {
        proxyProtocolFrom = List.copyOf(proxyProtocolFrom);
        names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    }

    /// How TLS ends here.
    public record Encryption(
            List<CertificatePair> certificates,
            boolean tls13Only,
            @Nullable ClientCertificates clients,
            @Nullable Acme acme) {
        public static final Encryption NONE = new Encryption(List.of(), false, null, null);

        public Encryption {
            certificates = List.copyOf(certificates);
        }
    }

    /// PEM files of a certificate with its chain, and of its key.
    public record CertificatePair(Path chain, Path key) {}

    /// Certificates for `names` come from that certificate authority (RFC 8555), whose terms the
    /// owner has agreed to. `authorities` may sign the directory's own certificate; null for those
    /// that the JDK trusts.
    public record Acme(
            String directory,
            @Nullable String email,
            List<String> names,
            @Nullable Path authorities) {
        public Acme {
            names = List.copyOf(names);
        }
    }
}
