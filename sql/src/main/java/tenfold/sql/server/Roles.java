package tenfold.sql.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import tenfold.base.process.ChildProcess;
import tenfold.base.process.Exit;
import tenfold.model.SecretRef;

/// Makes the application's role and database, and sets the passwords.
///
/// Done in PostgreSQL's single-user mode before the server starts: no connection, no password on a
/// wire. A mark in the data folder says for which names and passwords it was done, so that a usual
/// start skips it; each statement can be repeated, so that a crash in the middle does no harm.
final class Roles {
    private static final String MARK = "tenfold.roles";

    private final ServerSpec server;
    private final Function<SecretRef, String> secrets;
    private final DataFolder folder;
    private final PostgresTools tools;
    private final Path scratch;

    Roles(
            ServerSpec server,
            Function<SecretRef, String> secrets,
            DataFolder folder,
            PostgresTools tools,
            Path scratch) {
        this.server = server;
        this.secrets = secrets;
        this.folder = folder;
        this.tools = tools;
        this.scratch = scratch;
    }

    void make() throws IOException, InterruptedException {
        Path mark = folder.path().resolve(MARK);
        String statements = statements();
        String digest = digest(statements);
        if (Files.exists(mark) && Files.readString(mark).equals(digest)) {
            return;
        }
        run(statements);
        Files.writeString(mark, digest);
        tools.user().own(mark);
    }

    /// One statement per line, as single-user mode reads them.
    private String statements() {
        String role = identifier(server.user());
        String database = identifier(server.database());
        return String.join(
                "\n",
                "ALTER ROLE %s PASSWORD %s"
                        .formatted(PostgresServer.SUPERUSER, password(server.administrator())),
                "DO 'BEGIN CREATE ROLE %s; EXCEPTION WHEN duplicate_object THEN NULL; END'"
                        .formatted(role.replace("'", "''")),
                "ALTER ROLE %s LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD %s"
                        .formatted(role, password(server.owner())),
                "DO 'BEGIN CREATE ROLE %s; EXCEPTION WHEN duplicate_object THEN NULL; END'"
                        .formatted(PostgresServer.REPLICATOR),
                "ALTER ROLE %s LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %s"
                        .formatted(PostgresServer.REPLICATOR, password(server.replicator())),
                "CREATE DATABASE %s OWNER %s".formatted(database, role),
                "ALTER DATABASE %s OWNER TO %s".formatted(database, role),
                "CREATE EXTENSION IF NOT EXISTS pg_stat_statements",
                "");
    }

    private void run(String statements) throws IOException, InterruptedException {
        Path input = folder.secretFile("statements", statements);
        try {
            ChildProcess single =
                    tools.start(
                            "postgres --single",
                            scratch,
                            List.of(
                                    "/bin/sh",
                                    "-c",
                                    "exec \"$1\" --single -D \"$2\" -c log_min_error_statement=panic"
                                            + " -c log_checkpoints=off -c synchronous_commit=local"
                                            + " postgres <\"$3\"",
                                    "sh",
                                    tools.program("postgres"),
                                    folder.path().toString(),
                                    input.toString()));
            Exit exit = tools.await(single);
            check(exit, single.lastLines(50));
        } finally {
            Files.deleteIfExists(input);
        }
    }

    private void check(Exit exit, List<String> lines) throws PostgresException {
        String existing = "database \"" + server.database() + "\" already exists";
        List<String> errors =
                lines.stream()
                        .filter(line -> line.contains("ERROR:") || line.contains("FATAL:"))
                        .filter(line -> !line.contains(existing))
                        .toList();
        if (!exit.success() || !errors.isEmpty()) {
            throw new PostgresException(
                    "the role %s and its database %s cannot be made: %s"
                            .formatted(
                                    server.user(),
                                    server.database(),
                                    errors.isEmpty()
                                            ? Diagnosis.of(exit, lines).words()
                                            : String.join("; ", errors)));
        }
    }

    private String password(SecretRef reference) {
        return ServerSettings.quoted(secrets.apply(reference));
    }

    private static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
