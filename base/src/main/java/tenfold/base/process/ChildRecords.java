package tenfold.base.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The file that says which sessions are ours, for whoever must end them when we cannot.
///
/// One file per life of a launcher, replaced as a whole at each start and end of a child, so that a
/// late reaper can never mistake the children of our successor for ours. It needs no fsync: after a
/// power cut there is nobody to end.
///
/// ```
/// owner <pid> <start> <boot id>
/// child <pid> <start> <signal> <grace seconds> <name>
/// ```
final class ChildRecords {
    static final String PREFIX = "children-";

    /// One child; `start` is as [ProcessTable#startOf] gives it, or `-` when it ended before we
    /// could ask.
    record Child(long pid, String start, Signal signal, Duration grace, String name) {
        String line() {
            return "child %d %s %s %d %s"
                    .formatted(pid, start, signal, grace.toSeconds(), name.replace('\n', ' '));
        }
    }

    /// What a file says.
    record Content(long owner, String ownerStart, String bootId, List<Child> children) {
        boolean ownerAlive() {
            return ProcessTable.startOf(owner).equals(Optional.of(ownerStart));
        }
    }

    private final Path file;
    private final Map<Long, Child> children = new TreeMap<>();

    private ChildRecords(Path file) {
        this.file = file;
    }

    static ChildRecords create(Path folder) throws IOException {
        Files.createDirectories(folder);
        long pid = ProcessHandle.current().pid();
        Path file = folder.resolve(PREFIX + pid + "-" + Long.toHexString(System.nanoTime()));
        var records = new ChildRecords(file);
        records.write();
        return records;
    }

    Path file() {
        return file;
    }

    synchronized void add(Child child) {
        children.put(child.pid(), child);
        writeOrWarn();
    }

    synchronized void remove(long pid) {
        children.remove(pid);
        writeOrWarn();
    }

    /// A full disk must not keep an instance from being started again: it then has one belt less,
    /// until the next write succeeds.
    private void writeOrWarn() {
        try {
            write();
        } catch (IOException e) {
            System.getLogger(ChildRecords.class.getName())
                    .log(System.Logger.Level.WARNING, "children cannot be recorded", e);
        }
    }

    synchronized void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private void write() throws IOException {
        long pid = ProcessHandle.current().pid();
        var text = new StringBuilder();
        text.append("owner ").append(pid).append(' ');
        text.append(ProcessTable.startOf(pid).orElse("-")).append(' ');
        text.append(ProcessTable.bootId()).append('\n');
        children.values().forEach(child -> text.append(child.line()).append('\n'));
        Path temp = file.resolveSibling("new-" + file.getFileName());
        Files.writeString(temp, text, UTF_8);
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Reads a file of this or an earlier life; throws [IOException] when it is not one.
    static Content read(Path file) throws IOException {
        List<Child> children = new ArrayList<>();
        String[] owner = null;
        for (String line : Files.readAllLines(file, UTF_8)) {
            String[] words = line.split(" ", 6);
            if (words[0].equals("owner") && words.length == 4) {
                owner = words;
            } else if (words[0].equals("child") && words.length == 6) {
                children.add(child(words));
            } else {
                throw new IOException(file + " holds the strange line '" + line + "'");
            }
        }
        if (owner == null) {
            throw new IOException(file + " names no owner");
        }
        return new Content(Long.parseLong(owner[1]), owner[2], owner[3], List.copyOf(children));
    }

    private static Child child(String[] words) throws IOException {
        try {
            return new Child(
                    Long.parseLong(words[1]),
                    words[2],
                    Signal.valueOf(words[3]),
                    Duration.ofSeconds(Long.parseLong(words[4])),
                    words[5]);
        } catch (IllegalArgumentException e) {
            throw new IOException("strange child record: " + String.join(" ", words), e);
        }
    }
}
