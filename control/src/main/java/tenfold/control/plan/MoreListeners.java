package tenfold.control.plan;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import tenfold.control.acme.AcmeState;
import tenfold.control.release.Release;
import tenfold.model.CertificateFiles;
import tenfold.model.Listener;
import tenfold.model.ListenerProtocol;
import tenfold.model.ListenerTls;
import tenfold.model.Passage;
import tenfold.model.ServiceName;
import tenfold.model.TargetGroupId;
import tenfold.model.manifest.ListenerManifest;
import tenfold.model.manifest.ListenerManifest.CertificatePair;

/// Turns the listeners of the manifest into those of the image; pure. `own` is the platform's
/// certificate, for listeners that name none; passed connections go to the version that serves.
record MoreListeners(Site site, Release serving, CertificateFiles own, AcmeState acme) {
    Listener of(ListenerManifest wanted) {
        ListenerProtocol protocol = wanted.protocol();
        return new Listener(
                wanted.address(),
                protocol,
                protocol == ListenerProtocol.HTTPS ? tls(wanted.encryption()) : null,
                protocol.isHttp() ? null : passage(wanted),
                wanted.http2(),
                wanted.proxyProtocolFrom());
    }

    /// A certificate that was ordered comes first; before it is there, the others serve.
    private ListenerTls tls(ListenerManifest.Encryption wanted) {
        List<CertificateFiles> files = new ArrayList<>();
        if (wanted.acme() != null) {
            CertificateFiles ordered = acme.certificates().get(wanted.acme());
            if (ordered != null) {
                files.add(ordered);
            }
        }
        wanted.certificates().forEach(pair -> files.add(files(pair)));
        return new ListenerTls(
                files.isEmpty() ? own : files.getFirst(),
                files.isEmpty() ? List.of() : files.subList(1, files.size()),
                wanted.clients(),
                wanted.tls13Only());
    }

    private CertificateFiles files(CertificatePair pair) {
        var chain = site.file(pair.chain());
        return new CertificateFiles(chain, site.file(pair.key()), chain);
    }

    private Passage passage(ListenerManifest wanted) {
        ServiceName service = wanted.service();
        return new Passage(
                service == null ? null : groupOf(service),
                wanted.names().entrySet().stream()
                        .map(each ->
                                new Passage.Named(
                                        each.getKey(), groupOf(requireNonNull(each.getValue()))))
                        .toList(),
                wanted.idle());
    }

    private TargetGroupId groupOf(ServiceName service) {
        return new TargetGroupId(serving.name(service));
    }
}
