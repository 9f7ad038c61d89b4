package tenfold.fleet.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {
    @Test
    void fillsEveryPartLiterally() {
        var filled =
                Secrets.fill(
                        Map.of("URL", "postgres://u:${secret:db}@h/${secret:db}?$1", "A", "b"),
                        reference -> reference + "$0\\");

        assertThat(filled).containsEntry("URL", "postgres://u:db$0\\@h/db$0\\?$1");
        assertThat(filled).containsEntry("A", "b");
    }

    @Test
    void aBadNameIsRefused() {
        assertThatThrownBy(() -> Secrets.fill(Map.of("A", "${secret:../x}"), _ -> "no"))
                .hasMessageContaining("../x");
    }
}
