package tenfold.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.edge.CacheConfig;
import tenfold.edge.EdgeConfig;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Site;
import tenfold.model.CachePolicy;
import tenfold.testkit.Await;

/// The cache with files, over restarts of the edge and damage to the files.
@Timeout(60)
class DiskCachingTest {
    private static final String MINUTE = "Cache-Control: max-age=60|Cache-Tag: t|X-Own: yes";
    private static final String BODY = "0123456789".repeat(20_000);

    @TempDir private Path folder;
    private final Site site;

    DiskCachingTest() throws Exception {
        site = new Site();
        site.page("/a", MINUTE + "|Vary: Accept-Language", BODY);
        site.page("/b", MINUTE, "b");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @Test
    void answersSurviveARestart() throws Exception {
        try (var edge = edge(64 << 20)) {
            get(edge, "/a");
            get(edge, "/b");
        }
        try (var edge = edge(64 << 20)) {
            for (int i = 0; i < 2; i++) {
                assertThat(get(edge, "/a"))
                        .endsWith("\r\n\r\n" + BODY)
                        .contains("X-Own: yes\r\n", "Cache-Status: Tenfold; hit; ttl=");
            }
            assertThat(edge.edge().report().cache().loaded()).isEqualTo(1);
            assertThat(edge.edge().report().cache().diskBytes()).isGreaterThan(BODY.length());
        }
        assertThat(site.seen()).hasSize(2);
    }

    @Test
    void whatMemoryHasNoRoomForIsReadFromTheDisk() throws Exception {
        try (var edge = edge(1000)) {
            get(edge, "/a");
            awaitFiles(1);
            for (int i = 0; i < 3; i++) {
                assertThat(get(edge, "/a")).endsWith(BODY).contains("Tenfold; hit");
            }
            assertThat(site.seen()).hasSize(1);
            Await.until(
                    "nothing is left of the last answer",
                    RunningEdge.PATIENCE,
                    () -> edge.edge().report().cache().aliveBytes() == 0);
        }
    }

    @Test
    void aDamagedFileIsNeverServed() throws Exception {
        for (int at : new int[] {0, 10, 20, 26, 40, -1}) {
            try (var edge = edge(64 << 20)) {
                get(edge, "/a");
            }
            Path file = files().getFirst();
            try (var out = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                long position = at < 0 ? Files.size(file) + at : at;
                out.position(position);
                out.write(ByteBuffer.wrap(new byte[] {'#'}));
            }
            long before = site.asked("/a");
            try (var edge = edge(64 << 20)) {
                assertThat(get(edge, "/a")).endsWith("\r\n\r\n" + BODY);
                assertThat(site.asked("/a")).as("damaged at " + at).isEqualTo(before + 1);
                edge.edge().purgeAll();
            }
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void aFileThatWasCutOffOrHalfWrittenIsThrownAway() throws Exception {
        try (var edge = edge(64 << 20)) {
            get(edge, "/a");
        }
        Path file = files().getFirst();
        Files.copy(file, folder.resolve(file.getFileName() + ".half"));
        Files.writeString(folder.resolve("other"), "not ours");
        try (var out = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            out.truncate(Files.size(file) - 1);
        }
        try (var edge = edge(64 << 20)) {
            assertThat(files()).isEmpty();
            assertThat(get(edge, "/a")).endsWith(BODY);
        }
        assertThat(site.asked("/a")).isEqualTo(2);
    }

    @Test
    void aPurgeReachesTheDisk() throws Exception {
        try (var edge = edge(1000)) {
            get(edge, "/a");
            get(edge, "/b");
            awaitFiles(2);
            assertThat(edge.edge().purgeUrl("http://a/a")).isEqualTo(1);
            assertThat(files()).hasSize(1);
            assertThat(edge.edge().purgeTag("t")).isEqualTo(1);
            assertThat(files()).isEmpty();
            get(edge, "/a");
            edge.edge().purgeAll(); // perhaps before it is written
        }
        try (var edge = edge(1000)) {
            assertThat(files()).isEmpty();
            get(edge, "/a");
        }
        assertThat(site.asked("/a")).isEqualTo(3);
    }

    @Test
    void theFolderStaysBelowItsBytes() throws Exception {
        for (int i = 0; i < 40; i++) {
            site.page("/" + i, MINUTE, BODY);
        }
        try (var edge = edge(64 << 20)) {
            for (int i = 0; i < 40; i++) {
                get(edge, "/" + i);
            }
        }
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        assertThat(bytes).isBetween(BODY.length() * 2L, 3L << 20);
    }

    private RunningEdge edge(long memoryBytes) throws Exception {
        UnaryOperator<EdgeConfig> settings =
                config ->
                        config.withCache(
                                CacheConfig.DEFAULT
                                        .withMemory(memoryBytes)
                                        .on(new CacheConfig.Disk(folder, 3L << 20)));
        return RunningEdge.caching(CachePolicy.DEFAULT, settings, site.origin());
    }

    private static String get(RunningEdge edge, String target) throws Exception {
        return edge.ask("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    private void awaitFiles(int count) throws Exception {
        Await.until(count + " files", RunningEdge.PATIENCE, () -> files().size() == count);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".answer")).toList();
        }
    }
}
