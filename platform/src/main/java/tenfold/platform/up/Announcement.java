package tenfold.platform.up;

import java.net.URI;
import java.nio.file.Path;

/// The five lines that `up` prints when the application serves.
record Announcement(URI url, URI console, Path data, String stage, String next) {
    @Override
    public String toString() {
        return """
        Application  %s
        Console      %s
        Data         %s
        Stage        %s
        Next         %s"""
                .formatted(url, console, data, stage, next);
    }
}
