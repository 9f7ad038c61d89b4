package tenfold.sql.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tenfold.base.process.Exit;
import tenfold.model.ServerMemory;

class ServerRulesTest {
    @Test
    void aFullDiskHealsAndDamageDoesNot() {
        var exit = new Exit(1);
        String full = "PANIC:  could not write to file: No space left on device";
        String damaged = "PANIC:  could not locate a valid checkpoint record at 0/1528";

        assertThat(Diagnosis.of(exit, List.of(full)).heals()).isTrue();
        assertThat(Diagnosis.of(exit, List.of(full)).words()).contains("disk is full", full);
        assertThat(Diagnosis.of(exit, List.of(damaged)).heals()).isFalse();
        assertThat(Diagnosis.of(exit, List.of()).words())
                .isEqualTo("PostgreSQL ended with exit code 1");
    }

    @Test
    void anUnfinishedMarkIsNoMark() {
        assertThat(PostmasterFile.parse(List.of())).isEmpty();
        assertThat(PostmasterFile.parse(List.of(""))).isEmpty();
        assertThat(PostmasterFile.parse(List.of("123", "/data")).orElseThrow().ready()).isFalse();
        assertThat(
                        PostmasterFile.parse(
                                        List.of(
                                                "12",
                                                "/d",
                                                "1",
                                                "5432",
                                                "/s",
                                                "",
                                                "1 2",
                                                "ready   "))
                                .orElseThrow()
                                .ready())
                .isTrue();
    }

    @Test
    void quotesInPathsCannotLeaveTheirSetting() {
        String text =
                ServerSettings.configuration(
                        new ServerMemory(64, 128, 4, 32, 50), Path.of("/it's/a' path"));

        assertThat(text).contains("unix_socket_directories = '/it''s/a'' path'\n");
    }
}
