package tenfold.control.plan;

import java.util.ArrayList;
import java.util.List;
import tenfold.control.release.Release;
import tenfold.control.release.WebTier;
import tenfold.model.Forward;
import tenfold.model.Route;
import tenfold.model.ServiceName;
import tenfold.model.Share;
import tenfold.model.TargetGroupId;

/// A route of the manifest, which divides requests among services, as the edge has to divide them
/// among the versions of these services. Pure.
record LiveRoute(Route written, List<WebTier.Live> versions) {
    Route route() {
        Forward forward = written.forward();
        if (forward == null) {
            return written;
        }
        int sum = forward.shares().stream().mapToInt(Share::weight).sum();
        var shares = new ArrayList<Share>();
        for (WebTier.Live version : versions) {
            for (Share share : forward.shares()) {
                if (version.share() > 0 && has(version.release(), share.group())) {
                    shares.add(share(version, share, sum));
                }
            }
        }
        var divided = new Forward(shares, forward.sticky(), forward.retry(), forward.importance());
        return new Route(
                written.name(),
                written.priority(),
                written.match(),
                divided,
                null,
                null,
                written.rewrite(),
                written.cache(),
                written.guard());
    }

    /// Of a thousand requests; a small part does not become none.
    private static Share share(WebTier.Live version, Share share, int sum) {
        long weight = 10L * version.share() * share.weight() / sum;
        int least = share.weight() > 0 ? 1 : 0;
        String name = version.release().name(new ServiceName(share.group().value()));
        return new Share(new TargetGroupId(name), Math.max(least, (int) weight));
    }

    private static boolean has(Release release, TargetGroupId service) {
        return release.manifest().services().stream()
                .anyMatch(one -> one.name().value().equals(service.value()));
    }
}
