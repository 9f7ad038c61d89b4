package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.AppendHistory;
import tenfold.testkit.Await;
import tenfold.testkit.ProcessTree;
import tenfold.testkit.TestPostgres;

/// People write while the database takes every step of growth, and in each step something dies at
/// any moment: the step arrives or has gone back, and every acknowledged write is there once.
///
/// `-Dmoves=20` does that for twenty seeds, `-Dseed=42` repeats one choice of victims and moments.
/// Without, a short sample of steps. Each step is a line on standard output.
@Timeout(value = 4, unit = TimeUnit.HOURS)
@SuppressWarnings({
    "NullAway.Init",
    "InterruptedExceptionSwallowed",
    "SystemOut"
}) // each seed sets it, JUnit fails, a line a step
class MoveSoakTest {
    private static final int SEEDS = Integer.getInteger("moves", 0);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int MOMENT_MILLIS_MAX = 5_000;

    /// Who dies, or for how many seconds the primary stands still. The last are for long runs.
    private enum Victim {
        NODE,
        CONTROL,
        COMMAND,
        PRIMARY,
        OTHER,
        STALL_1,
        STALL_10,
        STALL_60
    }

    @TempDir Path folder;

    private final AppendHistory history = new AppendHistory();
    private TenfoldUp up;

    @Test
    void whateverDiesInAStepItArrivesOrGoesBackAndLosesNothing() throws Exception {
        Long fixed = Long.getLong("seed");
        for (int i = 0; i < Math.max(1, fixed == null ? SEEDS : 1); i++) {
            long seed = fixed == null ? new Random().nextLong() : fixed;
            try {
                play(seed, Files.createDirectory(folder.resolve("run" + i)));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("-Dseed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private void play(long seed, Path own) throws Exception {
        var random = new Random(seed);
        up =
                TenfoldUp.start(
                        TenfoldUp.example("forum"), Files.createDirectory(own.resolve("data")));
        try (var outside = outside()) {
            var writers = new LedgerWriters(up.application(), history, 3);
            try (writers) {
                for (List<String> step : steps(own, outside, random)) {
                    step(step, Map.of("PGPASSWORD", outside.password()), random, seed);
                }
            }
            var verdict = history.check(Ledger.read(up.application()));
            assertThat(verdict.holds()).as("%s", verdict).isTrue();
        } finally {
            up.close();
        }
    }

    /// A seed of a long run repeats what that did.
    private static boolean isLong() {
        return SEEDS > 0 || Long.getLong("seed") != null;
    }

    private static List<List<String>> steps(Path own, TestPostgres outside, Random random) {
        String url = "postgres://mover@127.0.0.1:%d/shop?sslmode=disable".formatted(outside.port());
        List<List<String>> all = new ArrayList<>();
        all.add(List.of("grow", "standby"));
        all.add(List.of("switch"));
        if (isLong()) {
            all.add(List.of("grow", "replica", "--count", "2"));
            all.add(List.of("grow", "replica", "--count", "0"));
            all.add(List.of("grow", "resize", "--memory", "384MB"));
            all.add(List.of("grow", "move", "--to", own.resolve("disk").toString()));
            all.add(List.of(random.nextBoolean() ? "undo" : "complete"));
            all.add(List.of("grow", "move", "--to", url));
            all.add(List.of("undo"));
        }
        return all;
    }

    private static TestPostgres outside() throws Exception {
        TestPostgres server = TestPostgres.start("wal_level=logical", "max_connections=60");
        try (Connection root =
                        DriverManager.getConnection(
                                server.jdbcUrl(), "postgres", server.password());
                Statement statement = root.createStatement()) {
            statement.execute(
                    "CREATE ROLE mover LOGIN REPLICATION PASSWORD '" + server.password() + "'");
            statement.execute("GRANT SET ON PARAMETER session_replication_role TO mover");
            statement.execute(
                    "CREATE DATABASE shop OWNER mover TEMPLATE template0 ENCODING 'UTF8'"
                            + " LOCALE_PROVIDER libc LOCALE 'C.UTF-8'");
        }
        return server;
    }

    // ---- one step

    private void step(
            List<String> command, Map<String, String> environment, Random random, long seed)
            throws Exception {
        List<Victim> victims = new ArrayList<>(List.of(Victim.values()));
        if (!isLong()) {
            victims.removeAll(List.of(Victim.STALL_10, Victim.STALL_60));
        }
        Victim victim = victims.get(random.nextInt(victims.size()));
        int moment = random.nextInt(MOMENT_MILLIS_MAX);
        boolean back = command.getFirst().equals("undo") || command.getFirst().equals("complete");
        awaitCalm();
        if (back && !status().contains("\"keepsWayBack\" : true")) {
            return; // What it would take back has gone back by itself.
        }
        long number = number();
        long began = System.nanoTime();
        Process running = up.begin(environment, command.toArray(String[]::new));
        TimeUnit.MILLISECONDS.sleep(moment);
        strike(victim, running, random);
        awaitCalm();
        String move = status().substring(Math.max(0, status().indexOf("\"move\" :")));
        boolean begun = number() > number;
        writes("after " + command + " with " + victim);
        System.out.printf(
                "MoveSoak\t%d\t%s\t%s\t%d\t%.1f\t%s\t%s%n",
                seed,
                String.join(" ", command.subList(0, Math.min(2, command.size()))),
                victim,
                moment,
                (System.nanoTime() - began) / 1e9,
                begun ? find(move, "\"phase\" : \"(\\w+)\"") : "not begun",
                find(move, "\"problem\" : (null|\"[^\"]*\")"));
        running.destroyForcibly();
    }

    private void strike(Victim victim, Process command, Random random) throws Exception {
        switch (victim) {
            case COMMAND -> command.destroyForcibly();
            case NODE -> {
                new ProcessTree(up.process().pid()).killRoot();
                assertThat(up.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
                up = TenfoldUp.start(TenfoldUp.example("forum"), up.data());
            }
            case CONTROL -> {
                for (ProcessHandle child : tenfold.journeys.Victim.CONTROL.marked(up)) {
                    new ProcessTree(child.pid()).kill();
                }
            }
            case PRIMARY -> server(true, random).kill();
            case OTHER -> server(false, random).kill();
            case STALL_1 -> freeze(server(true, random), 1);
            case STALL_10 -> freeze(server(true, random), 10);
            case STALL_60 -> freeze(server(true, random), 60);
        }
    }

    private static void freeze(ProcessTree primary, int seconds) throws Exception {
        primary.freeze();
        TimeUnit.SECONDS.sleep(seconds);
        primary.thaw();
    }

    /// The primary, or some other server of ours; the primary when there is none.
    private ProcessTree server(boolean primary, Random random) throws Exception {
        String cluster = cluster();
        String leader = find(cluster, "\"primary\" : \"?([^\",]*)");
        Matcher servers =
                Pattern.compile("\"id\" : \"(pg-\\d+)\".*?\"pid\" : (\\d+)", Pattern.DOTALL)
                        .matcher(cluster);
        List<Long> found = new ArrayList<>();
        List<Long> others = new ArrayList<>();
        while (servers.find()) {
            long pid = Long.parseLong(servers.group(2));
            if (pid > 0) {
                (servers.group(1).equals(leader) == primary ? found : others).add(pid);
            }
        }
        List<Long> from = found.isEmpty() ? others : found;
        return new ProcessTree(from.get(random.nextInt(from.size())));
    }

    // ---- what is so

    private String status() throws Exception {
        return up.run("status", "--json").out();
    }

    private String cluster() throws Exception {
        String all = status();
        return all.substring(all.indexOf("\"cluster\" :"));
    }

    private long number() throws Exception {
        Matcher number = Pattern.compile("\"move\" : \\{\\s*\"number\" : (\\d+)").matcher(status());
        return number.find() ? Long.parseLong(number.group(1)) : 0;
    }

    /// No step runs, and the database is as safe as it is to be.
    private void awaitCalm() throws Exception {
        String[] last = {""};
        try {
            Await.until(
                    "no step runs",
                    PATIENCE,
                    () -> {
                        last[0] = status();
                        return last[0].contains("\"cluster\" :")
                                && !last[0].contains("\"running\" : true")
                                && !last[0].contains("\"stale\" : true")
                                && last[0].matches(
                                        "(?s).*\"protection\" : \"(PROTECTED|NONE_WANTED)\".*");
                    });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ": " + last[0] + up.messages(), e);
        }
    }

    private void writes(String when) throws Exception {
        long acked = history.acked();
        Await.until("writes " + when, PATIENCE, () -> history.acked() > acked + 10);
    }

    private static String find(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        return matcher.find() ? matcher.group(1) : "?";
    }
}
