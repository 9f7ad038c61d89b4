package tenfold.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.doctor.Finding.Level;

class DoctorTest {
    @TempDir Path folder;

    private Path file(String content) throws Exception {
        return Files.writeString(Files.createTempFile(folder, "proc", ""), content);
    }

    @Test
    void findsThisMachineFitToRunItsOwnTests() {
        var findings =
                Doctor.examine(ApplicationFolder.of(folder, Optional.empty()), System.getenv());

        assertThat(findings).hasSize(14).noneMatch(finding -> finding.level() == Level.FAIL);
        assertThat(findings)
                .filteredOn(finding -> finding.level() != Level.OK)
                .allSatisfy(finding -> assertThat(finding.next()).isNotBlank());
    }

    @Test
    void wantsANewJdkAndAKnownSystem() {
        assertThat(Machine.jdk(25, "/jdk").level()).isEqualTo(Level.OK);
        assertThat(Machine.jdk(24, "/jdk").level()).isEqualTo(Level.FAIL);
        assertThat(Machine.system("Linux", "aarch64").level()).isEqualTo(Level.OK);
        assertThat(Machine.system("Mac OS X", "aarch64").level()).isEqualTo(Level.WARN);
        assertThat(Machine.system("Linux", "s390x").level()).isEqualTo(Level.FAIL);
    }

    @Test
    void judgesMemoryAndDescriptors() throws Exception {
        assertThat(Machine.memory(file("MemAvailable:    8000000 kB\n")).level())
                .isEqualTo(Level.OK);
        assertThat(Machine.memory(file("MemAvailable:     600000 kB\n")).level())
                .isEqualTo(Level.WARN);
        assertThat(Machine.memory(file("MemAvailable:     100000 kB\n")).level())
                .isEqualTo(Level.FAIL);
        assertThat(Machine.memory(folder.resolve("missing")).level()).isEqualTo(Level.OK);
        String limits = "Max open files            1024                 %d               files\n";
        assertThat(Machine.descriptors(file(limits.formatted(1024))).level()).isEqualTo(Level.WARN);
        assertThat(Machine.descriptors(file(limits.formatted(65_536))).level()).isEqualTo(Level.OK);
    }

    @Test
    void judgesTheDataFolderBeforeItExists() throws Exception {
        Path future = folder.resolve("a/b/.tenfold");
        assertThat(Disk.rights(future).level()).isEqualTo(Level.OK);
        assertThat(Disk.space(future).what()).contains("free for " + folder);
        assertThat(Disk.sync(future).what()).contains("a synced write takes");
        assertThat(Disk.rights(file("").resolve("data")).level()).isEqualTo(Level.FAIL);
        assertThat(Disk.sync(file("").resolve("data")).level()).isEqualTo(Level.FAIL);
        assertThat(Disk.socketPath(Path.of("/srv/forum/.tenfold")).level()).isEqualTo(Level.OK);
        assertThat(Disk.socketPath(Path.of("/" + "x".repeat(100))).level()).isEqualTo(Level.WARN);
    }

    @Test
    void noticesAClockThatWentBack() throws Exception {
        assertThat(Disk.clock(folder).level()).isEqualTo(Level.OK);
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().plusSeconds(7200)));
        assertThat(Disk.clock(folder).what()).contains("1 h 59 min in the future");
    }

    @Test
    void wantsAWayToGiveUpRootsRights() {
        assertThat(Tools.users(Map.of("PATH", folder.toString()), "app").level())
                .isEqualTo(Level.OK);
        assertThat(Tools.users(Map.of("PATH", folder.toString()), "root").level())
                .isEqualTo(Level.FAIL);
        assertThat(Tools.launchers(Map.of("PATH", folder.toString())).what())
                .contains("sh, setsid, setpriv");
    }
}
