package tenfold.control.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tenfold.base.net.Address;
import tenfold.base.net.Cidr;
import tenfold.model.ListenerProtocol;
import tenfold.model.Passage;
import tenfold.model.ServiceName;
import tenfold.model.ServiceProtocol;
import tenfold.model.manifest.ListenerManifest;
import tenfold.model.manifest.ManifestReading;
import tenfold.model.manifest.ManifestReading.Invalid;
import tenfold.model.manifest.ManifestReading.Loaded;
import tenfold.model.manifest.Problem;

class ListenerReaderTest {
    private static final String SERVICES =
            """
            services:
              web: {run: ./serve, protocol: h2}
              mail: {run: ./mail, protocol: tcp, proxy_protocol: true}
            """;

    @TempDir Path folder;

    @BeforeEach
    void makesFiles() throws IOException {
        for (String name : List.of("a.pem", "a-key.pem", "ca.pem")) {
            Files.writeString(folder.resolve(name), "PEM");
        }
    }

    @Test
    void readsEveryKey() throws Exception {
        List<ListenerManifest> listeners =
                listeners(
                        """
                        edge:
                          listeners:
                            - {port: 80, address: 0.0.0.0, proxy_protocol_from: [10.0.0.0/8, "fd00::/8"]}
                            - port: 443
                              protocol: https
                              certificates:
                                - {chain: a.pem, key: a-key.pem}
                                - {chain: "secret:shop", key: "secret:shop-key"}
                              minimum_tls: 1.3
                              client_certificates: {authorities: ca.pem, required: false}
                              http2: false
                            - {port: 25, protocol: tcp, service: mail, idle: 10m}
                            - {port: 993, protocol: tls, service: mail, names: {Shop.example: web, "*.b.example": mail}}
                        """);

        assertThat(listeners.get(0).address()).isEqualTo(new Address("0.0.0.0", 80));
        assertThat(listeners.get(0).http2()).isTrue();
        assertThat(listeners.get(0).proxyProtocolFrom())
                .containsExactly(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8"));
        var https = listeners.get(1);
        assertThat(https.address()).isEqualTo(Address.loopback(443));
        assertThat(https.protocol()).isEqualTo(ListenerProtocol.HTTPS);
        assertThat(https.http2()).isFalse();
        assertThat(https.encryption().certificates())
                .extracting(pair -> pair.key().toString())
                .containsExactly("a-key.pem", "secret:shop-key");
        assertThat(https.encryption().tls13Only()).isTrue();
        var clients = https.encryption().clients();
        assertThat(clients).isNotNull();
        assertThat(String.valueOf(clients)).contains("ca.pem", "required=false");
        assertThat(listeners.get(2).service()).isEqualTo(new ServiceName("mail"));
        assertThat(listeners.get(2).idle()).isEqualTo(Duration.ofMinutes(10));
        assertThat(listeners.get(3).idle()).isEqualTo(Passage.IDLE);
        assertThat(listeners.get(3).names())
                .isEqualTo(
                        Map.of(
                                "shop.example", new ServiceName("web"),
                                "*.b.example", new ServiceName("mail")));
    }

    @Test
    void readsWhatServicesSpeak() throws Exception {
        var manifest = ((Loaded) read(SERVICES)).manifest();

        assertThat(manifest.services())
                .extracting(service -> service.health().speaks())
                .containsExactly(
                        new ServiceProtocol(ServiceProtocol.Kind.HTTP2, false),
                        new ServiceProtocol(ServiceProtocol.Kind.TCP, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "{protocol: http}; T-1006; needs a `port`",
                "{port: 65536}; T-1006; within 1 to 65535",
                "{port: 1, adress: x}; T-1003; unknown key `adress`",
                "{port: 1, address: localhost}; T-1006; is no IP address",
                "{port: 1, address: 10.0.0.0/8}; T-1006; is no IP address",
                "{port: 1, protocol: udp}; T-1006; wanted http, https, tcp or tls",
                "{port: 1, protocol: tcp}; T-1006; needs a `service`",
                "{port: 1, protocol: tls}; T-1006; needs a `service`",
                "{port: 1, protocol: tcp, service: mial}; T-1010; no service `mial`",
                "{port: 1, protocol: tls, names: {a.b: mial}}; T-1010; no service `mial`",
                "{port: 1, protocol: tls, names: {'a b': mail}}; T-1006; is no host name",
                "{port: 1, service: mail}; T-1006; does not belong here",
                "{port: 1, minimum_tls: 1.3}; T-1006; only `https` ends TLS",
                "{port: 1, protocol: tcp, service: mail, http2: true}; T-1006; speak HTTP",
                "{port: 1, protocol: https, minimum_tls: 1.1}; T-1006; wanted 1.2 or 1.3",
                "{port: 1, protocol: https, certificates: [{chain: b.pem, key: a-key.pem}]}; T-1006; no file 'b.pem'",
                "{port: 1, protocol: https, certificates: [{chain: a.pem}]}; T-1006; `key` is missing",
                "{port: 1, protocol: https, certificates: [{chain: 'secret:../x', key: a-key.pem}]}; T-1006; not the name of a secret",
                "{port: 1, protocol: https, client_certificates: {required: true}}; T-1006; `authorities` is missing",
                "{port: 1, proxy_protocol_from: [10.0.0.1/8]}; T-1006; no range of IP addresses",
                "{port: 1}, {port: 1}; T-1006; two listeners on 127.0.0.1:1",
            })
    void refuses(String listeners, String code, String words) throws Exception {
        assertThat(problems("edge: {listeners: [" + listeners + "]}\n"))
                .anySatisfy(problem -> {
                    assertThat(problem.message()).contains(words);
                    assertThat(problem.code()).isEqualTo(code);
                    assertThat(problem.line()).isPositive();
                });
    }

    @ParameterizedTest
    @CsvSource({"spdy, wanted http1", "'h2, proxy_protocol: true', shared by many clients"})
    void refusesServicesThatCannotBe(String protocol, String words) throws Exception {
        var reading = read("services: {web: {run: ./serve, protocol: " + protocol + "}}\n");

        assertThat(((Invalid) reading).problems())
                .anyMatch(problem -> problem.message().contains(words));
    }

    private List<ListenerManifest> listeners(String edge) throws IOException {
        return switch (read(SERVICES + edge)) {
            case Loaded(var manifest, _) -> manifest.edge().listeners();
            case Invalid(var problems) -> throw new AssertionError(problems);
        };
    }

    private List<Problem> problems(String edge) throws IOException {
        return switch (read(SERVICES + edge)) {
            case Loaded loaded -> throw new AssertionError("valid: " + loaded);
            case Invalid(var problems) -> problems;
        };
    }

    private ManifestReading read(String yaml) throws IOException {
        Files.writeString(folder.resolve("tenfold.yaml"), yaml);
        return ManifestReader.read(folder, Optional.empty());
    }
}
