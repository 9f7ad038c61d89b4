package tenfold.control.acme;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tenfold.model.CertificateFiles;
import tenfold.model.FixedAnswer;
import tenfold.model.PathMatch;
import tenfold.model.Rewrite;
import tenfold.model.Route;
import tenfold.model.RouteGuard;
import tenfold.model.RouteMatch;
import tenfold.model.RouteName;
import tenfold.model.manifest.ListenerManifest.Acme;

/// What has come of orders: the certificates, and by their tokens the answers to challenges of
/// orders that run.
public record AcmeState(Map<Acme, CertificateFiles> certificates, Map<String, String> answers) {
    public static final AcmeState NONE = new AcmeState(Map.of(), Map.of());

    private static final String PATH = "/.well-known/acme-challenge/";

    public AcmeState {
        certificates = Map.copyOf(certificates);
        answers = Map.copyOf(answers);
    }

    /// The routes on which edges answer challenges (RFC 8555 section 8.3), before all others.
    public List<Route> routes() {
        return new TreeMap<>(answers)
                .entrySet().stream().map(each -> route(each.getKey(), each.getValue())).toList();
    }

    private static Route route(String token, String answer) {
        String name = "acme-" + Integer.toHexString(token.hashCode()).toLowerCase(Locale.ROOT);
        return new Route(
                new RouteName(name),
                1,
                RouteMatch.of(null, PathMatch.exact(PATH + token)),
                null,
                null,
                new FixedAnswer(200, "text/plain", answer),
                Rewrite.NONE,
                null,
                RouteGuard.NONE);
    }
}
