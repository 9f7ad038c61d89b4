package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.Cookies;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.Hash;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.edge.route.RouteTable;
import tenfold.edge.target.Upstream;
import tenfold.edge.target.UpstreamGroup;
import tenfold.model.Forward;
import tenfold.model.HashKey;
import tenfold.model.Stickiness;

/// Where the current request of an exchange goes: its route in the newest image, the group that it
/// falls to, and the target that is to have it.
///
/// A sticky cookie is `group.instance`, both as tokens. When the instance is gone or at its limit,
/// the group stays and another instance takes over, with a new cookie.
final class Routing {
    private static final char DOT = '.';

    private final Loop loop;
    private final Account account;
    private final Client client;
    private @Nullable RouteTable<Way> foundIn;
    private @Nullable Way way;
    private @Nullable UpstreamGroup group;
    private @Nullable String cookie;
    private boolean changed;

    Routing(Account account, Client client) {
        this.account = account;
        this.client = client;
        loop = client.loop();
    }

    /// Begins anew with this request; null when it has no route.
    @Nullable Way begin(RequestHead head) {
        foundIn = null;
        changed = false;
        return way(head);
    }

    /// The same as before unless the image has changed.
    @Nullable Way way(RequestHead head) {
        RouteTable<Way> current = loop.proxy.routes();
        if (foundIn != current) {
            foundIn = current;
            group = null;
            way = current.find(head, client.forwarded());
            if (way != null) {
                account.routed(way);
            }
        }
        return way;
    }

    Forward forward() {
        return requireNonNull(requireNonNull(way).route().forward());
    }

    /// The group that the request falls to; it stays the same for retries.
    UpstreamGroup group(RequestHead head) {
        UpstreamGroup known = group;
        if (known == null) {
            known = find(head, requireNonNull(way));
            group = known;
        }
        return known;
    }

    private UpstreamGroup find(RequestHead head, Way taken) {
        Stickiness sticky = forward().sticky();
        cookie = null;
        if (sticky == null) {
            return taken.group(loop.random());
        }
        String name = sticky.cookie();
        cookie = name == null ? null : Cookies.value(head, Ascii.bytes(name));
        UpstreamGroup kept = cookie == null ? null : taken.groupOf(before(cookie));
        HashKey key = sticky.key();
        if (kept != null) {
            return kept;
        }
        return taken.group(key == null ? loop.random() : hash(head, key));
    }

    /// The target for the request, or null when it must wait.
    @Nullable Upstream choose(RequestHead head, @Nullable Upstream failed) {
        UpstreamGroup from = group(head);
        Upstream kept = failed == null && cookie != null ? from.withToken(after(cookie)) : null;
        if (kept != null) {
            return kept;
        }
        HashKey key = from.balancing().key();
        long random = loop.random();
        return from.choose(
                random, key == null ? random : hash(head, key), loop.coarseNow(), failed);
    }

    /// Makes the request what the instance is to see; once, however often it is sent.
    void change(RequestHead head) {
        Way taken = way;
        if (!changed && taken != null) {
            changed = true;
            taken.change(head);
        }
    }

    /// Makes the answer of this target what the client is to see.
    void change(ResponseHead head, @Nullable Upstream served) {
        Way taken = way;
        if (taken == null || taken.route().forward() == null) {
            return;
        }
        taken.change(head);
        Stickiness sticky = forward().sticky();
        UpstreamGroup of = group;
        if (sticky == null || sticky.cookie() == null || served == null || of == null) {
            return;
        }
        String value = of.token() + DOT + served.token();
        if (client.isCounted() && !value.equals(cookie)) {
            head.append("Set-Cookie", setCookie(sticky, value, client.forwarded()));
        }
    }

    private static String setCookie(Stickiness sticky, String value, Forwarded client) {
        long seconds = sticky.life().toSeconds();
        return sticky.cookie()
                + '='
                + value
                + "; Path=/; HttpOnly; SameSite=Lax"
                + (seconds > 0 ? "; Max-Age=" + seconds : "")
                + (client.secure() ? "; Secure" : "");
    }

    /// Requests without the cookie or header are spread by chance.
    private long hash(RequestHead head, HashKey key) {
        return switch (key.of()) {
            case SOURCE -> Hash.of(client.forwarded().address());
            case HEADER -> hash(head.value(key.name()));
            case COOKIE -> hash(Cookies.value(head, Ascii.bytes(key.name())));
        };
    }

    private long hash(@Nullable String value) {
        return value == null || value.isEmpty()
                ? loop.random()
                : Hash.of(value.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String before(String cookie) {
        int dot = cookie.indexOf(DOT);
        return dot < 0 ? "" : cookie.substring(0, dot);
    }

    private static String after(String cookie) {
        return cookie.substring(cookie.indexOf(DOT) + 1);
    }
}
