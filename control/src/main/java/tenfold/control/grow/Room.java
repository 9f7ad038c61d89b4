package tenfold.control.grow;

import java.io.IOException;
import java.nio.file.Path;

/// What the machine has.
public interface Room {
    /// Free bytes where `folder` is or would be.
    long freeBytes(Path folder) throws IOException;

    /// What stands below `folder`.
    long usedBytes(Path folder) throws IOException;

    /// The size of the disk where `folder` is or would be.
    long totalBytes(Path folder) throws IOException;

    long memoryMib();
}
