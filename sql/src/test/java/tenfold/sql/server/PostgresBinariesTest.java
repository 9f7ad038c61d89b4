package tenfold.sql.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

@Timeout(120)
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test fails
class PostgresBinariesTest {
    @TempDir Path cache;

    @Test
    void twoAtOnceUseTheSameProgramsOfTheVersionThatWeName() throws Exception {
        List<PostgresBinaries> results = new CopyOnWriteArrayList<>();
        Thread other = Thread.ofPlatform().start(() -> results.add(unpack()));
        PostgresBinaries binaries = unpack();
        other.join();

        assertThat(results).containsExactly(binaries);
        try (var files = Files.list(cache)) {
            assertThat(files).containsExactly(binaries.folder());
        }
        assertThat(versionOf(binaries)).endsWith(" " + PostgresBinaries.VERSION.replace(".0", ""));
        assertThat(PostgresBinaries.VERSION).startsWith(PostgresBinaries.MAJOR + ".");
        List<String> progress = new CopyOnWriteArrayList<>();
        assertThat(PostgresBinaries.unpacked(cache, progress::add)).isEqualTo(binaries);
        assertThat(progress).isEmpty();
    }

    @Test
    void anEntryThatLeadsOutsideIsRefused() throws Exception {
        for (String name : List.of("../evil", "a/../../evil")) {
            byte[] archive = archiveWith(new TarArchiveEntry(name));
            assertThatThrownBy(
                            () -> PostgresBinaries.unpack(new ByteArrayInputStream(archive), cache))
                    .hasMessageContaining("outside");
        }
        var link = new TarArchiveEntry("link", TarArchiveEntry.LF_SYMLINK);
        link.setLinkName("/etc");
        byte[] archive = archiveWith(link);
        assertThatThrownBy(() -> PostgresBinaries.unpack(new ByteArrayInputStream(archive), cache))
                .hasMessageContaining("outside");
    }

    @Test
    void everySystemHasItsArchive() throws Exception {
        assertThat(PostgresBinaries.archive("Linux", "amd64"))
                .isEqualTo("postgres-linux-x86_64.txz");
        assertThat(PostgresBinaries.archive("Linux", "aarch64"))
                .isEqualTo("postgres-linux-arm_64.txz");
        assertThat(PostgresBinaries.archive("Mac OS X", "aarch64"))
                .isEqualTo("postgres-darwin-arm_64.txz");
        assertThatThrownBy(() -> PostgresBinaries.archive("Windows 11", "amd64"))
                .hasMessageContaining("use Linux or macOS");
    }

    private PostgresBinaries unpack() {
        try {
            return PostgresBinaries.unpacked(cache, _ -> {});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] archiveWith(TarArchiveEntry entry) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options(0)))) {
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static String versionOf(PostgresBinaries binaries) throws Exception {
        Process process =
                new ProcessBuilder(binaries.program("postgres").toString(), "--version").start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return answer.strip();
    }
}
