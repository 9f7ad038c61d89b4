package tenfold.control;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;
import tenfold.control.acme.AcmeKeeper;
import tenfold.control.acme.AcmeState;
import tenfold.control.advise.Counsel;
import tenfold.control.api.ApiServer;
import tenfold.control.api.ConsoleSessions;
import tenfold.control.api.Desk;
import tenfold.control.api.ImageBoard;
import tenfold.control.grow.Advisor;
import tenfold.control.grow.Growth;
import tenfold.control.grow.GrowthRefused;
import tenfold.control.grow.LocalRoom;
import tenfold.control.grow.Room;
import tenfold.control.grow.World;
import tenfold.control.journal.JournalDamaged;
import tenfold.control.log.LogFolder;
import tenfold.control.plan.Decision;
import tenfold.control.plan.Decisions;
import tenfold.control.plan.Ledger;
import tenfold.control.plan.Preparation;
import tenfold.control.plan.Topology;
import tenfold.control.plan.Variable;
import tenfold.control.plan.Watching;
import tenfold.control.problem.ProblemCode;
import tenfold.control.problem.Refusal;
import tenfold.control.release.ReleaseRefused;
import tenfold.control.release.Releases;
import tenfold.control.scale.ScaleRefused;
import tenfold.control.scale.Scaling;
import tenfold.control.status.CacheStatus;
import tenfold.control.status.Status;
import tenfold.control.status.StatusBook;
import tenfold.control.zone.ZoneRefused;
import tenfold.control.zone.Zones;
import tenfold.model.Image;
import tenfold.model.NodeReport;
import tenfold.model.PurgeReport;
import tenfold.model.PurgeWish;
import tenfold.model.manifest.Manifest;

/// The control process's whole: reads the manifest once, decides and records what is missing,
/// publishes the image, and serves the HTTP API until closed.
///
/// It reads nothing again by itself, except that it looks each hour whether a certificate is to be
/// renewed.
public final class Control implements AutoCloseable {
    private final ControlConfig config;
    private final DataFolder folder;
    private final Ledger ledger;
    private final Preparation preparation;
    private final Manifest manifest;
    private final ImageBoard board = new ImageBoard();
    private final StatusBook book;
    private final GrowthWorld world = new GrowthWorld();
    private final Growth growth;
    private final Releases releases;
    private final Zones zones;
    private final Scaling scaling;
    private final Counsel counsel = new Counsel();
    private final Room room;
    private final Map<String, Path> socketFolders = new HashMap<>();
    private final ApiServer server;
    private final int port;
    private final Housekeeper housekeeper;
    private final AcmeKeeper acme;
    private Topology topology;

    /// Starts; on return the API answers and `control/address` says where. Throws [ControlRefused]
    /// with every problem when a person must change something first.
    public Control(ControlConfig config) throws IOException, ControlRefused {
        this.config = config;
        folder = new DataFolder(config.dataFolder());
        var opening = new Opening(config, folder);
        ledger = opening.ledger();
        try {
            manifest = opening.manifest(ledger);
            preparation = new Preparation(ledger, opening.site(), config.portIsFree());
            Instant now = config.clock().instant();
            port = preparation.controlPort();
            topology = preparation.topology(manifest, config.edgePort(), now);
            Image image = preparation.image(topology, 1);
            board.publish(image);
            book = new StatusBook(facts(now), image);
            room = new LocalRoom(config.memoryMib());
            growth = new Growth(world, room, now);
            releases = new Releases(new Versions(config, preparation, () -> topology, world));
            scaling = new Scaling(new Groups(folder.control(), preparation, () -> topology, world));
            zones =
                    new Zones(
                            new ZonesHere(
                                    preparation,
                                    () -> topology,
                                    world,
                                    growth,
                                    book::primary,
                                    config.clock()));
            config.telemetry().begin(Watching.of(topology));
            server = openServer();
            server.start();
            folder.writeAddress("http://" + Address.loopback(port));
        } catch (Refusal e) {
            release();
            throw new ControlRefused(e.problems());
        } catch (JournalDamaged e) {
            release();
            throw ControlRefused.damaged(e);
        } catch (IOException | ControlRefused | RuntimeException e) {
            release();
            throw e;
        }
        acme = new AcmeKeeper(manifest, config.dataFolder(), acmeWorld(), config.clock());
        housekeeper =
                new Housekeeper(() -> renewCertificate(config.clock().instant()), config.faults());
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        housekeeper.close();
        acme.close();
        server.close();
        release();
    }

    private synchronized void release() {
        ledger.close();
        try {
            folder.close();
        } catch (IOException e) {
            config.faults().accept(e);
        }
    }

    private StatusBook.Facts facts(Instant now) {
        var urls =
                new Status.Urls(
                        "http://" + topology.edgeAddress(),
                        "https://" + topology.tlsAddress(),
                        "http://" + Address.loopback(port),
                        "postgres://%s@%s/%s"
                                .formatted(
                                        topology.server().user(),
                                        topology.sqlAddress(),
                                        topology.server().database()));
        return new StatusBook.Facts(
                now, urls, config.dataFolder().toString(), manifest.goals(), config.clock());
    }

