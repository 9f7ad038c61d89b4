package tenfold.control.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import tenfold.control.manifest.Key.Place;
import tenfold.control.problem.ProblemCode;
import tenfold.model.Balancing;
import tenfold.model.HealthCheck;
import tenfold.model.PoolMode;
import tenfold.model.Route;
import tenfold.model.RouteName;
import tenfold.model.ServiceName;
import tenfold.model.TargetGroupId;
import tenfold.model.Zone;
import tenfold.model.manifest.DatabaseManifest;
import tenfold.model.manifest.EdgeManifest;
import tenfold.model.manifest.Goals;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ManifestReading;
import tenfold.model.manifest.ManifestReading.Invalid;
import tenfold.model.manifest.ManifestReading.Loaded;
import tenfold.model.manifest.ReleaseManifest;
import tenfold.model.manifest.ServiceManifest;
import tenfold.model.manifest.WatchManifest;

/// Reads one manifest: bytes to nodes, nodes to records, and what is missing from the folder.
///
/// A value that is wrong becomes a finding and counts as absent, so that one pass finds everything.
public final class ManifestReader {
    public static final String FILE = "tenfold.yaml";
    private static final String MAIN = "web";
    private static final int SERVICES_MAX = 16;
    private static final int ROUTES_MAX = 100;
    private static final int POOL_CONNECTIONS = 40;
    private static final int MEMORY_MIB_MIN = 256;
    private static final int MEMORY_MIB_MAX = 1 << 20;

    private final Path folder;
    private final Optional<String> command;
    private final Findings findings = new Findings();
    private final Set<RouteName> neverCached = new HashSet<>();
    private final List<String> notes = new ArrayList<>();

    private ManifestReader(Path folder, Optional<String> command) {
        this.folder = folder;
        this.command = command;
    }

    /// Reads the folder's manifest; `command` (what stood after `--`) runs the main service
    /// whatever the file says.
    public static ManifestReading read(Path folder, Optional<String> command) {
        var reader = new ManifestReader(folder.toAbsolutePath().normalize(), command);
        Optional<Manifest> manifest = reader.manifest();
        return manifest.isPresent() && reader.findings.isEmpty()
                ? new Loaded(manifest.get(), reader.notes)
                : new Invalid(reader.findings.inOrder());
    }

    private Optional<Manifest> manifest() {
        if (!Files.isDirectory(folder)) {
            findings.add(ProblemCode.FOLDER_UNREADABLE.problem("%s is not a folder", folder));
            return Optional.empty();
        }
        Optional<byte[]> bytes = bytes();
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        Optional<Node> root = YamlText.compose(bytes.get(), findings);
        if (!findings.isEmpty()) {
            return Optional.empty();
        }
        return root.isEmpty() ? detectedOnly() : written(root.get());
    }

