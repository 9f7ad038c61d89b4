package tenfold.control.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.control.scale.Member;
import tenfold.model.ServiceName;
import tenfold.model.manifest.ListenerManifest;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ServiceManifest;

/// A purpose that needs a port: the one asked for, else the preferred one, else the first free one
/// of a range.
public record PortUse(
        String use, @Nullable Integer wanted, int preferred, int from, int to, String setting) {
    public static final String EDGE = "edge";
    public static final String EDGE_TLS = "edge.tls";
    public static final String SQL = "sql";
    public static final String SQL_READS = "sql.reads";
    public static final String CONTROL = "control";

    /// Where applications send telemetry.
    public static final String OTLP = "otlp";

    /// Instances of versions that follow each other take turns between two sets of ports.
    static String instance(ServiceName service, int number, boolean second) {
        return "instance." + service + "-" + number + (second ? ".second" : "");
    }

    private static String listener(int port) {
        return "edge.listener." + port;
    }

    /// Control's own port; the first to be decided, because without it nobody can be told anything.
    public static PortUse control() {
        return new PortUse(CONTROL, null, 4710, 4711, 4799, "");
    }

    /// Every port of the application; `edgePort` is what the command line asks for.
    static List<PortUse> all(Manifest manifest, Decisions decisions, @Nullable Integer edgePort) {
        var all = new ArrayList<PortUse>();
        all.add(control());
        Integer http = edgePort == null ? manifest.edge().port() : edgePort;
        String setting = edgePort == null ? "edge.port" : "--port";
        all.add(new PortUse(EDGE, http, 8080, 8081, 8180, setting));
        Integer tls = manifest.edge().tlsPort();
        all.add(new PortUse(EDGE_TLS, tls, 8443, 8444, 8543, "edge.tls_port"));
        for (ListenerManifest listener : manifest.edge().listeners()) {
            int own = listener.address().port();
            all.add(new PortUse(listener(own), own, own, own, own, "edge.listeners"));
        }
        Integer sql = manifest.database().port();
        all.add(new PortUse(SQL, sql, 5432, 15432, 15531, "database.port"));
        all.add(new PortUse(OTLP, null, 4318, 24318, 24417, ""));
        all.add(new PortUse(SQL_READS, null, 5433, 15532, 15631, ""));
        all.addAll(instances(manifest, decisions, false));
        return all;
    }

    /// Those of what stands in for instances while their zone is away.
    static String substitute(ServiceName service, int number, boolean second) {
        return instance(service, number, second) + ".away";
    }

    /// Those of the substitutes of one version.
    static List<PortUse> substitutes(Manifest manifest, Decisions decisions, boolean second) {
        var all = new ArrayList<PortUse>();
        for (ServiceManifest service : manifest.services()) {
            for (Member member : decisions.members(manifest, service)) {
                String use = substitute(service.name(), member.number(), second);
                all.add(new PortUse(use, null, 20000, 20001, 21999, ""));
            }
        }
        return all;
    }

    /// Those of the instances of one version.
    static List<PortUse> instances(Manifest manifest, Decisions decisions, boolean second) {
        var all = new ArrayList<PortUse>();
        for (ServiceManifest service : manifest.services()) {
            for (Member member : decisions.members(manifest, service)) {
                String use = instance(service.name(), member.number(), second);
                String key = "services." + service.name() + ".port";
                all.add(new PortUse(use, service.port(), 20000, 20001, 21999, key));
            }
        }
        return all;
    }
}
