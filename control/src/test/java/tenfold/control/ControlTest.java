package tenfold.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.model.Image;
import tenfold.model.manifest.Problem;

@Timeout(60)
class ControlTest {
    private static final String MANIFEST = "name: forum\nservices: {web: {run: ./serve}}\n";
    @TempDir Path folder;

    @Test
    void publishesTheSameImageAfterARestart() throws Exception {
        try (var control = new RunningControl(folder, MANIFEST)) {
            String before = control.get("/api/v1/image").body();
            int port = control.port();
            control.restart();

            assertThat(control.get("/api/v1/image").body()).isEqualTo(before);
            assertThat(control.port()).isEqualTo(port);
            assertThat(RunningControl.JSON.readValue(before, Image.class).version()).isEqualTo(1);
        }
    }

    @Test
    void keepsASecondControlOut() throws Exception {
        try (var control = new RunningControl(folder, MANIFEST)) {
            var config = control.config(folder, control.data, Clock.systemUTC());

            assertCode(config, "T-1105");
        }
    }

    @Test
    void refusesAManifestWithItsProblems() throws Exception {
        assertThatThrownBy(() -> new RunningControl(folder, "nmae: x\n"))
                .isInstanceOfSatisfying(
                        ControlRefused.class,
                        refused ->
                                assertThat(refused.problems())
                                        .extracting(Problem::code)
                                        .contains("T-1003"));
    }

    @Test
    void refusesADataFolderThatIsAFile() throws Exception {
        try (var control = new RunningControl(folder, MANIFEST)) {
            Path file = Files.writeString(folder.resolve("file"), "");

            assertCode(control.config(folder, file, Clock.systemUTC()), "T-1103");
        }
    }

    @Test
    void refusesADamagedJournal() throws Exception {
        try (var control = new RunningControl(folder, MANIFEST)) {
            control.control().close();
            Path journal = control.data.resolve("control/journal");
            byte[] bytes = Files.readAllBytes(journal);
            bytes[30] ^= 1;
            Files.write(journal, bytes);

            assertCode(control.config(folder, control.data, Clock.systemUTC()), "T-1104");
        }
    }

    @Test
    void publishesANewImageWhenItRenewsTheCertificate() throws Exception {
        try (var control = new RunningControl(folder, MANIFEST)) {
            control.control().renewCertificate(Instant.now().plus(Duration.ofDays(80)));

            var image =
                    RunningControl.JSON.readValue(
                            control.get("/api/v1/image?after=1").body(), Image.class);
            assertThat(image.version()).isEqualTo(2);
            assertThat(image.sql().certificate().chain()).exists().hasFileName("server-2.pem");
        }
    }

    private static void assertCode(ControlConfig config, String code) {
        assertThatThrownBy(() -> new Control(config))
                .isInstanceOfSatisfying(
                        ControlRefused.class,
                        refused ->
                                assertThat(refused.problems())
                                        .extracting(Problem::code)
                                        .containsExactly(code));
    }
}
