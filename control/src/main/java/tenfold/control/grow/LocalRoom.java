package tenfold.control.grow;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// This machine. What stands below a folder is counted at most once a minute.
public final class LocalRoom implements Room {
    private static final int DEPTH_MAX = 16;
    private static final int FOLDERS_MAX = 64;
    private static final long REMEMBER_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final long memoryMib;
    private final Map<Path, Counted> counted = new LinkedHashMap<>();

    private record Counted(long nanos, long bytes) {}

    public LocalRoom(long memoryMib) {
        this.memoryMib = memoryMib;
    }

    @Override
    public long memoryMib() {
        return memoryMib;
    }

    @Override
    public long freeBytes(Path folder) throws IOException {
        return Files.getFileStore(existing(folder)).getUsableSpace();
    }

    @Override
    public long totalBytes(Path folder) throws IOException {
        return Files.getFileStore(existing(folder)).getTotalSpace();
    }

    private static Path existing(Path folder) {
        Path existing = folder;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return existing;
    }

    @Override
    public synchronized long usedBytes(Path folder) throws IOException {
        long now = System.nanoTime();
        Counted known = counted.get(folder);
        if (known == null || now - known.nanos() > REMEMBER_NANOS) {
            if (counted.size() >= FOLDERS_MAX) {
                counted.clear();
            }
            known = new Counted(now, count(folder));
            counted.put(folder, known);
        }
        return known.bytes();
    }

    /// Files that come and go meanwhile are not counted.
    private static long count(Path folder) throws IOException {
        var sum = new AtomicLong();
        Path real = Files.exists(folder) ? folder.toRealPath() : folder;
        if (!Files.isDirectory(real)) {
            return 0;
        }
        Files.walkFileTree(
                real,
                EnumSet.noneOf(FileVisitOption.class),
                DEPTH_MAX,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        sum.addAndGet(attributes.size());
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException problem) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, @Nullable IOException problem) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return sum.get();
    }
}
