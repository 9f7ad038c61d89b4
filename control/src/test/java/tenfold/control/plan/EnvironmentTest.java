package tenfold.control.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.net.Address;
import tenfold.model.SecretRef;

class EnvironmentTest {
    @TempDir Path folder;

    @Test
    void isTheWholeSetForAnApplicationOfNoFramework() {
        String ca = folder.resolve(".tenfold/tls/ca.pem").toString();

        assertThat(of(Map.of(), Set.of()))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.ofEntries(
                                Map.entry("PATH", "/usr/bin"),
                                Map.entry("HOME", "/home/ada"),
                                Map.entry("PORT", "20000"),
                                Map.entry("HOST", "127.0.0.1"),
                                Map.entry(
                                        "DATABASE_URL",
                                        "postgres://forum:${secret:pg-1-owner}@127.0.0.1:5432/forum"),
                                Map.entry(
                                        "DATABASE_READ_URL",
                                        "postgres://forum:${secret:pg-1-owner}@127.0.0.1:5433/forum"),
                                Map.entry("PGHOST", "127.0.0.1"),
                                Map.entry("PGPORT", "5432"),
                                Map.entry("PGUSER", "forum"),
                                Map.entry("PGPASSWORD", "${secret:pg-1-owner}"),
                                Map.entry("PGDATABASE", "forum"),
                                Map.entry("PGAPPNAME", "web-1"),
                                Map.entry("PGSSLROOTCERT", ca),
                                Map.entry("NODE_EXTRA_CA_CERTS", ca),
                                Map.entry("PUBLIC_URL", "http://127.0.0.1:8080"),
                                Map.entry("APP_URL", "http://127.0.0.1:8080"),
                                Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318"),
                                Map.entry("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                                Map.entry("OTEL_SERVICE_NAME", "web"),
                                Map.entry("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=web-1"),
                                Map.entry("OTEL_PROPAGATORS", "tracecontext,baggage")));
    }

    @Test
    void letsTheUsersOwnValuesWin() {
        var environment =
                of(Map.of("HOST", "0.0.0.0", "DATABASE_URL", "postgres://elsewhere/x"), Set.of());

        assertThat(environment)
                .containsEntry("HOST", "0.0.0.0")
                .containsEntry("DATABASE_URL", "postgres://elsewhere/x");
    }

    @Test
    void fillsInReferences() {
        var environment =
                of(
                        Map.of(
                                "JDBC", "${platform.pg.jdbc_url}?user=${platform.pg.user}",
                                "ME", "${platform.instance} at ${platform.port}",
                                "PLAIN", "$${HOME} costs 5$"),
                        Set.of());

        assertThat(environment)
                .containsEntry("JDBC", "jdbc:postgresql://127.0.0.1:5432/forum?user=forum")
                .containsEntry("ME", "web-1 at 20000")
                .containsEntry("PLAIN", "${HOME} costs 5$");
    }

    @Test
    void addsAFrameworksNamesOnlyForThatFramework() {
        assertThat(of(Map.of(), Set.of(Framework.SPRING)))
                .containsEntry("SERVER_PORT", "20000")
                .containsEntry("SPRING_DATASOURCE_URL", "jdbc:postgresql://127.0.0.1:5432/forum")
                .doesNotContainKey("QUARKUS_HTTP_PORT");
        assertThat(of(Map.of(), Set.of(Framework.NODE))).containsEntry("NODE_ENV", "production");
        assertThat(of(Map.of(), Set.of(Framework.LARAVEL))).containsEntry("DB_CONNECTION", "pgsql");
    }

    @Test
    void givesEveryVariableAReason() {
        var service = PlanFixture.service(1, Map.of("MINE", "1"), null);

        assertThat(Environment.of(facts(), service, Set.of(Framework.values())))
                .allMatch(variable -> variable.reason().length() > 10);
    }

    @Test
    void findsFrameworksInFolders() throws IOException {
        assertThat(Framework.in(folder, null)).isEmpty();
        Files.writeString(folder.resolve("package.json"), "{}");
        Files.writeString(folder.resolve("pom.xml"), "<artifactId>spring-boot</artifactId>");
        Files.writeString(folder.resolve("manage.py"), "");

        assertThat(Framework.in(folder, null))
                .containsExactlyInAnyOrder(
                        Framework.SPRING, Framework.DJANGO, Framework.PYTHON, Framework.NODE);
        assertThat(Framework.in(folder, java.util.List.of("core"))).isEmpty();
        assertThat(Framework.in(folder, java.util.List.of("rails")))
                .containsExactly(Framework.RAILS);
    }

    @Test
    void masksSecretsAndRevealsThem() {
        var url = new Variable("U", "postgres://a:${secret:pg-1-owner}@h", "why");

        assertThat(url.masked()).isEqualTo("postgres://a:********@h");
        assertThat(url.revealed(name -> "<" + name + ">")).isEqualTo("postgres://a:<pg-1-owner>@h");
    }

    private Map<String, String> of(Map<String, String> own, Set<Framework> frameworks) {
        var environment = new TreeMap<String, String>();
        for (Variable variable :
                Environment.of(facts(), PlanFixture.service(1, own, null), frameworks)) {
            environment.put(variable.name(), variable.value());
        }
        return environment;
    }

    private Environment.Facts facts() {
        return new Environment.Facts(
                PlanFixture.site(folder),
                "forum",
                "web-1",
                20000,
                8080,
                Address.loopback(5432),
                Address.loopback(5433),
                Address.loopback(4318),
                "forum",
                "forum",
                new SecretRef("pg-1-owner"));
    }
}
