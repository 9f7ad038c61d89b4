package tenfold.control.certificate;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import tenfold.base.file.DurableFile;

/// Text armour around DER bytes, and its files: whole after a crash, with the rights given.
final class Pem {
    private static final Base64.Encoder LINES =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Pem() {}

    static String text(String kind, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, LINES.encodeToString(der), kind);
    }

    static byte[] der(String kind, String text) throws IOException {
        String begin = "-----BEGIN " + kind + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + kind + "-----");
        if (from < 0 || to < from) {
            throw new IOException("not a PEM file with a " + kind);
        }
        return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    }

    static void write(Path file, String text, String rights) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights)));
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(rights));
        Files.writeString(fresh, text);
        try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DurableFile.syncFolder(file.toAbsolutePath().getParent());
    }
}
