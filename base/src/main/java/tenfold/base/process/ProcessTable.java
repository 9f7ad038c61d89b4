package tenfold.base.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// The machine's processes at one moment, as `/proc` shows them; empty where there is no `/proc`.
public record ProcessTable(List<Entry> entries) {
    private static final Path PROC = Path.of("/proc");
    private static final int PAGE_BYTES = Posix.pageBytes();

    /// `USER_HZ` of the kernel's interface, 100 on every architecture that we run on.
    private static final long TICK_MICROS = 10_000;

    public ProcessTable {
        entries = List.copyOf(entries);
    }

    /// One process; `startTicks` is its start in clock ticks since boot, as in proc(5),
    /// `ownCpuMicros` its processor time, `endedCpuMicros` that of its children that have ended and
    /// were waited for.
    public record Entry(
            long pid,
            long parent,
            long group,
            long session,
            char state,
            long startTicks,
            long memoryBytes,
            long ownCpuMicros,
            long endedCpuMicros) {
        boolean dead() {
            return state == 'Z' || state == 'X';
        }
    }

    static boolean supported() {
        return Files.isReadable(PROC.resolve("self/stat"));
    }

    public static ProcessTable read() {
        List<Entry> found = new ArrayList<>();
        if (!supported()) {
            return new ProcessTable(found);
        }
        try (var folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path folder : folders) {
                read(Long.parseLong(folder.getFileName().toString())).ifPresent(found::add);
            }
        } catch (IOException | DirectoryIteratorException _) {
            return new ProcessTable(found);
        }
        return new ProcessTable(found);
    }

    public static Optional<Entry> read(long pid) {
        try {
            byte[] bytes = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("stat"));
            return Optional.of(parse(pid, new String(bytes, StandardCharsets.UTF_8)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Parses proc(5) `stat`; the name in brackets may itself hold brackets and spaces.
    static Entry parse(long pid, String stat) throws IOException {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        if (fields.length < 22) {
            throw new IOException("/proc/" + pid + "/stat has only " + fields.length + " fields");
        }
        return new Entry(
                pid,
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                fields[0].charAt(0),
                Long.parseLong(fields[19]),
                Long.parseLong(fields[21]) * PAGE_BYTES,
                ticks(fields, 11, 12) * TICK_MICROS,
                ticks(fields, 13, 14) * TICK_MICROS);
    }

    private static long ticks(String[] fields, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToLong(i -> Long.parseLong(fields[i])).sum();
    }

    /// Resident memory of all processes in these sessions; shared pages count once per process.
    public long memoryBytesOf(Set<Long> sessions) {
        return entries.stream()
                .filter(entry -> sessions.contains(entry.session()))
                .mapToLong(Entry::memoryBytes)
                .sum();
    }

    /// Processor time of `root` and of everything that stems from it or is in its session.
    public long cpuMicrosOf(long root) {
        var family = new HashSet<Long>(Set.of(root));
        boolean grown = true;
        while (grown) {
            grown =
                    entries.stream()
                            .filter(one -> one.session() == root || family.contains(one.parent()))
                            .map(entry -> family.add(entry.pid()))
                            .reduce(false, Boolean::logicalOr);
        }
        return entries.stream()
                .filter(entry -> family.contains(entry.pid()))
                .mapToLong(entry -> entry.ownCpuMicros() + entry.endedCpuMicros())
                .sum();
    }

    List<Entry> aliveIn(long session) {
        return entries.stream()
                .filter(entry -> entry.session() == session || entry.group() == session)
                .filter(entry -> !entry.dead())
                .toList();
    }

    /// A word that differs between two processes that ever had the same pid; empty when there is no
    /// such process.
    static Optional<String> startOf(long pid) {
        if (supported()) {
            return read(pid).map(entry -> Long.toString(entry.startTicks()));
        }
        try {
            Process ps =
                    new ProcessBuilder("/bin/ps", "-o", "lstart=", "-p", Long.toString(pid))
                            .start();
            String start =
                    new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                            .strip()
                            .replaceAll("\\s+", "_");
            var _ = ps.waitFor(1, TimeUnit.SECONDS);
            return start.isEmpty() ? Optional.empty() : Optional.of(start);
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Differs after each boot of the machine; `-` where the kernel does not say.
    static String bootId() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException _) {
            return "-";
        }
    }
}
