package tenfold.edge.cache;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.rule.AcceptEncoding;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.cache.rule.HttpDate;
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

    private final RequestHead head;
    private final CachePolicy policy;

    OriginRequest(RequestHead head, CachePolicy policy) {
        this.head = head;
        this.policy = policy;
    }

    /// The whole head. `stored` is what the cache has and asks to be confirmed; `alone` passes on
    /// the client's own conditions, because the answer will hardly be stored.
    byte[] write(
            Asked asked,
            byte[] target,
            @Nullable Validators stored,
            @Nullable Vary hint,
            boolean alone) {
        var out = new ByteSink(512);
        byte[] b = head.bytes();
        out.put(GET).put(target).put(VERSION);
        out.put(b, head.hostStart(), head.hostEnd()).line();
        for (int i = 0; i < head.fields(); i++) {
            String name =
                    Ascii.text(b, head.nameStart(i), head.nameEnd(i)).toLowerCase(Locale.ROOT);
            boolean condition = alone && stored == null && CONDITIONS.contains(name);
            if (head.passes(i) && (condition || passes(name, hint))) {
                out.put(b, head.nameStart(i), head.nameEnd(i)).put(':').put(' ');
                out.put(b, head.valueStart(i), head.valueEnd(i)).line();
            }
        }
        String codings = AcceptEncoding.normal(asked.acceptEncoding());
        if (!codings.isEmpty()) {
            out.put(Ascii.bytes("Accept-Encoding: " + codings)).line();
        }
        if (stored != null) {
            conditions(out, stored);
        }
        out.line();
        return java.util.Arrays.copyOf(out.bytes(), out.size());
    }

    private boolean passes(String name, @Nullable Vary hint) {
        if (name.equals("cookie") && policy.promises(Promise.COOKIES_CHANGE_NOTHING)) {
            return false;
        }
        if (name.equals("accept-encoding") || CONDITIONS.contains(name)) {
            return false;
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
