package tenfold.control.plan;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;
import tenfold.control.acme.AcmeState;
import tenfold.control.move.Bounds;
import tenfold.control.move.Tier;
import tenfold.control.move.TierServer;
import tenfold.control.plan.Decision.ServerAdded;
import tenfold.control.plan.Placement.Place;
import tenfold.control.release.Release;
import tenfold.control.release.WebTier;
import tenfold.model.CachePolicy;
import tenfold.model.CertificateFiles;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.EdgeImage;
import tenfold.model.FleetImage;
import tenfold.model.Image;
import tenfold.model.InstanceId;
import tenfold.model.InstanceSpec;
import tenfold.model.Listener;
import tenfold.model.LocalPlace;
import tenfold.model.PoolPolicy;
import tenfold.model.ReadPolicy;
import tenfold.model.Route;
import tenfold.model.SecretRef;
import tenfold.model.ServerMemory;
import tenfold.model.ServiceName;
import tenfold.model.SqlImage;
import tenfold.model.Target;
import tenfold.model.TargetGroup;
import tenfold.model.TargetGroupId;
import tenfold.model.Zone;
import tenfold.model.manifest.ListenerManifest;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ScaleManifest;
import tenfold.model.manifest.ServiceManifest;

/// The shape of one box: who listens where and who stands behind whom. A pure function of the
/// folder's own manifest, the site, the frameworks found and the decisions, which must hold every
/// port.
public record Topology(
        Manifest manifest,
        Site site,
        Map<ServiceName, Set<Framework>> frameworks,
        Decisions decisions,
        AcmeState acme) {
    private static final int CLIENTS_MAX = 10_000;

    public Image image(long version) {
        return new Image(version, manifest.name(), edge(), fleet(), sql());
    }

    public Address edgeAddress() {
        return Address.loopback(port(PortUse.EDGE));
    }

    public Address tlsAddress() {
        return Address.loopback(port(PortUse.EDGE_TLS));
    }

    public Address sqlAddress() {
        return Address.loopback(port(PortUse.SQL));
    }

    /// Where sessions only read.
    public Address sqlReadsAddress() {
        return Address.loopback(port(PortUse.SQL_READS));
    }

    /// What serves when nothing was deployed: the application's own folder.
    public Release first() {
        return Release.first(site.applicationFolder(), manifest);
    }

    /// The version that has the requests, or most of them.
    public Release serving() {
        WebTier web = decisions.web();
        return web.release(web.serving()).orElseGet(this::first);
    }

    /// The variables of an instance of the serving version.
    public List<Variable> variables(ServiceManifest service, int number) {
        return variables(serving(), service, new Place(number, false, Zone.FIRST, false, false));
    }

    private List<Variable> variables(Release release, ServiceManifest service, Place place) {
        ServerAdded server = server();
        String instance = release.name(service.name()) + "-" + place.suffix();
        var facts =
                new Environment.Facts(
                        site,
                        manifest.name(),
                        instance,
                        port(release, service, place),
                        port(PortUse.EDGE),
                        sqlAddress(),
                        sqlReadsAddress(),
                        otlpAddress(),
                        server.database(),
                        server.user(),
                        owner(server));
        return Environment.of(facts, service, frameworks(release, service));
    }

    /// Where applications send telemetry.
    public Address otlpAddress() {
        return Address.loopback(port(PortUse.OTLP));
    }

    private EdgeImage edge() {
        var listeners = new ArrayList<Listener>();
        listeners.add(new Listener(edgeAddress(), null));
        listeners.add(new Listener(tlsAddress(), certificate()));
        var more = new MoreListeners(site, serving(), certificate(), acme);
        for (ListenerManifest wanted : manifest.edge().listeners()) {
            listeners.add(more.of(wanted));
        }
        List<WebTier.Live> live = decisions.web().live(first());
        List<Route> routes = new ArrayList<>(acme.routes());
        for (Route route : serving().manifest().routes()) {
            routes.add(new LiveRoute(cached(route), live).route());
        }
        List<TargetGroup> groups =
                live.stream()
                        .flatMap(version ->
                                version.release().manifest().services().stream()
                                        .map(service -> group(version, service)))
                        .toList();
        return new EdgeImage(
                listeners,
                routes,
                groups,
                null,
                serving().manifest().edge().cache().purging(decisions.purges()),
                serving().manifest().edge().shield());
    }

    private Route cached(Route said) {
        boolean grown = openToCache(said) && decisions.tier().caches(said.name().value());
        return grown ? said.with(CachePolicy.DEFAULT) : said;
    }

    /// Whether growth may decide that the route is cached: the manifest says nothing about it.
    public boolean openToCache(Route route) {
        return route.cache() == null
                && route.mayBeCached()
                && !serving().manifest().edge().neverCached().contains(route.name());
    }

    private TargetGroup group(WebTier.Live version, ServiceManifest service) {
        var targets = new ArrayList<Target>();
        Release release = version.release();
        for (Place place : placement(release).of(service)) {
            if (!place.warm()) {
                targets.add(
                        new Target(
                                id(release, service, place),
                                Address.loopback(port(release, service, place)),
                                version.draining() || place.draining(),
                                place.zone()));
            }
        }
        return new TargetGroup(
                new TargetGroupId(version.release().name(service.name())),
                service.health(),
                service.balancing(),
                targets);
    }

    private FleetImage fleet() {
        var instances = new ArrayList<InstanceSpec>();
        for (WebTier.Live version : decisions.web().live(first())) {
            instances.addAll(instances(version.release()));
        }
        return new FleetImage(instances, new ReleaseJobs(this).wanted());
    }

    /// The instances that a version has, or would have.
    public List<InstanceSpec> instances(Release release) {
        return release.manifest().services().stream()
                .flatMap(service -> instances(release, service).stream())
                .toList();
    }

    private List<InstanceSpec> instances(Release release, ServiceManifest service) {
        return placement(release).of(service).stream()
                .map(place -> instance(release, service, place))
                .toList();
    }

    private InstanceSpec instance(Release release, ServiceManifest service, Place place) {
        return new InstanceSpec(
                id(release, service, place),
                service.name(),
                place.zone(),
                service.run(),
                release.folder(),
                port(release, service, place),
                environment(release, service, place),
                service.health(),
                service.startTimeout(),
                service.stopGrace());
    }

    /// How a service follows its load, with an instance in each zone at least; null when it does
    /// not.
    public @Nullable ScaleManifest rules(ServiceManifest service) {
        ScaleManifest own = service.group();
        Optional<Bounds> bounds = decisions.tier().scaled(service.name());
        if (own == null && bounds.isEmpty()) {
            return null;
        }
        int zones = serving().manifest().zones().size();
        int min = bounds.map(Bounds::min).orElse(own == null ? 1 : own.min());
        int max = bounds.map(Bounds::max).orElse(own == null ? 1 : own.max());
        int least = Math.max(min, zones);
        return (own == null ? ScaleManifest.between(min, max) : own)
                .within(least, Math.max(least, max));
    }

    private Placement placement(Release release) {
        return new Placement(release.manifest(), decisions);
    }

    private static InstanceId id(Release release, ServiceManifest service, Place place) {
        return new InstanceId(release.name(service.name()) + "-" + place.suffix());
    }

    private int port(Release release, ServiceManifest service, Place place) {
        return port(
                place.substitute()
                        ? PortUse.substitute(service.name(), place.number(), release.second())
                        : PortUse.instance(service.name(), place.number(), release.second()));
    }

    /// The instances of every live version whose home is this zone, or what stands in for them.
    public Set<InstanceId> instances(Zone zone, boolean substitutes) {
        return decisions.web().live(first()).stream()
                .map(WebTier.Live::release)
                .flatMap(release ->
                        release.manifest().services().stream()
                                .flatMap(service -> ids(release, service, zone, substitutes)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Stream<InstanceId> ids(
            Release release, ServiceManifest service, Zone home, boolean substitutes) {
        return placement(release).of(service).stream()
                .filter(place -> release.manifest().zone(place.number()).equals(home))
                .filter(place -> place.substitute() == substitutes)
                .map(place -> id(release, service, place));
    }

    /// What a command of this version's folder gets.
    Map<String, String> environment(Release release, ServiceManifest service) {
        return environment(release, service, new Place(1, false, Zone.FIRST, false, false));
    }

    private Map<String, String> environment(Release release, ServiceManifest service, Place place) {
        return variables(release, service, place).stream()
                .collect(
                        Collectors.toMap(
                                Variable::name,
                                Variable::value,
                                (_, last) -> last,
                                LinkedHashMap::new));
    }

    /// What was found in the folder of a version; from the first deployment on it is written out.
    private Set<Framework> frameworks(Release release, ServiceManifest service) {
        List<String> sets = service.environmentSets();
        return sets == null
                ? frameworks.getOrDefault(service.name(), Set.of())
                : Framework.in(release.folder(), sets);
    }

    /// The database servers as they are wanted.
    public DatabaseCluster cluster() {
        ServerAdded added = server();
        Tier tier = decisions.tier();
        return new DatabaseCluster(
                added.database(),
                added.user(),
                administrator(added),
                owner(added),
                replicator(added),
                tier.servers().stream().map(this::databaseServer).toList(),
                tier.first(),
                tier.durability(),
                tier.automaticFailover(),
                tier.switchWish(),
                tier.compareWish(),
                tier.moveWish());
    }

    private SqlImage sql() {
        var pool =
                new PoolPolicy(
                        serving().manifest().database().poolMode(), connections(), CLIENTS_MAX);
        return new SqlImage(
                List.of(sqlAddress()),
                List.of(sqlReadsAddress()),
                certificate(),
                cluster(),
                pool,
                ReadPolicy.DEFAULT);
    }

    private DatabaseServer databaseServer(TierServer server) {
        if (server.external() != null) {
            return DatabaseServer.external(server.id(), server.zone(), server.external());
        }
        var place =
                new LocalPlace(
                        folder(server), requireNonNull(server.socketFolder()), memory(server));
        return DatabaseServer.local(server.id(), server.zone(), server.role(), place);
    }

    /// Where a server of this machine keeps its data.
    public Path folder(TierServer server) {
        return server.folder() == null
                ? site.dataFolder().resolve(server.id().value())
                : server.folder();
    }

    private Sizing sizing() {
        return new Sizing(serving().manifest().database(), site.memoryMib());
    }

    /// The memory settings of a server of this machine.
    public ServerMemory memory(TierServer server) {
        return sizing().memory(server);
    }

    /// How many connections the gateway may open to each server, were these the servers.
    public int connections(List<TierServer> servers) {
        return sizing().connections(servers);
    }

    public int connections() {
        return connections(decisions.tier().servers());
    }

    /// The same world with other decisions.
    public Topology with(Decisions newer) {
        return new Topology(manifest, site, frameworks, newer, acme);
    }

    /// The same world with other certificates that were ordered.
    public Topology with(AcmeState newer) {
        return new Topology(manifest, site, frameworks, decisions, newer);
    }

    static SecretRef administrator(ServerAdded server) {
        return new SecretRef(server.id() + "-administrator");
    }

    static SecretRef owner(ServerAdded server) {
        return new SecretRef(server.id() + "-owner");
    }

    static SecretRef replicator(ServerAdded server) {
        return new SecretRef(server.id() + "-replicator");
    }

    private CertificateFiles certificate() {
        int generation = requireNonNull(decisions.certificate(), "certificate").generation();
        return tenfold.control.certificate.Certificates.files(site.dataFolder(), generation);
    }

    public ServerAdded server() {
        return requireNonNull(decisions.server(), "server");
    }

    private int port(String use) {
        return decisions.port(use).orElseThrow(() -> new IllegalStateException("no port " + use));
    }
}
