package tenfold.edge.proxy;

import tenfold.edge.http.BodyFraming;
import tenfold.edge.http.RequestHead;
import tenfold.model.RetryPolicy;

/// Whether and when a request may be sent to a target a second time, when the first one ended the
/// connection without a byte of an answer, took too long, or answered with a status of the policy;
/// pure.
///
/// The first target may have done the work all the same. So only methods that may be done twice
/// (RFC 9110 section 9.2.2) are sent again, only without a body, and only as often as the policy
/// says. What reached nobody, because no connection came about, is not asked here: that is always
/// sent again.
final class Retry {
    /// How often a connection is tried at most.
    static final int ATTEMPTS_MAX = RetryPolicy.DEFAULT.attempts();

    private static final int DOUBLINGS_MAX = 16;

    private Retry() {}

    static boolean isSafe(RequestHead head) {
        return head.method().idempotent()
                && head.body() == BodyFraming.NONE
                && !head.wantsUpgrade();
    }

    /// How long to wait before the next attempt: a part, drawn with `random`, of what doubles with
    /// each attempt ("full jitter"), so that the retries of many do not come together.
    static long backoffNanos(RetryPolicy policy, int attempts, long random) {
        long base = policy.backoff().toNanos();
        if (base == 0) {
            return 0;
        }
        long longest = base << Math.min(DOUBLINGS_MAX, Math.max(0, attempts - 1));
        long most = Math.min(policy.backoffMax().toNanos(), longest);
        return (long) ((random >>> 11) * 0x1p-53 * most);
    }
}
