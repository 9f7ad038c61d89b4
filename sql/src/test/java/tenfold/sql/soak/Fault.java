package tenfold.sql.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import tenfold.model.Protection;
import tenfold.model.ServerId;
import tenfold.testkit.Await;
import tenfold.testkit.NetworkNamespace;
import tenfold.testkit.ProcessTree;
import tenfold.testkit.ZoneCable;

/// What is done to a station under load; afterwards everything is there again.
@SuppressWarnings("InterruptedExceptionSwallowed") // JUnit fails
enum Fault {
    /// `kill -9` of the primary, of its postmaster alone or of all its processes.
    KILL {
        @Override
        void strike(Station station, People people, Random random) throws Exception {
            ServerId old = station.primary();
            ProcessTree primary = station.processes(old);
            if (random.nextBoolean()) {
                primary.kill();
            } else {
                primary.killRoot();
            }
            awaitAnother(station, old);
        }
    },
    STALL_1 {
        @Override
        void strike(Station station, People people, Random random) throws Exception {
            long epoch = station.cluster().epoch();
            ProcessTree primary = station.processes(station.primary());
            long began = System.nanoTime();
            primary.freeze();
            sleep(1000);
            primary.thaw();
            boolean longer = System.nanoTime() - began > STALL_NANOS_MAX;
            sleep(1000);
            assertThat(station.cluster().epoch() == epoch || longer)
                    .as("a stall is no failover")
                    .isTrue();
        }
    },
    STALL_10 {
        @Override
        void strike(Station station, People people, Random random) throws Exception {
            freezeThenWake(station, 10);
        }
    },
    STALL_60 {
        @Override
        void strike(Station station, People people, Random random) throws Exception {
            freezeThenWake(station, 60);
        }
    },
    /// Commits wait for a frozen standby, everybody cancels, and then the primary dies.
    CANCEL {
        @Override
        void strike(Station station, People people, Random random) throws Exception {
            ServerId old = station.primary();
            ProcessTree standby = station.processes(station.standby());
            standby.freeze();
            for (int i = 0; i < 10; i++) {
                people.cancelAll();
                sleep(100 + random.nextInt(50));
            }
            standby.thaw();
            station.processes(old).kill();
            awaitAnother(station, old);
        }
    },
    /// The primary crashes and starts again while its standby is away; nobody reads what it alone
    /// has.
    CRASH_WITHOUT_STANDBY {
        @Override
        void strike(Station station, People people, Random random) throws Exception {
            ServerId primary = station.primary();
            ProcessTree standby = station.processes(station.standby());
            standby.freeze();
            Await.until(
                    "the standby is missed",
                    Station.PATIENCE,
                    () -> station.cluster().protection() != Protection.PROTECTED);
            station.processes(primary).kill();
            sleep(3000 + random.nextInt(2000));
            standby.thaw();
        }
    },
    /// The zones lose each other: nothing is replicated. With luck the primary dies meanwhile.
    PARTITION {
        @Override
        String missing() {
            return NetworkNamespace.missing();
        }

        @Override
        void strike(Station station, People people, Random random) throws Exception {
            try (var between = new ZoneCable()) {
                for (var server : station.cluster().servers()) {
                    between.lead(station.socket(server.id()));
                }
                reconnect(station);
                station.awaitWhole();
                long before = people.acknowledged();
                Await.until(
                        "writes through the cable",
                        Station.PATIENCE,
                        () -> people.acknowledged() > before + 20);
                between.cut();
                long frozen = whenStill(people);
                sleep(2000 + random.nextInt(6000));
                assertThat(people.acknowledged())
                        .as("acknowledged in strict without a standby")
                        .isEqualTo(frozen);
                if (random.nextBoolean()) {
                    station.processes(station.primary()).kill();
                    sleep(random.nextInt(3000));
                }
                between.heal();
                station.awaitWhole();
            }
        }
    },
    /// The standby's disk is full for a while.
    DISK_FULL {
        @Override
        String missing() {
            return "root".equals(System.getProperty("user.name")) ? "" : "only root mounts disks";
        }

        @Override
        void prepare(Station station) throws Exception {
            Path disk = station.disk(2);
            Files.createDirectories(disk);
            command("mount", "-t", "tmpfs", "-o", "size=200m,mode=0711", "tmpfs", disk.toString());
        }

        @Override
        void strike(Station station, People people, Random random) throws Exception {
            Path filler = station.disk(2).resolve("filler");
            fill(filler);
            // Kept segments of the log are used first.
            long deadline = System.nanoTime() + Station.PATIENCE.toNanos();
            long before = -1;
            while (before != people.acknowledged()) {
                assertThat(System.nanoTime()).as("the disk is full").isLessThan(deadline);
                before = people.acknowledged();
                for (int i = 0; i < 5; i++) {
                    writeALot(station);
                }
                sleep(1500);
            }
            assertThat(station.cluster().protection()).isNotEqualTo(Protection.PROTECTED);
            sleep(random.nextInt(4000));
            Files.delete(filler);
            station.awaitWhole();
        }

        @Override
        void cleanUp(Station station) throws Exception {
            command("umount", "-l", station.disk(2).toString());
        }
    };

