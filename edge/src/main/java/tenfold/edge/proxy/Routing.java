package tenfold.edge.proxy;

import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.RequestHead;
import tenfold.edge.route.RouteTable;

/// The route of an exchange's current request, in the newest image.
final class Routing {
    private final Loop loop;
    private final Account account;
    private final Forwarded client;
    private @Nullable RouteTable<Way> foundIn;
    private @Nullable Way way;

    Routing(Loop loop, Account account, Forwarded client) {
        this.loop = loop;
        this.account = account;
        this.client = client;
    }

    /// Begins anew with this request; null when it has no route.
    @Nullable Way begin(RequestHead head) {
        foundIn = null;
        return way(head);
    }

    /// The same as before unless the image has changed.
    @Nullable Way way(RequestHead head) {
        RouteTable<Way> current = loop.proxy.routes();
        if (foundIn != current) {
            foundIn = current;
            way = current.find(head, client);
            if (way != null) {
                account.routed(way);
            }
        }
        return way;
    }
}
