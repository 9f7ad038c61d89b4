package tenfold.control.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tenfold.control.plan.Decision.CertificateIssued;
import tenfold.control.plan.Decision.ImageVersioned;
import tenfold.control.plan.Decision.PortAssigned;
import tenfold.control.plan.Decision.ServerAdded;

/// The sum of all decisions: the world as far as it was ever decided.
public record Decisions(
        Map<String, Integer> ports,
        @Nullable ServerAdded server,
        @Nullable CertificateIssued certificate,
        @Nullable ImageVersioned image) {
    public static final Decisions NONE = new Decisions(Map.of(), null, null, null);

    public Decisions {
        ports = Collections.unmodifiableMap(new TreeMap<>(ports));
    }

    /// The world after one more decision; the only way in which it ever changes.
    public Decisions with(Decision decision) {
        return switch (decision) {
            case PortAssigned(String use, int port) -> {
                var more = new TreeMap<>(ports);
                more.put(use, port);
                yield new Decisions(more, server, certificate, image);
            }
            case ServerAdded added -> new Decisions(ports, added, certificate, image);
            case CertificateIssued issued -> new Decisions(ports, server, issued, image);
            case ImageVersioned versioned -> new Decisions(ports, server, certificate, versioned);
        };
    }

    public OptionalInt port(String use) {
        Integer port = ports.get(use);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /// The fewest decisions that lead here from nothing.
    List<Decision> compacted() {
        var all = new ArrayList<Decision>();
        ports.forEach((use, port) -> all.add(new PortAssigned(use, port)));
        if (server != null) {
            all.add(server);
        }
        if (certificate != null) {
            all.add(certificate);
        }
        if (image != null) {
            all.add(image);
        }
        return all;
    }
}
