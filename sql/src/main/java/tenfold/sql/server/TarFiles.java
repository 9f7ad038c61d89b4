package tenfold.sql.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// Unpacks a tar archive as it comes, and remembers what it unpacked. Source: POSIX `ustar`, as
/// PostgreSQL writes it: files, folders, no path above 99 bytes.
final class TarFiles {
    private static final int BLOCK = 512;
    private static final int FILES_MAX = 10_000_000;

    /// One unpacked file.
    record File(long size, String sha256) {}

    private final Path root;
    private final ServerUser user;
    private final Map<String, File> files = new LinkedHashMap<>();
    private final ByteBuffer header = ByteBuffer.allocate(BLOCK);
    private @Nullable FileChannel open;
    private String name = "";
    private long size;
    private long left;
    private long padding;
    private boolean ended;
    private MessageDigest digest = sha256();

    TarFiles(Path root, ServerUser user) {
        this.root = root;
        this.user = user;
    }

    /// Takes the next piece of the archive, cut anywhere.
    void on(ByteBuffer piece) throws IOException {
        while (piece.hasRemaining() && !ended) {
            if (left > 0) {
                content(piece);
            } else if (padding > 0) {
                int skip = (int) Math.min(padding, piece.remaining());
                piece.position(piece.position() + skip);
                padding -= skip;
            } else {
                header(piece);
            }
        }
    }

    private void content(ByteBuffer piece) throws IOException {
        int length = (int) Math.min(left, piece.remaining());
        ByteBuffer part = piece.slice(piece.position(), length);
        digest.update(part.duplicate());
        FileChannel channel = open;
        while (part.hasRemaining() && channel != null) {
            channel.write(part);
        }
        piece.position(piece.position() + length);
        left -= length;
        if (left == 0) {
            close();
        }
    }

    private void header(ByteBuffer piece) throws IOException {
        int length = Math.min(header.remaining(), piece.remaining());
        header.put(piece.slice(piece.position(), length));
        piece.position(piece.position() + length);
        if (!header.hasRemaining()) {
            header.flip();
            entry();
            header.clear();
        }
    }

    private void entry() throws IOException {
        byte[] block = header.array();
        if (block[0] == 0) {
            ended = true; // two empty blocks end an archive; one is sign enough
            return;
        }
        checkSum(block);
        String prefix = string(block, 345, 155);
        name = prefix.isEmpty() ? string(block, 0, 100) : prefix + "/" + string(block, 0, 100);
        size = octal(block, 124, 12);
        padding = -size & (BLOCK - 1);
        Path path = root.resolve(name).normalize();
        Check.that(path.startsWith(root), "the archive names %s, outside its folder", name);
        Check.that(files.size() < FILES_MAX, "the archive has more than %d files", FILES_MAX);
        switch ((char) block[156]) {
            case '5' -> folder(path);
            case '0', '\0' -> file(path);
            default ->
                    throw new PostgresException(
                            "the data folder of the primary holds %s, which is neither a file nor a"
                                            .formatted(name)
                                    + " folder; a copy cannot have it");
        }
    }

    private void folder(Path path) throws IOException {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        user.own(path);
    }

    private void file(Path path) throws IOException {
        Files.createFile(
                path,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        user.own(path);
        open = FileChannel.open(path, StandardOpenOption.WRITE);
        digest = sha256();
        left = size;
        if (left == 0) {
            close();
        }
    }

    private void close() throws IOException {
        FileChannel channel = open;
        if (channel != null) {
            channel.close();
            open = null;
        }
        files.put(name, new File(size, HexFormat.of().formatHex(digest.digest())));
    }

    /// The archive must be complete.
    void end() throws IOException {
        FileChannel channel = open;
        if (channel != null) {
            channel.close();
        }
        if (left > 0 || header.position() > 0 || files.isEmpty()) {
            throw new PostgresException("the copy was cut off in the middle of " + name);
        }
    }

    Map<String, File> files() {
        return files;
    }

    private static void checkSum(byte[] block) throws PostgresException {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
        }
        if (sum != octal(block, 148, 8)) {
            throw new PostgresException("the copy's archive is damaged: a header does not add up");
        }
    }

    private static String string(byte[] block, int from, int lengthMax) {
        int length = 0;
        while (length < lengthMax && block[from + length] != 0) {
            length++;
        }
        return new String(block, from, length, UTF_8);
    }

    private static long octal(byte[] block, int from, int length) {
        long value = 0;
        for (int i = from; i < from + length; i++) {
            if (block[i] >= '0' && block[i] <= '7') {
                value = value << 3 | (block[i] - '0');
            }
        }
        return value;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
