package tenfold.control.plan;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import tenfold.model.CertificateFiles;
import tenfold.model.Listener;
import tenfold.model.ListenerProtocol;
import tenfold.model.ListenerTls;
import tenfold.model.Passage;
import tenfold.model.ServiceName;
import tenfold.model.manifest.ListenerManifest;
import tenfold.model.manifest.ListenerManifest.CertificatePair;

/// Turns the listeners of the manifest into those of the image; pure.
final class MoreListeners {
    private MoreListeners() {}

    /// `own` is the platform's certificate, for listeners that name none.
    static Listener of(ListenerManifest wanted, Site site, CertificateFiles own) {
        ListenerProtocol protocol = wanted.protocol();
        return new Listener(
                wanted.address(),
                protocol,
                protocol == ListenerProtocol.HTTPS ? tls(wanted.encryption(), site, own) : null,
                protocol.isHttp() ? null : passage(wanted),
                wanted.http2(),
                wanted.proxyProtocolFrom(),
                Map.of());
    }

    private static ListenerTls tls(
            ListenerManifest.Encryption wanted, Site site, CertificateFiles own) {
        List<CertificateFiles> files =
                wanted.certificates().stream().map(pair -> files(pair, site)).toList();
        return new ListenerTls(
                files.isEmpty() ? own : files.getFirst(),
                files.isEmpty() ? List.of() : files.subList(1, files.size()),
                wanted.clients(),
                wanted.tls13Only());
    }

    private static CertificateFiles files(CertificatePair pair, Site site) {
        var chain = site.file(pair.chain());
        return new CertificateFiles(chain, site.file(pair.key()), chain);
    }

    private static Passage passage(ListenerManifest wanted) {
        ServiceName service = wanted.service();
        return new Passage(
                service == null ? null : Topology.groupOf(service),
                wanted.names().entrySet().stream()
                        .map(each ->
                                new Passage.Named(
                                        each.getKey(),
                                        Topology.groupOf(requireNonNull(each.getValue()))))
                        .toList(),
                wanted.idle());
    }
}
