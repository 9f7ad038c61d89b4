package tenfold.control.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tenfold.model.HealthCheck;
import tenfold.model.PathMatch;
import tenfold.model.PoolMode;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ManifestReading;
import tenfold.model.manifest.ManifestReading.Invalid;
import tenfold.model.manifest.ManifestReading.Loaded;
import tenfold.model.manifest.Problem;
import tenfold.model.manifest.ScaleManifest;
import tenfold.model.manifest.ScalePolicy;
import tenfold.model.manifest.ScaleWindow;
import tenfold.model.manifest.ServiceManifest;
import tenfold.testkit.Rounds;

class ManifestReaderTest {
    private static final String FULL =
            """
            name: shop
            services:
              web:
                build: make
                run: ./serve
                health: {path: /ready, strict: true, interval: 5s, timeout: 250ms}
                scale: 3
                env: {LEVEL: 7, DB: "${platform.pg.url}"}
                env_sets: [core]
                start_timeout: 2m
                stop_grace: 30s
              api:
                run: ./api
                port: 9000
            routes:
              - {path: /, service: web}
              - {host: API.example, path: /v1, service: api}
            edge: {port: 8100, tls_port: 8101}
            database: {port: 6000, memory: 2GB, pool: {mode: session, connections: 12}}
            goals: {p95: 200ms, availability: 99.9%}
            """;

    @TempDir Path folder;

    private static final String SCALED =
            """
            services:
              web:
                run: ./serve
                scale:
                  min: 2
                  max: 20
                  cores: 0.5
                  target: 65%
                  policies:
                    - {metric: cpu, target: 60%}
                    - {metric: latency, target: 200ms}
                    - {metric: orders, target: 12}
                    - {metric: queue, steps: [{above: 10, add: 1}, {above: 50, add: 4}]}
                  schedule:
                    - {from: "08:30", to: "18:00", days: mon-fri, min: 6}
                    - {from: "22:00", to: "02:00", max: 4}
                  forecast: scale
                  warm: 2
                  spot: {base: 2, part: 50%, notice: 30s}
                  scale_in: {window: 5m, part: 10%, cool_down: 2m}
            """;

