package tenfold.sql.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tenfold.base.process.Exit;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
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
        var memory = new ServerMemory(64, 128, 4, 32, 50);
        var server =
                new ServerSpec(
                        new ServerId("pg-2"),
                        Path.of("/data"),
                        Path.of("/s"),
                        "forum",
                        "app",
                        new SecretRef("a"),
                        new SecretRef("o"),
                        new SecretRef("r"),
                        memory);
        var course = new Course(memory, List.of(), new Course.Source(Path.of("/other's")));

        String text =
                ServerSettings.configuration(
                        server, course, Path.of("/data"), Path.of("/it's/a' path"));

        assertThat(text)
                .contains("unix_socket_directories = '/it''s/a'' path'\n")
                .contains("primary_conninfo = 'host=''/other\\''s'' port=5432 ");
    }

    @Test
    void commitsWaitForOneOfTheNamed() {
        var memory = new ServerMemory(64, 128, 4, 32, 50);
        var two = List.of(new ServerId("pg-3"), new ServerId("pg-2"));

        assertThat(new Course(memory, two, null).names()).isEqualTo("ANY 1 (\"pg-2\", \"pg-3\")");
        assertThat(Course.alone(memory).names()).isEmpty();
    }

    @Test
    void colonsInAPasswordStayInIt() {
        assertThat(ServerSettings.passwords("a:b\\c"))
                .isEqualTo("*:*:*:tenfold_replicator:a\\:b\\\\c\n");
    }
}
