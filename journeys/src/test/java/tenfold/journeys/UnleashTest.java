package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An application that none of us wrote, as published: 92 tables, Node, PostgreSQL over TLS.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class UnleashTest {
    @TempDir Path data;

    @Test
    void unleashRunsUnmodifiedAndKeepsAFeatureFlag() throws Exception {
        Path example = TenfoldUp.example("unleash");
        try (var up = TenfoldUp.start(example, data)) {
            Process check =
                    new ProcessBuilder("node", "check.mjs", up.application().toString())
                            .directory(example.toFile())
                            .redirectErrorStream(true)
                            .start();
            String output =
                    new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(check.exitValue()).as(output).isZero();
        }
    }
}
