package tenfold.edge.proxy;

import org.jspecify.annotations.Nullable;
import tenfold.edge.EdgeLimits;
import tenfold.edge.Limit;
import tenfold.edge.target.Upstream;

/// How long an exchange has waited for its next byte, and whether that is too long. Whatever is, is
/// counted here.
final class ExchangeClock {
    private final Exchange exchange;
    private final Client client;
    private final Account account;
    private final RequestBody requestBody;
    private final Tally tally;
    private final EdgeLimits.Upstream limits;
    private long since;

    ExchangeClock(Exchange exchange, Account account, RequestBody requestBody) {
        this.exchange = exchange;
        client = exchange.client();
        this.account = account;
        this.requestBody = requestBody;
        tally = client.loop().tally;
        limits = client.loop().proxy.limits().upstream();
    }

    /// Bytes move: the exchange is not idle.
    void touch() {
        since = client.loop().coarseNow();
    }

    /// The request goes or has gone out; `takesMore` when the target would take more of it.
    void checkSent(long now, boolean takesMore) {
        boolean ours = requestBody.isWhole() || !takesMore;
        if (clientSendsTooSlowly(now)) {
            exchange.fail(ErrorPage.SLOW_BODY);
        } else if (ours && now - since > limits.responseMax().toNanos()) {
            tally.hit(Limit.RESPONSE_TIME);
            exchange.fail(ErrorPage.RESPONSE_TIMEOUT);
        }
    }

    void checkAnswering(long now, @Nullable Upstream from) {
        boolean overdue = isOverdue(now, from);
        if (overdue) {
            tally.hit(Limit.DRAIN_TIME);
        }
        if (overdue || isIdle(now) || clientSendsTooSlowly(now)) {
            client.close();
        }
    }

    void checkTunnel(long now, @Nullable Upstream from, Tunnel tunnel) {
        tunnel.check(now, isOverdue(now, from), isIdle(now));
    }

    private boolean clientSendsTooSlowly(long now) {
        boolean slow = !requestBody.isWhole() && client.sendsTooSlowly(now, account.bytesIn());
        if (slow) {
            tally.hit(Limit.BODY_RATE);
        }
        return slow;
    }

    /// Nothing moves although the client would take it.
    private boolean isIdle(long now) {
        boolean idle = now - since > limits.streamIdleMax().toNanos() && client.isWritable();
        if (idle) {
            tally.hit(Limit.STREAM_IDLE_TIME);
        }
        return idle;
    }

    /// The target was to be rid of this request by now.
    private static boolean isOverdue(long now, @Nullable Upstream from) {
        return from != null && from.isOverdue(now);
    }
}
