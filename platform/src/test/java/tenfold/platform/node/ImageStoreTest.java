package tenfold.platform.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.file.DurableFile;
import tenfold.base.net.Address;
import tenfold.model.CertificateFiles;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.EdgeImage;
import tenfold.model.FleetImage;
import tenfold.model.HealthCheck;
import tenfold.model.Image;
import tenfold.model.InstanceId;
import tenfold.model.InstanceSpec;
import tenfold.model.Listener;
import tenfold.model.LocalPlace;
import tenfold.model.PoolMode;
import tenfold.model.PoolPolicy;
import tenfold.model.ReadPolicy;
import tenfold.model.Route;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
import tenfold.model.ServerMemory;
import tenfold.model.ServerRole;
import tenfold.model.ServiceName;
import tenfold.model.SqlImage;
import tenfold.model.Target;
import tenfold.model.TargetGroup;
import tenfold.model.TargetGroupId;
import tenfold.model.Zone;

class ImageStoreTest {
    @TempDir Path folder;

    @Test
    void givesBackTheImageThatWasSavedLast() throws IOException {
        var store = new ImageStore(folder.resolve("image"));
        var stored = new ImageStore.Stored("fingerprint", image());

        store.save(stored);

        assertThat(store.load()).hasValue(stored);
    }

    @Test
    void writesAPathAsItsTextWhetherOrNotItExists() throws IOException {
        var store = new ImageStore(folder.resolve("image"));
        store.save(new ImageStore.Stored("fingerprint", image()));
        String before = Files.readString(folder.resolve("image"));
        Files.createDirectories(folder.resolve("pg-1"));

        store.save(new ImageStore.Stored("fingerprint", image()));

        assertThat(Files.readString(folder.resolve("image")))
                .isEqualTo(before)
                .doesNotContain("file:");
    }

    @Test
    void refusesWhatIsNoImage() throws IOException {
        new DurableFile(folder.resolve("image")).write("{\"image\":{}}".getBytes(UTF_8));

        assertThatThrownBy(() -> new ImageStore(folder.resolve("image")).load())
                .isInstanceOf(IOException.class);
    }

    private Image image() {
        var certificate =
                new CertificateFiles(
                        folder.resolve("server.pem"),
                        folder.resolve("key.pem"),
                        folder.resolve("ca.pem"));
        var group = new TargetGroupId("web");
        var target = new Target(new InstanceId("web-1"), Address.loopback(20000), false);
        return new Image(
                7,
                "forum",
                new EdgeImage(
                        List.of(new Listener(Address.loopback(8443), certificate)),
                        List.of(Route.to("all", null, "/", group, null)),
                        List.of(new TargetGroup(group, HealthCheck.DEFAULT, List.of(target)))),
                new FleetImage(List.of(instance())),
                new SqlImage(
                        List.of(Address.loopback(5432)),
                        List.of(),
                        certificate,
                        cluster(),
                        new PoolPolicy(PoolMode.TRANSACTION, 20, 1000),
                        ReadPolicy.DEFAULT));
    }

    private InstanceSpec instance() {
        return new InstanceSpec(
                new InstanceId("web-1"),
                new ServiceName("web"),
                "exec ./serve",
                folder,
                20000,
                Map.of("PORT", "20000"),
                HealthCheck.DEFAULT,
                Duration.ofSeconds(60),
                Duration.ofSeconds(10));
    }

    private DatabaseCluster cluster() {
        return DatabaseCluster.single(
                "forum",
                "forum",
                new SecretRef("pg-1-administrator"),
                new SecretRef("pg-1-owner"),
                new SecretRef("pg-1-replicator"),
                DatabaseServer.local(
                        new ServerId("pg-1"),
                        new Zone("a"),
                        ServerRole.MEMBER,
                        new LocalPlace(
                                folder.resolve("pg-1"),
                                folder.resolve("run"),
                                ServerMemory.forMachine(4096))));
    }
}
