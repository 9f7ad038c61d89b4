package tenfold.sql.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// PostgreSQL's own `postmaster.pid`: who runs on this data folder, and whether it takes clients.
record PostmasterFile(long pid, String status) {
    private static final int STATUS_LINE = 7;

    static Path in(Path data) {
        return data.resolve("postmaster.pid");
    }

    /// Empty when nobody runs here, or the file is not yet complete.
    static Optional<PostmasterFile> read(Path data) throws IOException {
        Path file = in(data);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return parse(Files.readAllLines(file, StandardCharsets.UTF_8));
    }

    static Optional<PostmasterFile> parse(List<String> lines) {
        if (lines.isEmpty() || !lines.getFirst().matches("-?\\d{1,18}")) {
            return Optional.empty();
        }
        long pid = Math.abs(Long.parseLong(lines.getFirst())); // negative: single-user mode
        String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
        return Optional.of(new PostmasterFile(pid, status));
    }

    boolean ready() {
        return status.equals("ready");
    }
}
