package tenfold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.Await;

/// The real launcher script in a small repository with blanks in its path, whose Maven and JDK are
/// scripts that leave traces.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LauncherTest {
    private static final String MAVEN =
            """
            #!/bin/sh
            printf '%s\\n' "$*" >>maven.calls
            echo "[INFO] Building base 0.1.0                     [1/2]"
            [ ! -e slow ] || sleep 2
            if [ -e broken ]; then echo "[ERROR] Main.java:[3,1] ';' expected"; exit 1; fi
            echo "[INFO] Building platform 0.1.0                 [2/2]"
            mkdir -p platform/target/quick/tenfold/lib
            echo jar >platform/target/quick/tenfold/lib/platform.jar
            """;
    private static final String JAVA =
            """
            #!/bin/sh
            for word in "$@"; do
                case $word in -XX:AOTCacheOutput=*) echo cache >"${word#*=}"; recording=yes ;; esac
            done
            [ -n "$recording" ] || exec printf '%s\\n' "$@"
            while [ "$1" != tenfold.platform.Main ]; do shift; done
            case $2 in
            up) cp "$3/tenfold.yaml" "$3/../../../../trained.yaml"; echo "Next  nothing" ;;
            control-process) mkdir -p "$4/control"; echo http://127.0.0.1:1 >"$4/control/address" ;;
            *) exit 0 ;;
            esac
            sleep 60 &
            trap 'kill $!' TERM
            wait
            """;

    @TempDir Path folder;
    private Path root = Path.of("");
    private Path jdk = Path.of("");

    /// How a run of the launcher ended and what it said.
    record Run(int exit, String out, String err) {}

    @BeforeEach
    void prepare() throws IOException {
        root = folder.resolve("a clone");
        jdk = jdk("25.0.3");
        Files.createDirectories(root.resolve("base/src/main"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("base/src/main/Main.java"), "class Main {}");
        script(root.resolve("mvnw"), MAVEN);
        script(root.resolve("tenfold"), Files.readString(Path.of("../tenfold")));
    }

    private Path jdk(String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve("jdk " + version));
        Files.createDirectories(home.resolve("bin"));
        script(home.resolve("bin/java"), JAVA);
        script(home.resolve("bin/javac"), JAVA);
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process start(Path launcher, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("JAVA_HOME", jdk.toString());
        return builder.start();
    }

    private static Run await(Process process) throws IOException, InterruptedException {
        String out = text(process.getInputStream().readAllBytes());
        String err = text(process.getErrorStream().readAllBytes());
        return new Run(process.waitFor(), out, err);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Run tenfold(String... args) throws IOException, InterruptedException {
        return await(start(root.resolve("tenfold"), args));
    }

    private List<String> mavenCalls() throws IOException {
        Path calls = root.resolve("maven.calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private List<Path> builds() throws IOException {
        try (Stream<Path> entries = Files.list(root.resolve("target/tenfold"))) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    @Test
    void buildsWhatIsMissingAndStartsTheProgramWithTheArgumentsAsGiven()
            throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), root.resolve("tenfold"));

        Run run = await(start(link, "status", "two words", ""));

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(mavenCalls()).containsExactly("-B -Pquick -pl platform -am package");
        assertThat(run.err()).contains("building with JDK 25", "built in");
        List<String> words = run.out().lines().toList();
        assertThat(words)
                .containsSubsequence(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:AOTCache=" + builds().getFirst().resolve("cli.aot"),
                        "-Dtenfold.root=" + root,
                        "-cp",
                        builds().getFirst().resolve("lib/platform.jar").toString(),
                        "tenfold.platform.Main",
                        "status",
                        "two words",
                        "");
        assertThat(words).noneMatch(word -> word.contains("tenfold.terminal"));
    }

    @Test
    void trainingGivesUpItsCachesAndLeavesNothingRunning()
            throws IOException, InterruptedException {
        Run run = tenfold("train");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.err()).contains("starts are faster");
        Path build = builds().getFirst();
        for (String kind : List.of("cli", "up", "load", "control")) {
            assertThat(build.resolve(kind + ".aot")).isNotEmptyFile();
        }
        assertThat(build.resolve("train")).doesNotExist();
        assertThat(root.resolve("trained.yaml"))
                .content()
                .as("a class path of all jars is too long for a manifest in a deep folder")
                .contains("/lib/*")
                .doesNotContain(".jar");
        assertThat(tenfold("up").out())
                .contains(
                        "-XX:AOTCache=" + build.resolve("up.aot"),
                        "-Dtenfold.control.aot=" + build.resolve("control.aot"));
        assertThat(ProcessHandle.allProcesses())
                .noneMatch(process ->
                        process.info().commandLine().orElse("").contains(jdk.toString()));
    }

    @Test
    void upGetsTheOptimisingCompiler() throws IOException, InterruptedException {
        assertThat(tenfold("up").out()).doesNotContain("TieredStopAtLevel");
    }

    @Test
    void buildsAgainOnlyWhenASourceIsNewer() throws IOException, InterruptedException {
        tenfold("version");
        assertThat(tenfold("version").err()).isEmpty();
        assertThat(mavenCalls()).hasSize(1);

        Files.writeString(root.resolve("base/src/main/Main.java"), "class Main { int x; }");
        tenfold("version");
        assertThat(mavenCalls()).hasSize(2);

        Files.delete(root.resolve("base/src/main/Main.java"));
        tenfold("version");
        assertThat(mavenCalls()).hasSize(3);
        assertThat(tenfold("version").err()).isEmpty();
    }

    @Test
    void aChangeDuringABuildIsBuiltNextTime() throws Exception {
        Files.createFile(root.resolve("slow"));
        Process first = start(root.resolve("tenfold"), "version");
        Await.until("Maven runs", Duration.ofSeconds(20), () -> !mavenCalls().isEmpty());
        Files.writeString(root.resolve("base/src/main/Main.java"), "class Main { int y; }");

        assertThat(await(first).exit()).isZero();
        assertThat(tenfold("version").err()).contains("built in");
    }

    @Test
    void twoCallersAtOnceBuildOnce() throws IOException, InterruptedException {
        Files.createFile(root.resolve("slow"));
        Process first = start(root.resolve("tenfold"), "version");
        Process second = start(root.resolve("tenfold"), "version");

        Run one = await(first);
        Run two = await(second);

        assertThat(one.exit()).as(one.err()).isZero();
        assertThat(two.exit()).as(two.err()).isZero();
        assertThat(mavenCalls()).hasSize(1);
        assertThat(one.err() + two.err()).contains("another build", "waiting");
    }

    @Test
    void theLockOfADeadProcessHoldsNobodyUp() throws IOException, InterruptedException {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path lock = Files.createDirectories(root.resolve("target/tenfold")).resolve("lock");
        Files.createSymbolicLink(lock, Path.of(Long.toString(dead.pid())));

        assertThat(tenfold("version").exit()).isZero();
        assertThat(Files.isSymbolicLink(lock)).isFalse();
    }

    @Test
    void aBuildThatFailsShowsItsErrorsAndIsTriedAgain() throws IOException, InterruptedException {
        Files.createFile(root.resolve("broken"));
        Run run = tenfold("version");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("the build failed", "';' expected", "build.log", "Mend the cause");

        Files.delete(root.resolve("broken"));
        assertThat(tenfold("version").exit()).isZero();
    }

    @Test
    void keepsABuildWhileSomethingRunsFromIt() throws IOException, InterruptedException {
        tenfold("version");
        Path running = builds().getFirst();
        String lib = running.resolve("lib").toString();
        Process process = new ProcessBuilder("sh", "-c", "sleep 60; :", "sh", lib).start();
        try {
            Files.writeString(root.resolve("base/src/main/Main.java"), "class Main { int z; }");
            tenfold("version");
            assertThat(builds()).hasSize(2).contains(running);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.waitFor();
        }
        Files.writeString(root.resolve("base/src/main/Main.java"), "class Main { int a; }");
        tenfold("version");
        assertThat(builds()).hasSize(1).doesNotContain(running);
    }

    @Test
    void runsJarsGivenToItAndBuildsNothing() throws IOException, InterruptedException {
        Path lib = Files.createDirectories(folder.resolve("some jars"));
        Files.writeString(lib.resolve("x.jar"), "");
        var builder = new ProcessBuilder(root.resolve("tenfold").toString(), "version");
        builder.environment().put("TENFOLD_LIB", lib.toString());
        builder.environment().put("JAVA_HOME", jdk.toString());

        Run run = await(builder.start());

        assertThat(run.out()).contains(lib.resolve("x.jar").toString());
        assertThat(mavenCalls()).isEmpty();
    }

    @Test
    void testRunsTheStrictBuildWithTheArgumentsGiven() throws IOException, InterruptedException {
        assertThat(tenfold("test", "-pl", "edge").exit()).isZero();
        assertThat(mavenCalls()).containsExactly("-B verify -pl edge");
    }

    @Test
    void passesOverAJdkThatIsTooOld() throws IOException, InterruptedException {
        jdk = jdk("21.0.2");

        assertThat(tenfold("version").err()).doesNotContain(jdk.toString());
    }

    @Test
    void withoutANewEnoughJdkItSaysWhatToInstall() throws IOException, InterruptedException {
        String future =
                Files.readString(root.resolve("tenfold")).replace("JAVA_MIN=25", "JAVA_MIN=999");
        script(root.resolve("tenfold"), future);

        Run run = tenfold("version");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .contains(
                        "no JDK 999 or newer",
                        "JAVA_HOME is " + jdk + ", which is version 25",
                        "Install one");
    }
}