    private ApiServer openServer() throws IOException, ControlRefused {
        try {
            return new ApiServer(
                    port,
                    new ApiServer.Parts(
                            new FrontDesk(),
                            board,
                            new LogFolder(folder.logs()),
                            new ConsoleSessions(folder.control(), config.clock()),
                            new ApiServer.Tokens(folder.token(), folder.scrapeToken()),
                            config.telemetry(),
                            config.console()::read,
                            config.faults()));
        } catch (BindException e) {
            throw new ControlRefused(
                    List.of(
                            ProblemCode.PORT_TAKEN.problem(
                                    "port %d, which this application's control has for life, is"
                                            + " taken by another program",
                                    port)));
        }
    }

    synchronized void renewCertificate(Instant now) throws IOException, Refusal {
        if (preparation.renew(manifest.name(), now)) {
            topology = preparation.topology(manifest, config.edgePort(), now).with(topology.acme());
            publish(1);
        }
    }

    private void publish(long versionMin) throws IOException {
        Image image = preparation.image(topology, versionMin);
        book.publish(image);
        board.publish(image);
        config.telemetry().apply(Watching.of(topology));
    }

    private AcmeKeeper.World acmeWorld() {
        return new AcmeKeeper.World(
                this::publish, version -> book.status().image().edge() >= version, config.faults());
    }

    private synchronized long publish(AcmeState state) throws IOException {
        if (!state.equals(topology.acme())) {
            topology = topology.with(state);
            publish(1);
        }
        return board.version();
    }

    /// What growth, releases, zones and scaling may do here; always under the lock.
    private final class GrowthWorld implements World, Versions.Journal {
        @Override
        public Decisions decisions() {
            return ledger.decisions();
        }

        @Override
        public Topology topology() {
            return topology;
        }

        @Override
        public long imageVersion() {
            return board.version();
        }

        @Override
        public void decide(Decision decision) throws IOException {
            record(decision);
            publish(1);
        }

        @Override
        public void record(Decision decision) throws IOException {
            ledger.record(decision);
            topology = topology.with(ledger.decisions());
        }

        @Override
        public @Nullable CacheStatus cache() {
            return book.cache();
        }

        @Override
        public void keepSecret(String name, String value) throws IOException {
            folder.secrets().keep(name, value);
        }

        @Override
        public Path socketFolder(String name) throws IOException {
            Path known = socketFolders.get(name);
            if (known == null) {
                known = preparation.socketFolder(name);
                socketFolders.put(name, known);
            }
            return known;
        }
    }

    /// What the API may ask.
    private final class FrontDesk implements Desk {
        @Override
        public Status status() {
            synchronized (Control.this) {
                Instant now = config.clock().instant();
                Status seen = book.status();
                return seen.growing(
                        growth.newest(now).orElse(null),
                        releases.newest(now).orElse(null),
                        scaling.views(),
                        advisor(seen, now).next(),
                        Stream.concat(growth.problems().stream(), acme.problems().stream())
                                .toList());
            }
        }

        @Override
        public <T> T growing(GrowthCall<T> call) throws IOException, GrowthRefused {
            synchronized (Control.this) {
                return call.on(growth, config.clock().instant());
            }
        }

        @Override
        public <T> T zoning(ZoneCall<T> call) throws IOException, ZoneRefused {
            synchronized (Control.this) {
                return call.on(zones, config.clock().instant());
            }
        }

        @Override
        public <T> T releasing(ReleaseCall<T> call) throws IOException, ReleaseRefused {
            synchronized (Control.this) {
                return call.on(releases, config.clock().instant());
            }
        }

        @Override
        public <T> T scaling(ScaleCall<T> call) throws IOException, ScaleRefused {
            synchronized (Control.this) {
                return call.on(scaling, config.clock().instant());
            }
        }

        @Override
        public Advisor.Plan plan() throws IOException {
            synchronized (Control.this) {
                return advisor(book.status(), config.clock().instant()).plan();
            }
        }

        private Advisor advisor(Status seen, Instant now) {
            return new Advisor(growth, room, seen, counsel, now);
        }

        @Override
        public StatusBook.Background background() {
            return book.background();
        }

        @Override
        public void accept(NodeReport report) throws IOException {
            config.telemetry().accept(report);
            book.accept(report);
            counsel.accept(report, topology.connections(), book.foreseen());
            synchronized (Control.this) {
                growth.accept(report, config.clock().instant());
                releases.accept(report, config.clock().instant());
                zones.accept(report, config.clock().instant());
                scaling.accept(report, config.clock().instant());
            }
        }

        @Override
        public long purge(PurgeWish.Kind kind, String value, boolean soft) throws IOException {
            synchronized (Control.this) {
                long number = ledger.decisions().nextPurge();
                world.decide(new Decision.Purged(new PurgeWish(number, kind, value, soft)));
                return number;
            }
        }

        @Override
        public Optional<PurgeReport> purged(long number) {
            return book.purged(number);
        }

        @Override
        public Optional<List<Variable>> variables(String service) {
            synchronized (Control.this) {
                return topology.serving().manifest().services().stream()
                        .filter(one -> one.name().value().equals(service))
                        .findFirst()
                        .map(one -> topology.variables(one, 1));
            }
        }

        @Override
        public String secret(String name) throws IOException {
            return folder.secrets().read(name);
        }

        @Override
        public void publishAbove(long version) throws IOException {
            synchronized (Control.this) {
                publish(version + 1);
            }
        }
    }
}