    @Test
    void readsAGroupThatFollowsItsLoad() throws Exception {
        ServiceManifest web = loaded(SCALED).services().getFirst();

        assertThat(web.scale()).isEqualTo(2);
        assertThat(web.group())
                .isEqualTo(
                        new ScaleManifest(
                                2,
                                20,
                                0.5,
                                0.65,
                                List.of(
                                        new ScalePolicy.Tracking("cpu", 0.6),
                                        new ScalePolicy.Tracking("latency", 200),
                                        new ScalePolicy.Tracking("orders", 12),
                                        new ScalePolicy.Steps(
                                                "queue",
                                                List.of(
                                                        new ScalePolicy.Step(10, 1),
                                                        new ScalePolicy.Step(50, 4)))),
                                List.of(
                                        new ScaleWindow(
                                                LocalTime.of(8, 30),
                                                LocalTime.of(18, 0),
                                                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                                                6,
                                                null),
                                        new ScaleWindow(
                                                LocalTime.of(22, 0),
                                                LocalTime.of(2, 0),
                                                EnumSet.allOf(DayOfWeek.class),
                                                null,
                                                4)),
                                ScaleManifest.Forecasting.SCALE,
                                2,
                                new ScaleManifest.Spot(2, 0.5, Duration.ofSeconds(30)),
                                new ScaleManifest.ScaleIn(
                                        Duration.ofMinutes(5), 0.1, Duration.ofMinutes(2))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{min: 2}|`max` is missing",
                "{min: 5, max: 3}|`max` is 3; it must be within `min`, 5, to 64",
                "{max: 65}|`max` is 65",
                "{max: 9, target: 0%}|`target` is '0%'",
                "{max: 9, target: 70}|`target` is '70'",
                "{max: 9, cores: 0}|`cores` must be above 0",
                "{max: 9, cores: many}|`cores` is 'many'",
                "{max: 9, policies: [{metric: cpu}]}|a policy has either `target` or `steps`",
                "{max: 9, policies: [{target: 3}]}|`metric` is 'null'",
                "{max: 9, policies: [{metric: latency, target: 3}]}|`target` is '3'",
                "{max: 9, policies: [{metric: queue, steps: [{above: 3}]}]}|a step needs `above`",
                "{max: 9, schedule: [{from: 8, to: \"09:00\", min: 3}]}|`from` is '8'",
                "{max: 9, schedule: [{from: \"08:00\", to: \"09:00\"}]}|a window needs `min` or `max`",
                "{max: 9, schedule: [{from: \"08:00\", to: \"08:00\", min: 3}]}|`to` is when it begins",
                "{max: 9, schedule: [{from: \"08:00\", to: \"09:00\", days: sun-, min: 3}]}|`days` is 'sun-'",
                "{max: 9, forecast: maybe}|`forecast` is 'maybe'",
                "{max: 9, spot: {part: half}}|`part` is 'half'",
                "{max: 9, scale_in: {window: 0s}}|`window` is '0s'",
                "{max: 9, mim: 2}|unknown key `mim`"
            })
    void refusesAGroupThatMakesNoSense(String group, String message) throws Exception {
        String text = "services: {web: {run: ./serve, scale: " + group + "}}\n";

        assertThat(problems(text)).anyMatch(problem -> problem.message().contains(message));
    }

    @Test
    void aFixedPortCannotBeScaled() throws Exception {
        String text = "services: {web: {run: ./serve, port: 9000, scale: {max: 4}}}\n";

        assertThat(problems(text))
                .anyMatch(problem ->
                        problem.message().contains("4 instances of `web` cannot share port 9000"));
    }

    @Test
    void readsEveryKey() throws Exception {
        Manifest manifest = loaded(FULL);

        var web = manifest.services().getFirst();
        assertThat(manifest.name()).isEqualTo("shop");
        assertThat(web.build()).isEqualTo("make");
        assertThat(web.scale()).isEqualTo(3);
        assertThat(web.health().path()).isEqualTo("/ready");
        assertThat(web.health().strict()).isTrue();
        assertThat(web.health().timeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(web.environment()).containsEntry("LEVEL", "7");
        assertThat(web.environmentSets()).containsExactly("core");
        assertThat(web.startTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(manifest.services().getLast().port()).isEqualTo(9000);
        assertThat(manifest.routes().getLast().match().host()).isEqualTo("api.example");
        assertThat(manifest.edge().tlsPort()).isEqualTo(8101);
        assertThat(manifest.database().memoryMib()).isEqualTo(2048);
        assertThat(manifest.database().poolMode()).isEqualTo(PoolMode.SESSION);
        assertThat(manifest.goals().availability()).isEqualTo(0.999);
    }

    @Test
    void needsNoMoreThanAService() throws Exception {
        Manifest manifest = loaded("services: {web: {run: ./serve}}");

        assertThat(manifest.services().getFirst().health()).isEqualTo(HealthCheck.DEFAULT);
        assertThat(manifest.routes().getFirst().match().path()).isEqualTo(PathMatch.ALL);
        assertThat(manifest.database().poolConnections()).isEqualTo(40);
    }

    @Test
    void reportsAllProblemsAtOnceInTheOrderOfTheFile() throws Exception {
        var problems =
                problems(
                        """
                        name: Shop Of Horrors
                        services:
                          web:
                            run: ./serve
                            helth: /ready
                            scale: many
                            scale: 2
                            env: {PORT: 80, A: "${platform.pg.hots}"}
                        routs: []
                        """);

        assertThat(problems)
                .extracting(problem -> problem.place() + " " + problem.code())
                .containsExactly(
                        "1:7 T-1006",
                        "5:5 T-1003",
                        "6:12 T-1005",
                        "7:5 T-1004",
                        "8:11 T-1008",
                        "8:24 T-1009",
                        "9:1 T-1003");
        assertThat(problems.get(1).next()).isEqualTo("Did you mean `health`?");
        assertThat(problems.get(5).next()).isEqualTo("Did you mean `${platform.pg.host}`?");
        assertThat(problems.get(6).next()).isEqualTo("Did you mean `routes`?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "services: {web: {run: x, scale: 0}}; T-1006",
                "services: {web: {run: x, scale: 65}}; T-1006",
                "services: {web: {run: x, scale: '2'}}; T-1005",
                "services: {web: {run: x, port: 9, scale: 2}}; T-1011",
                "services: {web: {run: x, health: ready}}; T-1006",
                "services: {web: {run: x, health: {strict: perhaps}}}; T-1005",
                "services: {web: {run: x, health: {interval: 5}}}; T-1006",
                "services: {web: {run: x, health: {interval: 0s}}}; T-1006",
                "services: {web: {run: x, env: {TENFOLD_X: 1}}}; T-1008",
                "services: {web: {run: x, env: {a b: 1}}}; T-1006",
                "services: {web: {run: x, env: {A: [1]}}}; T-1005",
                "services: {web: {run: x, env_sets: [ruby]}}; T-1006",
                "services: {web: [1]}; T-1005",
                "services: {Web: {run: x}}; T-1006",
                "services: {a: {run: x}, b: {run: x}}; T-1010",
                "services: {web: {run: x}, b: {}}; T-1007",
                "services: {web: {run: x}, b: {run: ''}}; T-1007",
                "services: {web: {run: x}}~routes: [{path: /, service: wbe}]; T-1010",
                "services: {web: {run: x}}~routes: [{service: web, path: api}]; T-1006",
                "services: {web: {run: x}}~routes: [{service: web, host: 'a b'}]; T-1006",
                "services: {web: {run: x}}~routes: {}; T-1005",
                "services: {web: {run: x}}~routes: [{service: web, cache: perhaps}]; T-1006",
                "services: {web: {run: x}}~routes: [{service: web, cache: {tll: 5s}}]; T-1003",
                "services: {web: {run: x}}~routes: [{service: web, cache: {ttl: 5}}]; T-1006",
                "services: {web: {run: x}}~routes: [{service: web, cache: {promises: [x]}}]; T-1006",
                "services: {web: {run: x}}~routes: [{service: web, cache: {keyed_headers: [a b]}}]; T-1006",
                "services: {web: {run: x}}~routes: [{service: web, deny: [10.0.0.1/8]}]; T-1006",
                "services: {web: {run: x}}~routes: [{service: web, deny: [localhost]}]; T-1006",
                "services: {web: {run: x}}~routes: [{service: web, rate_limit: {per: 1s}}]; T-1006",
                "services: {web: {run: x}}~routes: [{service: web, rate_limit: {requests: 1, key: header}}]; T-1006",
                "services: {web: {run: x}}~edge: {cache: {memory: lots}}; T-1006",
                "services: {web: {run: x}}~edge: {shield: {desync: lax}}; T-1006",
                "services: {web: {run: x}}~edge: {shield: {connections: 0}}; T-1006",
                "services: {web: {run: x}}~database: {memory: 12}; T-1006",
                "services: {web: {run: x}}~database: {memory: 64MB}; T-1006",
                "services: {web: {run: x}}~database: {pool: {mode: statement}}; T-1006",
                "services: {web: {run: x}}~edge: {port: 70000}; T-1006",
                "services: {web: {run: x}}~edge: {port: 80, tls_port: 80}; T-1006",
                "services: {web: {run: x}}~goals: {availability: 100%}; T-1006",
                "[1, 2]; T-1005",
                "text; T-1005",
                "a: b: c; T-1001",
                "'a: \"open'; T-1001",
                "a: *nothing; T-1001",
            })
    void refuses(String yaml, String code) throws Exception {
        assertThat(problems(yaml.replace('~', '\n'))).extracting(Problem::code).contains(code);
    }

    @Test
    void stopsBombsBeforeTheyAreBuilt() throws Exception {
        var aliases = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 60; i++) {
            aliases.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        assertThat(codes(aliases.toString())).containsExactly("T-1002");
        assertThat(codes("[".repeat(60_000))).containsExactly("T-1002");
        assertThat(codes("a".repeat(70_000))).containsExactly("T-1002");
    }

    @Test
    void refusesBytesThatAreNoText() throws Exception {
        Files.write(folder.resolve("tenfold.yaml"), new byte[] {'a', ':', (byte) 0xff});

        assertThat(invalid(read())).extracting(Problem::code).containsExactly("T-1001");
    }

    @Test
    void saysWhenTheFolderIsNone() {
        var reading = ManifestReader.read(folder.resolve("absent"), Optional.empty());

        assertThat(invalid(reading)).extracting(Problem::code).containsExactly("T-1012");
    }

    @Test
    void saysWhatItLookedForInAnEmptyFolder() {
        assertThat(invalid(read())).extracting(Problem::code).containsExactly("T-1007");
    }

    @Test
    void runsTheCommandAfterTheDashesWhateverTheFileSays() throws Exception {
        Files.writeString(folder.resolve("tenfold.yaml"), "services: {web: {run: ./serve}}");
        var reading = ManifestReader.read(folder, Optional.of("./other --now"));

        assertThat(reading)
                .isInstanceOfSatisfying(
                        Loaded.class,
                        it ->
                                assertThat(it.manifest().services().getFirst().run())
                                        .isEqualTo("./other --now"));
    }

    @Test
    void isValidWhenEmptyAndTheCommandIsGiven() throws Exception {
        Files.writeString(folder.resolve("tenfold.yaml"), "# nothing yet\n");

        assertThat(ManifestReader.read(folder, Optional.of("./serve"))).isInstanceOf(Loaded.class);
    }

    /// Whatever bytes stand in the file, the answer is a value, quickly, with places in the file.
    @Rounds(300)
    void survivesMalformedManifests(long seed) throws Exception {
        var random = new Random(seed);
        byte[] bytes = FULL.getBytes(StandardCharsets.UTF_8);
        int edits = 1 + random.nextInt(12);
        for (int i = 0; i < edits; i++) {
            bytes = mutate(bytes, random);
        }
        Files.write(folder.resolve("tenfold.yaml"), bytes);

        switch (ManifestReader.read(folder, Optional.empty())) {
            case Loaded(Manifest manifest, _) -> assertThat(manifest.services()).isNotEmpty();
            case Invalid(List<Problem> problems) -> {
                assertThat(problems).isNotEmpty().hasSizeLessThanOrEqualTo(100);
                assertThat(problems).allMatch(problem -> problem.message().length() < 500);
            }
        }
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        String special = "\t\n:{}[]&*!|>'\"%@`#-? \u0000";
        int at = random.nextInt(bytes.length + 1);
        var text = new StringBuilder(new String(bytes, StandardCharsets.ISO_8859_1));
        switch (random.nextInt(5)) {
            case 0 -> text.insert(at, special.charAt(random.nextInt(special.length())));
            case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(20)));
            case 2 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 40)));
            case 3 -> text.insert(at, (char) random.nextInt(256));
            default -> text.insert(at, "&a [*a, *a]");
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private ManifestReading read() {
        return ManifestReader.read(folder, Optional.empty());
    }

    private Manifest loaded(String yaml) throws IOException {
        Files.writeString(folder.resolve("tenfold.yaml"), yaml);
        return switch (read()) {
            case Loaded(Manifest manifest, _) -> manifest;
            case Invalid(List<Problem> problems) -> throw new AssertionError(problems);
        };
    }

    private List<Problem> problems(String yaml) throws IOException {
        Files.writeString(folder.resolve("tenfold.yaml"), yaml);
        return invalid(read());
    }

    private List<String> codes(String yaml) throws IOException {
        return problems(yaml).stream().map(Problem::code).toList();
    }

    private static List<Problem> invalid(ManifestReading reading) {
        return switch (reading) {
            case Loaded loaded -> throw new AssertionError("valid: " + loaded);
            case Invalid(List<Problem> problems) -> problems;
        };
    }
}