    private Optional<byte[]> bytes() {
        Path file = folder.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                return Optional.of(new byte[0]);
            }
            if (!Files.isRegularFile(file)) {
                throw new IOException("it is not a file");
            }
            try (var in = Files.newInputStream(file)) {
                return Optional.of(in.readNBytes(YamlText.BYTES_MAX + 1));
            }
        } catch (IOException e) {
            findings.add(ProblemCode.FOLDER_UNREADABLE.problem("%s cannot be read: %s", file, e));
            return Optional.empty();
        }
    }

    private Optional<Manifest> detectedOnly() {
        return mainCommand().map(run -> detected(folderName(), plain(run)));
    }

    private static Manifest detected(String name, ServiceManifest service) {
        return new Manifest(
                name,
                List.of(service),
                List.of(everythingTo(List.of(service))),
                EdgeManifest.DEFAULT,
                new DatabaseManifest(null, null, PoolMode.TRANSACTION, POOL_CONNECTIONS),
                new Goals(null, null),
                ReleaseManifest.DEFAULT,
                List.of(Zone.FIRST),
                WatchManifest.NONE);
    }

    private static Route everythingTo(List<ServiceManifest> services) {
        ServiceName main =
                services.stream()
                        .map(ServiceManifest::name)
                        .filter(name -> name.value().equals(MAIN))
                        .findFirst()
                        .orElse(services.getFirst().name());
        return Route.to("all", null, "/", new TargetGroupId(main.value()), null);
    }

    private static ServiceManifest plain(String run) {
        return new ServiceManifest(
                new ServiceName(MAIN),
                null,
                run,
                HealthCheck.DEFAULT,
                Balancing.DEFAULT,
                1,
                null,
                null,
                Map.of(),
                null,
                ServiceReader.START_TIMEOUT,
                ServiceReader.STOP_GRACE);
    }

    /// The command after `--`, else the detected one; a finding when there is neither.
    private Optional<String> mainCommand() {
        Optional<String> found = foundCommand();
        if (found.isEmpty()) {
            findings.add(
                    ProblemCode.NO_COMMAND.problem(
                            "nothing in %s says how to start the application%s; looked for"
                                    + " tenfold.yaml, a Procfile, a runnable jar and a package.json"
                                    + " with a start script",
                            folder, Detection.hint(folder)));
        }
        return found;
    }

    private Optional<String> foundCommand() {
        if (command.isPresent()) {
            notes.add("runs the command given after --");
            return command;
        }
        return Detection.command(folder)
                .map(found -> {
                    notes.add("runs `" + found.run() + "`: " + found.reason());
                    return found.run();
                });
    }

    private String folderName() {
        Path name = folder.getFileName();
        return Names.from(name == null ? "" : name.toString());
    }

    private Optional<Manifest> written(Node root) {
        var block = new Block(Place.ROOT, root, root, findings);
        String name = block.has(Key.NAME) ? block.text(Key.NAME) : folderName();
        if (name != null && !Names.isName(name)) {
            block.bad(Key.NAME, "`name` '%s' is not %s", Block.cut(name), Names.RULE);
        }
        List<ServiceManifest> services = services(block);
        List<Route> routes = routes(block, serviceNames(block));
        EdgeManifest edge = edge(block.block(Place.EDGE, Key.EDGE), serviceNames(block));
        DatabaseManifest database = database(block.block(Place.DATABASE, Key.DATABASE));
        Goals goals = goals(block.block(Place.GOALS, Key.GOALS));
        WatchManifest watch = new WatchReader(findings).read(block);
        ReleaseManifest release =
                ReleaseReader.read(block.block(Place.RELEASE, Key.RELEASE), findings);
        if (!findings.isEmpty() || name == null || services.isEmpty()) {
            return Optional.empty();
        }
        List<Route> all = routes.isEmpty() ? List.of(everythingTo(services)) : routes;
        return Optional.of(
                new Manifest(
                        name,
                        services,
                        all,
                        edge,
                        database,
                        goals,
                        release,
                        ZoneReader.read(block, findings),
                        watch));
    }

    private static Set<String> serviceNames(Block root) {
        var names = new LinkedHashSet<String>();
        if (root.node(Key.SERVICES) instanceof MappingNode services) {
            names.addAll(Block.entries(services, "", new Findings()).keySet());
        }
        return names.isEmpty() ? Set.of(MAIN) : names;
    }

    private List<ServiceManifest> services(Block root) {
        if (!root.has(Key.SERVICES)) {
            return mainCommand().map(run -> List.of(plain(run))).orElse(List.of());
        }
        var entries = Block.entries(root.node(Key.SERVICES), "`services`", findings);
        if (entries.size() > SERVICES_MAX) {
            root.bad(Key.SERVICES, "more than %d services", SERVICES_MAX);
            return List.of();
        }
        var services = new ArrayList<ServiceManifest>();
        for (var entry : entries.entrySet()) {
            boolean main = entry.getKey().equals(MAIN) || entries.size() == 1;
            Node value = entry.getValue().getValueNode();
            Optional<String> run = main && !says(value) ? foundCommand() : Optional.empty();
            new ServiceReader(findings)
                    .read(entry.getKey(), entry.getValue().getKeyNode(), value, run)
                    .map(service -> main ? withCommand(service) : service)
                    .ifPresent(services::add);
        }
        if (command.isPresent() && entries.size() > 1 && !entries.containsKey(MAIN)) {
            root.bad(Key.SERVICES, "a command after -- is for the service `web`: there is none");
        }
        if (entries.isEmpty()) {
            return mainCommand().map(run -> List.of(plain(run))).orElse(List.of());
        }
        return services;
    }

    private static boolean says(Node service) {
        return service instanceof MappingNode
                && new Block(Place.SERVICE, service, service, new Findings()).has(Key.RUN);
    }

    private ServiceManifest withCommand(ServiceManifest service) {
        return command.isEmpty()
                ? service
                : new ServiceManifest(
                        service.name(),
                        service.build(),
                        command.get(),
                        service.health(),
                        service.balancing(),
                        service.scale(),
                        service.group(),
                        service.port(),
                        service.environment(),
                        service.environmentSets(),
                        service.startTimeout(),
                        service.stopGrace());
    }

    private List<Route> routes(Block root, Set<String> services) {
        if (!root.has(Key.ROUTES)) {
            if (services.size() > 1 && !services.contains(MAIN)) {
                findings.add(
                        ProblemCode.UNKNOWN_SERVICE,
                        root.at(Key.SERVICES),
                        "several services and none is called `web`: routes are needed");
            }
            return List.of();
        }
        List<Node> items = root.list(Key.ROUTES);
        if (items.size() > ROUTES_MAX) {
            root.bad(Key.ROUTES, "more than %d routes", ROUTES_MAX);
            return List.of();
        }
        var reader = new RouteReader(services, findings);
        List<Route> routes = reader.read(items);
        neverCached.addAll(reader.neverCached());
        return routes;
    }

    private EdgeManifest edge(Block block, Set<String> services) {
        Integer port = block.whole(Key.EDGE_PORT, 1, 65535);
        Integer tls = block.whole(Key.TLS_PORT, 1, 65535);
        if (port != null && port.equals(tls)) {
            block.bad(Key.TLS_PORT, "`tls_port` and `port` are both %d", port);
        }
        return new EdgeManifest(
                port,
                tls,
                new CachingReader(findings)
                        .tier(block.block(Place.EDGE_CACHE, GuardKey.EDGE_CACHE)),
                new ShieldReader(findings).shield(block.block(Place.SHIELD, GuardKey.SHIELD)),
                neverCached,
                new ListenerReader(findings, folder, services).read(block));
    }

    private static DatabaseManifest database(Block block) {
        var pool = block.block(Place.POOL, Key.POOL);
        String mode = pool.has(Key.MODE) ? pool.text(Key.MODE) : null;
        if (mode != null && !mode.equals("transaction") && !mode.equals("session")) {
            pool.bad(Key.MODE, "`mode` is '%s'; wanted transaction or session", Block.cut(mode));
        }
        Integer connections = pool.whole(Key.CONNECTIONS, 1, DatabaseManifest.CONNECTIONS_MAX);
        return new DatabaseManifest(
                block.whole(Key.DATABASE_PORT, 1, 65535),
                memory(block),
                "session".equals(mode) ? PoolMode.SESSION : PoolMode.TRANSACTION,
                connections == null ? POOL_CONNECTIONS : connections);
    }

    private static @Nullable Integer memory(Block block) {
        String text = block.has(Key.MEMORY) ? block.text(Key.MEMORY) : null;
        if (text == null) {
            return null;
        }
        OptionalLong size = Quantity.mebibytes(text);
        long mib = size.orElse(0);
        if (mib < MEMORY_MIB_MIN || mib > MEMORY_MIB_MAX) {
            block.bad(
                    Key.MEMORY,
                    "`memory` is '%s'; wanted a size like 512MB or 4GB, at least 256MB",
                    Block.cut(text));
            return null;
        }
        return (int) mib;
    }

    private static Goals goals(Block block) {
        String text = block.has(Key.AVAILABILITY) ? block.text(Key.AVAILABILITY) : null;
        Double availability = null;
        if (text != null) {
            var percent = Quantity.percent(text);
            if (percent.isPresent()) {
                availability = percent.getAsDouble();
            } else {
                block.bad(
                        Key.AVAILABILITY,
                        "`availability` is '%s'; wanted a percentage below 100 like 99.9%%",
                        Block.cut(text));
            }
        }
        Duration p95 = block.duration(Key.P95, Duration.ofMinutes(10));
        return new Goals(p95, availability);
    }
}
