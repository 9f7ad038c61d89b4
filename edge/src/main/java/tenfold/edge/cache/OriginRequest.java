package tenfold.edge.cache;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.rule.AcceptEncoding;
import tenfold.edge.cache.rule.HttpDate;
import tenfold.edge.cache.rule.Query;
import tenfold.edge.cache.rule.Validators;
import tenfold.edge.cache.rule.Vary;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.RequestHead;
import tenfold.model.CachePolicy;
import tenfold.model.CachePolicy.Promise;

/// Writes the request that fetches an answer for everybody, from the request of the one who asked
/// first.
///
/// What does not tell answers apart must not change them: of the client's headers only those pass
/// that every browser sends, those that the policy names and those that the resource varies by. A
/// header such as `X-Original-URL`, which could plant a wrong answer for all (cache poisoning),
/// never reaches the application. The conditions are the cache's own.
final class OriginRequest {
    private static final Set<String> PASSING =
            Set.of(
                    "accept",
                    "accept-charset",
                    "accept-language",
                    "authorization",
                    "baggage",
                    "cookie",
                    "dnt",
                    "from",
                    "origin",
                    "referer",
                    "save-data",
                    "traceparent",
                    "tracestate",
                    "upgrade-insecure-requests",
                    "user-agent");
    private static final Set<String> CONDITIONS =
            Set.of("if-modified-since", "if-none-match", "if-range", "range");
    private static final byte[] GET = Ascii.bytes("GET ");
    private static final byte[] VERSION = Ascii.bytes(" HTTP/1.1\r\nHost: ");

    private final Cache.Order order;
    private final @Nullable Vary hint;
    private final byte[] bytes;

    /// `hint` is by what the resource's answers varied before.
    OriginRequest(Cache.Order order, @Nullable Vary hint) {
        this.order = order;
        this.hint = hint;
        bytes = write(order.head());
    }

    /// The whole head.
    byte[] bytes() {
        return bytes;
    }

    private byte[] write(RequestHead head) {
        var out = new ByteSink(512);
        byte[] b = head.bytes();
        out.put(GET).put(Query.without(head, order.policy().ignoredQuery())).put(VERSION);
        out.put(b, head.hostStart(), head.hostEnd()).line();
        for (int i = 0; i < head.fields(); i++) {
            String name =
                    Ascii.text(b, head.nameStart(i), head.nameEnd(i)).toLowerCase(Locale.ROOT);
            if (head.passes(i) && passes(name)) {
                out.put(b, head.nameStart(i), head.nameEnd(i)).put(':').put(' ');
                out.put(b, head.valueStart(i), head.valueEnd(i)).line();
            }
        }
        String codings = AcceptEncoding.normal(order.asked().acceptEncoding());
        if (!codings.isEmpty()) {
            out.put(Ascii.bytes("Accept-Encoding: " + codings)).line();
        }
        if (order.stale() != null) {
            conditions(out, order.stale().validators());
        }
        out.line();
        return Arrays.copyOf(out.bytes(), out.size());
    }

    private boolean passes(String name) {
        CachePolicy policy = order.policy();
        if (name.equals("cookie") && policy.promises(Promise.COOKIES_CHANGE_NOTHING)) {
            return false;
        }
        if (name.equals("accept-encoding")) {
            return false; // written in its normal form
        }
        if (CONDITIONS.contains(name)) {
            // The client's own conditions are of use where its answer will hardly be stored.
            return order.alone() && order.stale() == null;
        }
        return PASSING.contains(name)
                || name.startsWith("sec-")
                || policy.keyedHeaders().contains(name)
                || (hint != null && hint.values().containsKey(name));
    }

    private static void conditions(ByteSink out, Validators stored) {
        if (!stored.etag().isEmpty()) {
            out.put(Ascii.bytes("If-None-Match: " + stored.etag())).line();
        } else if (stored.lastModified() != HttpDate.NONE) {
            String date = HttpDate.write(stored.lastModified());
            out.put(Ascii.bytes("If-Modified-Since: " + date)).line();
        }
    }
}
