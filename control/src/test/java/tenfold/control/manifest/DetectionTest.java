package tenfold.control.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionTest {
    @TempDir Path folder;

    @Test
    void findsNothingInAnEmptyFolder() {
        assertThat(Detection.command(folder)).isEmpty();
    }

    @Test
    void takesTheWebLineOfAProcfileBeforeAllElse() throws Exception {
        Files.writeString(folder.resolve("Procfile"), "worker: ./w\nweb:  gunicorn app  \n");
        Files.writeString(folder.resolve("package.json"), "{\"scripts\":{\"start\":\"node .\"}}");

        assertThat(run()).isEqualTo("gunicorn app");
    }

    @Test
    void takesTheStartScriptOfAPackage() throws Exception {
        Files.writeString(
                folder.resolve("package.json"),
                "{\"name\":\"a\",\n\"scripts\": {\"test\":\"t\", \"start\": \"node .\"}}");

        assertThat(run()).isEqualTo("npm start");
    }

    @Test
    void findsNoStartScriptWhereThereIsNone() throws Exception {
        Files.writeString(folder.resolve("package.json"), "{\"scripts\":{\"restart\":\"x\"}}");

        assertThat(Detection.command(folder)).isEmpty();
    }

    @Test
    void takesTheOneRunnableJar() throws Exception {
        jar("target/app.jar", true);
        jar("target/library.jar", false);
        jar("target/app-sources.jar", true);

        assertThat(run()).isEqualTo("java -jar target/app.jar");
    }

    @Test
    void doesNotChooseAmongSeveralJars() throws Exception {
        jar("target/a.jar", true);
        jar("target/b.jar", true);

        assertThat(Detection.command(folder)).isEmpty();
    }

    @Test
    void takesAQuarkusApplication() throws Exception {
        jar("target/quarkus-app/quarkus-run.jar", true);

        assertThat(run()).isEqualTo("java -jar target/quarkus-app/quarkus-run.jar");
    }

    private String run() {
        return Detection.command(folder).map(Detection.Found::run).orElse("nothing");
    }

    private void jar(String name, boolean runnable) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (runnable) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "app.Main");
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (var out = Files.newOutputStream(file)) {
            new JarOutputStream(out, manifest).close();
        }
    }
}
