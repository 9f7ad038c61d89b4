package tenfold.edge.proxy;

import org.jspecify.annotations.Nullable;
import tenfold.edge.Limit;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.http.Flaw;
import tenfold.edge.http.Method;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.edge.shield.IpTable;
import tenfold.edge.shield.RateGate;
import tenfold.model.Desync;

/// What is looked at before a request goes anywhere: its framing, who sends it and how often; and,
/// where nothing is cached, what a cache would do with it. An [Exchange] has one, used again for
/// each request.
final class Gate {
    private final Client client;
    private final Loop loop;
    private final Account account;
    private final Asked asked = new Asked();
    private boolean parts;
    private boolean closes;
    private boolean foresees;

    Gate(Client client, Account account) {
        this.client = client;
        this.account = account;
        loop = client.loop();
    }

    /// Begins anew with this request of this route; why it is refused, or null.
    @Nullable ErrorPage refusal(RequestHead request, @Nullable Way way) {
        if (!isWellFramed(request)) {
            return ErrorPage.DESYNC;
        }
        return way == null || !client.isCounted() ? null : refusalOf(request, way);
    }

    /// HTTP/2 frames its requests itself: a length there confuses nobody.
    private boolean isWellFramed(RequestHead request) {
        parts = false;
        closes = false;
        foresees = false;
        Flaw flaw = client.forwarded().http2() ? null : request.flaw();
        if (flaw == null) {
            return true;
        }
        flawed(flaw);
        Desync mode = loop.proxy.shield().desync();
        parts = mode == Desync.DEFENSIVE && flaw.danger() == Flaw.Danger.AMBIGUOUS;
        closes = parts || mode == Desync.STRICTEST;
        return mode != Desync.STRICTEST;
    }

    /// Whether the client's connection ends with this exchange.
    boolean closes() {
        return closes;
    }

    /// A request is flawed, and the access log is to say so.
    void flawed(@Nullable Flaw flaw) {
        if (flaw != null) {
            account.flawed(flaw);
            loop.tally.hit(Limit.DESYNC);
        }
    }

    /// Whether the target's connection ends with this exchange, too.
    boolean parts() {
        return parts;
    }

    private @Nullable ErrorPage refusalOf(RequestHead request, Way way) {
        byte[] address = client.forwarded().address();
        IpTable.Rules addresses = way.addresses();
        if (addresses != null && !addresses.admit(address)) {
            loop.tally.hit(Limit.DENIED_ADDRESS);
            return ErrorPage.NOT_ADMITTED;
        }
        RateGate rate = way.rate();
        String lines = rate == null ? "" : rate.refusal(request, address, System.nanoTime());
        return lines.isEmpty() ? null : ErrorPage.tooMany(lines);
    }

    /// Whether the cache is asked; where nothing is cached, what it would do is noted.
    boolean isForCache(RequestHead request, Way way) {
        if (!client.isCounted()) {
            return false;
        }
        way.meter().asked();
        boolean cached = way.route().cache() != null;
        foresees =
                !cached
                        && way.route().mayBeCached()
                        && loop.proxy.foresight().asked(request, asked, way.meter(), now());
        return cached;
    }

    void answered(RequestHead request, ResponseHead answer) {
        Method method = request.method();
        if (foresees) {
            foresees = false;
            loop.proxy.foresight().answered(request, asked, answer, now());
        } else if (!method.isSafe()) {
            loop.proxy.foresight().changed(request);
        }
    }

    private long now() {
        return loop.proxy.clock().millis();
    }
}
