package tenfold.fleet.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import tenfold.base.file.DurableFile;
import tenfold.model.JobId;
import tenfold.model.JobReport;
import tenfold.model.JobState;

/// What is kept on disk of one job: its state, since when, and why.
final class JobRecord {
    private static final String INTERRUPTED =
            "the node ended while it ran; what it did until then is not known";

    private final DurableFile file;
    private final Path path;

    JobRecord(Path folder, JobId id) {
        path = folder.resolve(id.value());
        file = new DurableFile(path);
    }

    void write(JobReport report) throws IOException {
        String text = report.state() + "\n" + report.since() + "\n" + report.reason();
        file.write(text.getBytes(UTF_8));
    }

    /// What an earlier node recorded; a job that ran then was interrupted.
    Optional<JobReport> read(JobId id) throws IOException {
        Optional<byte[]> content = file.read();
        if (content.isEmpty()) {
            return Optional.empty();
        }
        String[] part = new String(content.get(), UTF_8).split("\n", 3);
        JobState state = JobState.valueOf(part[0]);
        Instant since = Instant.parse(part[1]);
        return Optional.of(
                state == JobState.RUNNING
                        ? new JobReport(id, JobState.FAILED, since, INTERRUPTED)
                        : new JobReport(id, state, since, part[2]));
    }

    void forget() throws IOException {
        Files.deleteIfExists(path);
    }
}