    /// A busy machine may make a longer stall of one second.
    private static final long STALL_NANOS_MAX = 1_500_000_000L;

    /// Why this cannot be done here; empty when it can.
    String missing() {
        return "";
    }

    /// Before the station starts.
    void prepare(Station station) throws Exception {}

    abstract void strike(Station station, People people, Random random) throws Exception;

    /// After the station has ended.
    void cleanUp(Station station) throws Exception {}

    static void sleep(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }

    /// How many were acknowledged when no more are for a second.
    private static long whenStill(People people) throws InterruptedException {
        long last = -1;
        for (int i = 0; i < 20 && last != people.acknowledged(); i++) {
            last = people.acknowledged();
            sleep(1000);
        }
        return last;
    }

    private static void awaitAnother(Station station, ServerId old) throws Exception {
        Await.until(
                "another primary than " + old + ": " + station.cluster(),
                Station.PATIENCE,
                () -> {
                    ServerId now = station.cluster().primary();
                    return now != null && !now.equals(old);
                });
    }

    private static void freezeThenWake(Station station, int seconds) throws Exception {
        ServerId old = station.primary();
        ProcessTree primary = station.processes(old);
        primary.freeze();
        sleep(seconds * 1000L);
        primary.thaw();
        awaitAnother(station, old);
        assertThat(ProcessHandle.of(primary.root()).filter(ProcessHandle::isAlive))
                .as("the frozen primary is dead")
                .isEmpty();
    }

    /// Ends what replicates past the cable; it connects anew.
    private static void reconnect(Station station) throws Exception {
        for (var server : station.cluster().servers()) {
            for (ProcessHandle child :
                    ProcessHandle.of(server.pid()).orElseThrow().children().toList()) {
                Path words = Path.of("/proc", Long.toString(child.pid()), "cmdline");
                if (Files.exists(words) && Files.readString(words).contains("walreceiver")) {
                    new ProcessTree(child.pid()).signalRoot("TERM");
                }
            }
        }
    }

    private static void fill(Path file) throws IOException {
        byte[] zeroes = new byte[1 << 20];
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(zeroes);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space")) {
                throw e;
            }
        }
    }

    private static void writeALot(Station station) throws InterruptedException {
        try (var connection = station.connect();
                var statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            statement.execute(
                    "SELECT pg_logical_emit_message(false, 'filler', repeat('x', 4000000))");
        } catch (java.sql.SQLException _) {
            sleep(100); // Commits wait for the very standby.
        }
    }

    private static void command(String... words) throws IOException, InterruptedException {
        int exit = new ProcessBuilder(words).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException(String.join(" ", words) + " failed");
        }
    }
}
