package tenfold.base.process;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Cuts a stream of bytes into lines; a longer line than [#LINE_BYTES_MAX] becomes several.
final class LineSplitter {
    static final int LINE_BYTES_MAX = 16 * 1024;

    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
    private final Consumer<String> lines;

    LineSplitter(Consumer<String> lines) {
        this.lines = lines;
    }

    void on(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                emit();
                continue;
            }
            unfinished.write(next);
            if (unfinished.size() == LINE_BYTES_MAX) {
                emit();
            }
        }
    }

    /// The stream ended: what is left is a line too.
    void end() {
        if (unfinished.size() > 0) {
            emit();
        }
    }

    private void emit() {
        String line = unfinished.toString(StandardCharsets.UTF_8);
        unfinished.reset();
        lines.accept(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }
}
