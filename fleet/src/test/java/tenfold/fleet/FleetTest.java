package tenfold.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.net.Ports;
import tenfold.base.process.ProcessLauncher;
import tenfold.base.process.RunAs;
import tenfold.fleet.instance.BackoffLimits;
import tenfold.fleet.instance.Privileges;
import tenfold.fleet.instance.SteadyClock;
import tenfold.model.FleetImage;
import tenfold.model.HealthCheck;
import tenfold.model.InstanceId;
import tenfold.model.InstanceReport;
import tenfold.model.InstanceSpec;
import tenfold.model.InstanceState;
import tenfold.model.ServiceName;
import tenfold.testkit.Await;

@Timeout(120)
@SuppressWarnings({"NullAway.Init", "InterruptedExceptionSwallowed"}) // JUnit sets and fails
class FleetTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final HealthCheck HEALTH =
            new HealthCheck("/", false, Duration.ofMillis(100), Duration.ofSeconds(1), 1, 2);

    @TempDir Path folder;
    private Path app;
    private ProcessLauncher launcher;
    private Fleet fleet;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        app = Files.createDirectory(folder.resolve("app"));
        launcher = new ProcessLauncher(folder.resolve("run"));
        fleet =
                new Fleet(
                        new FleetConfig(
                                folder,
                                folder.resolve("jobs"),
                                launcher,
                                secret -> "value of " + secret,
                                Privileges.lowest(launcher),
                                new BackoffLimits(
                                        Duration.ofMillis(50),
                                        Duration.ofSeconds(1),
                                        Duration.ofMinutes(1)),
                                2,
                                new SteadyClock()));
    }

    @AfterEach
    void close() throws IOException {
        fleet.close();
        launcher.close();
    }

    @Test
    void startsAnApplicationWithItsEnvironmentAndSecrets() throws Exception {
        InstanceSpec web = app("web-1", Map.of("GREETING", "hi", "KEY", "<${secret:api-key}>"));

        fleet.apply(1, new FleetImage(List.of(web)));

        InstanceReport report = awaitState(web, InstanceState.HEALTHY);
        assertThat(report.pid()).isPositive();
        assertThat(report.memoryBytes()).isGreaterThan(10 << 20);
        assertThat(get(web, "/env/GREETING")).isEqualTo("hi");
        assertThat(get(web, "/env/KEY")).isEqualTo("<value of api-key>");
        assertThat(get(web, "/env/HOME")).isEqualTo("null");
        assertThat(fleet.report().imageVersion()).isEqualTo(1);
        assertThat(folder.resolve("web-1.log")).content().contains("listening on " + web.port());
    }

    @Test
    void aKilledInstanceComesBack() throws Exception {
        InstanceSpec web = app("web-1", Map.of());
        fleet.apply(1, new FleetImage(List.of(web)));
        long pid = awaitState(web, InstanceState.HEALTHY).pid();

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        Await.until("it was started again", PATIENCE, () -> report(web).restarts() == 1);
        assertThat(awaitState(web, InstanceState.HEALTHY).pid()).isNotEqualTo(pid);
        assertThat(report(web).restarts()).isEqualTo(1);
    }

    @Test
    void aDyingInstanceTellsItsExitCodeAndLastWords() throws Exception {
        InstanceSpec web = shell("web-1", "echo cannot find my config; exit 3");

        fleet.apply(1, new FleetImage(List.of(web)));

        Await.until("it tried three times", PATIENCE, () -> report(web).restarts() >= 3);
        Await.until("it waits", PATIENCE, () -> report(web).state() == InstanceState.BACKOFF);
        assertThat(report(web).reason())
                .contains("ended with exit code 3", "cannot find my config");
    }

    @Test
    void oneThatListensOnAPortOfItsOwnIsToldSo() throws Exception {
        int own = Ports.anyFree();
        InstanceSpec web =
                shell(
                        "web-1",
                        "exec perl -MIO::Socket -e '$s = IO::Socket::INET->new(Listen => 1,"
                                + " LocalPort => %d); sleep 1000'".formatted(own));

        fleet.apply(1, new FleetImage(List.of(web)));

        Await.until(
                "the hint", PATIENCE, () -> report(web).reason().contains("it listens on " + own));
    }

    @Test
    void oneThatNeverAnswersIsReportedAndStartedAgain() throws Exception {
        InstanceSpec web =
                new InstanceSpec(
                        new InstanceId("web-1"),
                        new ServiceName("web"),
                        "exec sleep 1000",
                        app,
                        Ports.anyFree(),
                        Map.of("PATH", "/usr/bin:/bin"),
                        HEALTH,
                        Duration.ofMillis(300),
                        Duration.ofSeconds(5));

        fleet.apply(1, new FleetImage(List.of(web)));

        Await.until("it was started again", PATIENCE, () -> report(web).restarts() >= 2);
        Await.until(
                "it says why",
                PATIENCE,
                () -> report(web).reason().contains("never became healthy within 300 ms"));
    }

    @Test
    void changedInstancesAreReplacedOneByOneAndOneAlwaysServes() throws Exception {
        InstanceSpec one = app("web-1", Map.of("V", "1"));
        InstanceSpec two = app("web-2", Map.of("V", "1"));
        fleet.apply(1, new FleetImage(List.of(one, two)));
        awaitState(one, InstanceState.HEALTHY);
        awaitState(two, InstanceState.HEALTHY);

        fleet.apply(2, new FleetImage(List.of(changed(one), changed(two))));

        List<Integer> serving = new ArrayList<>();
        Await.until(
                "both are replaced",
                PATIENCE,
                () -> {
                    serving.add(
                            (int)
                                    fleet.report().instances().stream()
                                            .filter(i -> i.state() == InstanceState.HEALTHY)
                                            .count());
                    return serving.getLast() == 2 && tells(one, "2") && tells(two, "2");
                });
        assertThat(serving).contains(1).doesNotContain(0);
    }

    @Test
    void anOlderImageIsRefused() throws Exception {
        InstanceSpec web = app("web-1", Map.of());
        fleet.apply(7, new FleetImage(List.of(web)));
        fleet.apply(6, new FleetImage(List.of()));
        fleet.apply(7, new FleetImage(List.of()));

        awaitState(web, InstanceState.HEALTHY);
        assertThat(fleet.report().imageVersion()).isEqualTo(7);
    }

    @Test
    void closeLeavesNoProcessAndNoPort() throws Exception {
        InstanceSpec web = app("web-1", Map.of());
        InstanceSpec stubborn = shell("web-2", "trap '' TERM; while :; do sleep 1; done");
        fleet.apply(1, new FleetImage(List.of(web, stubborn)));
        long pid = awaitState(web, InstanceState.HEALTHY).pid();
        Await.until("the second runs", PATIENCE, () -> report(stubborn).pid() != 0);
        long other = report(stubborn).pid();

        fleet.close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(ProcessHandle.of(other)).isEmpty();
        assertThat(Ports.isFree(web.port())).isTrue();
    }

    @Test
    void rootGivesAnApplicationAUserOfItsOwn() throws Exception {
        assumeTrue(RunAs.root(), "only root can run an application as another user");
        InstanceSpec web = shell("web-1", "id -un; exit 1");

        fleet.apply(1, new FleetImage(List.of(web)));

        Await.until(
                "it told its user", PATIENCE, () -> report(web).reason().contains("tenfold-app"));
    }

    @Test
    void rootKeepsAnApplicationThatItsUserIsTooWeakForWithoutCapabilities() throws Exception {
        assumeTrue(RunAs.root(), "only root can run an application as another user");
        InstanceSpec web =
                shell(
                        "web-1",
                        "touch written || exit 1; echo $(id -un) wrote; grep CapEff /proc/$$/status; exit 4");

        fleet.apply(1, new FleetImage(List.of(web)));

        Await.until("it could write", PATIENCE, () -> report(web).reason().contains("root wrote"));
        assertThat(report(web).reason()).contains("CapEff:\t0000000000000000");
    }

    private boolean tells(InstanceSpec spec, String version) throws Exception {
        try {
            return get(spec, "/env/V").equals(version);
        } catch (IOException _) {
            return false;
        }
    }

    private InstanceReport awaitState(InstanceSpec spec, InstanceState state) throws Exception {
        Await.until(spec.id() + " is " + state, PATIENCE, () -> report(spec).state() == state);
        return report(spec);
    }

    private InstanceReport report(InstanceSpec spec) {
        return fleet.report().instances().stream()
                .filter(instance -> instance.id().equals(spec.id()))
                .findFirst()
                .orElseGet(() ->
                        new InstanceReport(
                                spec.id(),
                                spec.service(),
                                InstanceState.STOPPED,
                                java.time.Instant.EPOCH,
                                "absent",
                                0,
                                spec.port(),
                                0,
                                0));
    }

    private String get(InstanceSpec spec, String path) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + spec.port() + path);
        return http.send(
                        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private InstanceSpec app(String id, Map<String, String> environment) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String command =
                "exec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m -cp %s %s"
                        .formatted(
                                java,
                                Path.of("target/test-classes").toAbsolutePath(),
                                TestApp.class.getName());
        return spec(id, command, environment);
    }

    private InstanceSpec shell(String id, String script) throws IOException {
        return spec(id, script, Map.of());
    }

    private InstanceSpec spec(String id, String command, Map<String, String> environment)
            throws IOException {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("PATH", "/usr/bin:/bin");
        return new InstanceSpec(
                new InstanceId(id),
                new ServiceName("web"),
                command,
                app,
                Ports.anyFree(),
                all,
                HEALTH,
                Duration.ofSeconds(30),
                Duration.ofSeconds(2));
    }

    private static InstanceSpec changed(InstanceSpec old) {
        Map<String, String> environment = new TreeMap<>(old.environment());
        environment.put("V", "2");
        return new InstanceSpec(
                old.id(),
                old.service(),
                old.command(),
                old.folder(),
                old.port(),
                environment,
                old.health(),
                old.startMax(),
                old.stopGrace());
    }
}
