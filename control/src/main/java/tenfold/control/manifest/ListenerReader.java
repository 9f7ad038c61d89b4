package tenfold.control.manifest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import tenfold.base.net.Address;
import tenfold.base.net.Cidr;
import tenfold.control.manifest.Key.Place;
import tenfold.control.problem.ProblemCode;
import tenfold.model.ClientCertificates;
import tenfold.model.ListenerProtocol;
import tenfold.model.Passage;
import tenfold.model.ServiceName;
import tenfold.model.manifest.ListenerManifest;
import tenfold.model.manifest.ListenerManifest.Acme;
import tenfold.model.manifest.ListenerManifest.CertificatePair;
import tenfold.model.manifest.ListenerManifest.Encryption;

/// Reads `edge.listeners`.
final class ListenerReader {
    private static final int LISTENERS_MAX = 32;
    private static final int CERTIFICATES_MAX = 100;
    private static final int RANGES_MAX = 100;
    private static final int NAMES_MAX = 100;
    private static final Duration IDLE_MAX = Duration.ofHours(24);
    private static final String SECRET = "secret:";
    private static final Pattern HOST =
            Pattern.compile("(?:\\*\\.)?[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?");
    private static final Pattern DIRECTORY = Pattern.compile("https://[!-~]{1,500}");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s,?]{1,100}@[^@\\s,?]{1,150}");

    private final Findings findings;
    private final Path folder;
    private final Set<String> services;
    private final Set<Address> seen = new HashSet<>();

    ListenerReader(Findings findings, Path folder, Set<String> services) {
        this.findings = findings;
        this.folder = folder;
        this.services = services;
    }

    List<ListenerManifest> read(Block edge) {
        var listeners = new ArrayList<ListenerManifest>();
        for (Node item : items(edge, Key.LISTENERS, LISTENERS_MAX)) {
            listener(new Block(Place.LISTENER, item, item, findings)).ifPresent(listeners::add);
        }
        return listeners;
    }

    private Optional<ListenerManifest> listener(Block block) {
        Address address = address(block);
        ListenerProtocol protocol = protocol(block);
        Encryption encryption = encryption(block);
        List<Cidr> proxies = ranges(block);
        ServiceName service = service(block, protocol);
        Map<String, ServiceName> names = names(block);
        Duration idle = block.duration(Key.IDLE, IDLE_MAX);
        belongs(block, protocol);
        if (!findings.isEmpty() || address == null) {
            return Optional.empty();
        }
        return Optional.of(
                new ListenerManifest(
                        address,
                        protocol,
                        encryption,
                        block.flag(Key.LISTENER_HTTP2, true),
                        proxies,
                        service,
                        names,
                        idle == null ? Passage.IDLE : idle));
    }

    private @Nullable Address address(Block block) {
        Integer port = block.whole(Key.LISTENER_PORT, 1, 65535);
        if (port == null && !block.has(Key.LISTENER_PORT)) {
            block.bad(Key.LISTENER_PORT, "a listener needs a `port`");
        }
        String host = block.has(Key.LISTENER_ADDRESS) ? block.text(Key.LISTENER_ADDRESS) : null;
        if (host != null && (host.contains("/") || range(host).isEmpty())) {
            block.bad(Key.LISTENER_ADDRESS, "`address` '%s' is no IP address", Block.cut(host));
            return null;
        }
        if (port == null) {
            return null;
        }
        var address = new Address(host == null ? Address.LOOPBACK : host, port);
        if (!seen.add(address)) {
            block.bad(Key.LISTENER_PORT, "two listeners on %s", address);
        }
        return address;
    }

    private static ListenerProtocol protocol(Block block) {
        String name = block.has(Key.LISTENER_PROTOCOL) ? block.text(Key.LISTENER_PROTOCOL) : "http";
        return switch (name == null ? "" : name) {
            case "http" -> ListenerProtocol.HTTP;
            case "https" -> ListenerProtocol.HTTPS;
            case "tcp" -> ListenerProtocol.TCP;
            case "tls" -> ListenerProtocol.TLS;
            default -> {
                block.bad(
                        Key.LISTENER_PROTOCOL,
                        "`protocol` is '%s'; wanted http, https, tcp or tls",
                        Block.cut(String.valueOf(name)));
                yield ListenerProtocol.HTTP;
            }
        };
    }

    /// Keys that would mean nothing here are mistakes.
    private static void belongs(Block block, ListenerProtocol protocol) {
        only(
                block,
                protocol == ListenerProtocol.HTTPS,
                "only `https` ends TLS",
                List.of(Key.CERTIFICATES, Key.MINIMUM_TLS, Key.CLIENT_CERTIFICATES, Key.ACME));
        only(
                block,
                protocol.isHttp(),
                "only `http` and `https` speak HTTP",
                List.of(Key.LISTENER_HTTP2));
        only(
                block,
                !protocol.isHttp(),
                "`routes` say where the requests of `http` and `https` go",
                List.of(Key.LISTENER_SERVICE, Key.IDLE));
        only(
                block,
                protocol == ListenerProtocol.TLS,
                "only `tls` reads names and passes on",
                List.of(Key.LISTENER_NAMES));
    }

    private static void only(Block block, boolean right, String why, List<Key> keys) {
        for (Key key : keys) {
            if (!right && block.has(key)) {
                block.bad(key, "`%s` does not belong here: %s", key.text(), why);
            }
        }
    }

    private Encryption encryption(Block block) {
        var certificates = new ArrayList<CertificatePair>();
        for (Node item : items(block, Key.CERTIFICATES, CERTIFICATES_MAX)) {
            var pair = new Block(Place.CERTIFICATE, item, item, findings);
            Path chain = file(pair, Key.CHAIN);
            Path key = file(pair, Key.CERTIFICATE_KEY);
            if (chain != null && key != null) {
                certificates.add(new CertificatePair(chain, key));
            }
        }
        String minimum = block.has(Key.MINIMUM_TLS) ? block.text(Key.MINIMUM_TLS) : "1.2";
        if (minimum != null && !minimum.equals("1.2") && !minimum.equals("1.3")) {
            block.bad(
                    Key.MINIMUM_TLS,
                    "`minimum_tls` is '%s'; wanted 1.2 or 1.3",
                    Block.cut(minimum));
        }
        return new Encryption(certificates, "1.3".equals(minimum), clients(block), acme(block));
    }

    private @Nullable Acme acme(Block listener) {
        if (!listener.has(Key.ACME)) {
            return null;
        }
        Block block = listener.block(Place.ACME, Key.ACME);
        String directory = block.has(Key.DIRECTORY) ? block.text(Key.DIRECTORY) : null;
        if (directory == null || !DIRECTORY.matcher(directory).matches()) {
            block.bad(Key.DIRECTORY, "`directory` must be an https:// URL");
        }
        if (!block.flag(Key.AGREE, false)) {
            block.bad(Key.AGREE, "`agree: true` says that you agree to the authority's terms");
        }
        List<String> names = acmeNames(block);
        String email = block.has(Key.EMAIL) ? block.text(Key.EMAIL) : null;
        if (email != null && !EMAIL.matcher(email).matches()) {
            block.bad(Key.EMAIL, "`email` '%s' is no address", Block.cut(email));
        }
        Path authorities =
                block.has(Key.ACME_AUTHORITIES) ? file(block, Key.ACME_AUTHORITIES) : null;
        return directory == null || names.isEmpty()
                ? null
                : new Acme(
                        directory,
                        email,
                        names,
                        authorities == null ? null : folder.resolve(authorities));
    }

    private List<String> acmeNames(Block block) {
        var names = new ArrayList<String>();
        for (Node item : items(block, Key.ACME_NAMES, NAMES_MAX)) {
            String name = Block.text(item, Key.ACME_NAMES.text(), findings);
            String lower = name == null ? "" : name.toLowerCase(Locale.ROOT);
            if (name != null && (lower.startsWith("*") || !HOST.matcher(lower).matches())) {
                findings.add(
                        ProblemCode.BAD_VALUE,
                        item,
                        "'%s' is no host name that HTTP can prove",
                        Block.cut(name));
            } else if (name != null) {
                names.add(lower);
            }
        }
        if (names.isEmpty()) {
            block.bad(Key.ACME_NAMES, "`names` must say for which names the certificate is");
        }
        return names;
    }

    private @Nullable ClientCertificates clients(Block listener) {
        if (!listener.has(Key.CLIENT_CERTIFICATES)) {
            return null;
        }
        Block block = listener.block(Place.CLIENT_CERTIFICATES, Key.CLIENT_CERTIFICATES);
        Path authorities = file(block, Key.AUTHORITIES);
        boolean required = block.flag(Key.REQUIRED, true);
        return authorities == null
                ? null
                : new ClientCertificates(folder.resolve(authorities), required);
    }

    private @Nullable Path file(Block block, Key key) {
        String text = block.has(key) ? block.text(key) : null;
        if (text == null) {
            if (!block.has(key)) {
                block.bad(key, "`%s` is missing", key.text());
            }
            return null;
        }
        if (text.startsWith(SECRET)) {
            if (!Names.isName(text.substring(SECRET.length()))) {
                block.bad(key, "'%s' is not the name of a secret", Block.cut(text));
                return null;
            }
            return Path.of(text);
        }
        if (text.indexOf('\0') >= 0 || !Files.isRegularFile(folder.resolve(text))) {
            block.bad(key, "`%s`: there is no file '%s'", key.text(), Block.cut(text));
            return null;
        }
        return Path.of(text);
    }

    private List<Cidr> ranges(Block block) {
        var ranges = new ArrayList<Cidr>();
        for (Node item : items(block, Key.PROXY_PROTOCOL_FROM, RANGES_MAX)) {
            String text = Block.text(item, Key.PROXY_PROTOCOL_FROM.text(), findings);
            Optional<Cidr> range = text == null ? Optional.empty() : range(text);
            if (text != null && range.isEmpty()) {
                findings.add(
                        ProblemCode.BAD_VALUE,
                        item,
                        "'%s' is no range of IP addresses like 10.0.0.0/8",
                        Block.cut(text));
            }
            range.ifPresent(ranges::add);
        }
        return ranges;
    }

    private static Optional<Cidr> range(String text) {
        try {
            return Optional.of(Cidr.parse(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private @Nullable ServiceName service(Block block, ListenerProtocol protocol) {
        String name = block.has(Key.LISTENER_SERVICE) ? block.text(Key.LISTENER_SERVICE) : null;
        boolean needed =
                protocol == ListenerProtocol.TCP
                        || (protocol == ListenerProtocol.TLS && !block.has(Key.LISTENER_NAMES));
        if (name == null) {
            if (needed && !block.has(Key.LISTENER_SERVICE)) {
                block.bad(Key.LISTENER_SERVICE, "a listener that passes bytes needs a `service`");
            }
            return null;
        }
        return known(name, block.at(Key.LISTENER_SERVICE));
    }

    private @Nullable ServiceName known(String name, Node at) {
        if (!services.contains(name) || !Names.isName(name)) {
            unknownService(name, at);
            return null;
        }
        return new ServiceName(name);
    }

    private void unknownService(String service, Node at) {
        String next =
                Nearest.to(service, services)
                        .map(nearest -> "Did you mean `" + nearest + "`?")
                        .orElse("Services: " + String.join(", ", services) + ".");
        findings.addWithNext(
                ProblemCode.UNKNOWN_SERVICE,
                at,
                next,
                "there is no service `%s`",
                Block.cut(service));
    }

    private Map<String, ServiceName> names(Block block) {
        var names = new LinkedHashMap<String, ServiceName>();
        var entries = Block.entries(block.node(Key.LISTENER_NAMES), "`names`", findings);
        if (entries.size() > NAMES_MAX) {
            block.bad(Key.LISTENER_NAMES, "more than %d names", NAMES_MAX);
            return names;
        }
        for (var entry : entries.entrySet()) {
            String host = entry.getKey().toLowerCase(Locale.ROOT);
            if (!HOST.matcher(host).matches()) {
                findings.add(
                        ProblemCode.BAD_VALUE,
                        entry.getValue().getKeyNode(),
                        "'%s' is no host name",
                        Block.cut(entry.getKey()));
            }
            Node at = entry.getValue().getValueNode();
            String name = Block.text(at, entry.getKey(), findings);
            ServiceName service = name == null ? null : known(name, at);
            if (service != null) {
                names.put(host, service);
            }
        }
        return names;
    }

    private static List<Node> items(Block block, Key key, int most) {
        List<Node> items = block.list(key);
        if (items.size() > most) {
            block.bad(key, "more than %d in `%s`", most, key.text());
            return List.of();
        }
        return items;
    }
}
