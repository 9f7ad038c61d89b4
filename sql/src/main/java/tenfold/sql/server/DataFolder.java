package tenfold.sql.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tenfold.base.file.DurableFile;
import tenfold.base.process.ChildProcess;
import tenfold.base.process.Exit;

/// A server's data folder: made whole or not at all, checked before each start.
final class DataFolder {
    private static final String INITIALIZING = ".initializing";
    private static final String JOINING = ".joining";
    private static final String FORMER = ".former";
    private static final String STANDBY = "standby.signal";

    private final Path data;
    private final Path scratch;
    private final PostgresTools tools;

    /// `scratch` is a private folder of the server's user for short-lived secret files.
    DataFolder(Path data, Path scratch, PostgresTools tools) {
        this.data = data;
        this.scratch = scratch;
        this.tools = tools;
    }

    boolean initialized() {
        return Files.exists(data.resolve("PG_VERSION"));
    }

    /// Makes the folder with initdb, in a temporary place that is renamed when it is complete.
    void initialize(String administratorPassword, Consumer<String> progress)
            throws IOException, InterruptedException {
        progress.accept("initialising PostgreSQL's data folder " + data + " (once)");
        Path temp = data.resolveSibling(data.getFileName() + INITIALIZING);
        Folders.delete(temp);
        refuseForeignFiles();
        Files.createDirectories(requireNonNull(data.getParent()));
        Folders.makePrivate(temp, tools.user());
        Path password = secretFile("initial-password", administratorPassword);
        try {
            runInitdb(temp, password);
        } finally {
            Files.deleteIfExists(password);
        }
        Files.writeString(
                temp.resolve("postgresql.conf"), ServerSettings.INCLUDE, StandardOpenOption.APPEND);
        DurableFile.syncFolder(temp);
        Files.move(temp, data, StandardCopyOption.ATOMIC_MOVE);
        DurableFile.syncFolder(requireNonNull(data.getParent()));
    }

    private void refuseForeignFiles() throws IOException {
        if (!Files.exists(data)) {
            return;
        }
        try (var files = Files.list(data)) {
            Optional<Path> first = files.findFirst();
            if (first.isPresent()) {
                throw new PostgresException(
                        "the data folder %s holds files (%s) but no database; move them away, or"
                                        .formatted(data, first.get().getFileName())
                                + " choose another folder with --data");
            }
        }
    }

    private void runInitdb(Path folder, Path password) throws IOException, InterruptedException {
        ChildProcess initdb =
                tools.start(
                        "initdb",
                        scratch,
                        List.of(
                                tools.program("initdb"),
                                "-D",
                                folder.toString(),
                                "-U",
                                PostgresServer.SUPERUSER,
                                "-A",
                                "scram-sha-256",
                                "--pwfile=" + password,
                                "-E",
                                "UTF8",
                                "--locale-provider=builtin",
                                "--builtin-locale=C.UTF-8",
                                "--locale=C",
                                "--data-checksums"));
        Exit exit = tools.await(initdb);
        if (!exit.success()) {
            throw new PostgresException(
                    "PostgreSQL's data folder cannot be made: "
                            + Diagnosis.of(exit, initdb.lastLines(20)).words());
        }
    }

    /// Throws when the data is not of our version.
    void checkVersion() throws IOException {
        String version = Files.readString(data.resolve("PG_VERSION"), UTF_8).strip();
        if (!version.equals(String.valueOf(PostgresBinaries.MAJOR))) {
            throw new PostgresException(
                    "the data in %s is of PostgreSQL %s, and this is PostgreSQL %d; start the"
                                    .formatted(data, version, PostgresBinaries.MAJOR)
                            + " version of Tenfold that made it, or move the data with a dump");
        }
    }

    /// Throws when another server runs here; removes the mark of a dead one whose pid was reused.
    void checkUnused() throws IOException {
        Optional<PostmasterFile> file = PostmasterFile.read(data);
        if (file.isEmpty() || !ProcessHandle.of(file.get().pid()).isPresent()) {
            return;
        }
        long pid = file.get().pid();
        if (tools.worksIn(pid, data)) {
            throw new PostgresException(
                    "another PostgreSQL (pid %d) runs on %s; stop it with 'kill -INT %d'"
                            .formatted(pid, data, pid));
        }
        Files.deleteIfExists(PostmasterFile.in(data));
    }

    /// Whether it will start as a standby.
    boolean standby() {
        return Files.exists(data.resolve(STANDBY));
    }

    void makeStandby() throws IOException {
        if (!standby()) {
            write(data.resolve(STANDBY), "");
        }
    }

    void writeSettings(ServerSpec server, Course course, String replicator, Path sockets)
            throws IOException {
        write(
                data.resolve(ServerSettings.FILE),
                ServerSettings.configuration(server, course, data, sockets));
        write(data.resolve(ServerSettings.PASSWORDS), ServerSettings.passwords(replicator));
        write(data.resolve("pg_hba.conf"), ServerSettings.clientAuthentication());
    }

    /// An empty folder beside the real one, for a copy.
    Path beginCopy() throws IOException {
        Path fresh = beside(JOINING);
        Folders.delete(fresh);
        Files.createDirectories(requireNonNull(data.getParent()));
        Folders.makePrivate(fresh, tools.user());
        return fresh;
    }

    /// Puts a complete copy in the place of what was there, which is kept until [#forgetFormer].
    void endCopy(Path fresh) throws IOException {
        Files.deleteIfExists(fresh.resolve("postgresql.auto.conf"));
        write(fresh.resolve("postgresql.auto.conf"), "");
        write(fresh.resolve(STANDBY), "");
        Folders.sync(fresh);
        Path former = beside(FORMER);
        if (Files.exists(data)) {
            Folders.delete(former);
            Files.move(data, former, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
        DurableFile.syncFolder(requireNonNull(data.getParent()));
    }

    void forgetFormer() throws IOException {
        Folders.delete(beside(FORMER));
    }

    void delete() throws IOException {
        Folders.delete(beside(JOINING));
        Folders.delete(beside(FORMER));
        Folders.delete(data);
    }

    private Path beside(String suffix) {
        return data.resolveSibling(data.getFileName() + suffix);
    }

    private void write(Path file, String text) throws IOException {
        Path temp = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(temp, text, UTF_8);
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rw-------"));
        tools.user().own(temp);
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// A file that only the server's user can read; the caller deletes it.
    Path secretFile(String name, String content) throws IOException {
        Path file = scratch.resolve("." + name);
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content, UTF_8);
        tools.user().own(file);
        return file;
    }

    Path path() {
        return data;
    }
}
