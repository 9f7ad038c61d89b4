package tenfold.base.process;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A pipe from a child's output to us.
///
/// Not the JDK's own: its `Process` drains and swaps the stream when the child ends, so that the
/// last lines, the ones that say why, can get lost in a race with the reader.
final class OutputPipe implements AutoCloseable {
    private static final String DESCRIPTORS =
            new File("/proc/self/fd").isDirectory() ? "/proc/self/fd/" : "/dev/fd/";

    private final FileChannel readEnd;
    private final int writeEnd;

    private OutputPipe(FileChannel readEnd, int writeEnd) {
        this.readEnd = readEnd;
        this.writeEnd = writeEnd;
    }

    static OutputPipe open() throws IOException {
        int[] ends = Posix.pipe();
        try {
            return new OutputPipe(
                    FileChannel.open(Path.of(DESCRIPTORS + ends[0]), StandardOpenOption.READ),
                    ends[1]);
        } catch (IOException e) {
            Posix.close(ends[1]);
            throw e;
        } finally {
            Posix.close(ends[0]);
        }
    }

    /// What the child is to write into; usable until [#closeWriteEnd].
    File writeEnd() {
        return new File(DESCRIPTORS + writeEnd);
    }

    /// Gives up our write end, so that the pipe ends with its last writer. Call exactly once.
    void closeWriteEnd() {
        Posix.close(writeEnd);
    }

    FileChannel readEnd() {
        return readEnd;
    }

    @Override
    public void close() throws IOException {
        readEnd.close();
    }
}
