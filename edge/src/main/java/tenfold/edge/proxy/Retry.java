package tenfold.edge.proxy;

import tenfold.edge.http.BodyFraming;
import tenfold.edge.http.RequestHead;

/// Whether a request may be sent to a target a second time, when the first one ended the connection
/// without a byte of an answer; pure.
///
/// The first target may have done the work all the same. So only methods that may be done twice
/// (RFC 9110 section 9.2.2) are sent again, only without a body, and at most twice. What reached
/// nobody, because no connection came about, is not asked here: that is always sent again.
final class Retry {
    /// How often a request is sent at most, the first time included.
    static final int ATTEMPTS_MAX = 3;

    private Retry() {}

    static boolean isSafe(RequestHead head, int attempts) {
        return attempts < ATTEMPTS_MAX
                && head.method().idempotent()
                && head.body() == BodyFraming.NONE
                && !head.wantsUpgrade();
    }
}
