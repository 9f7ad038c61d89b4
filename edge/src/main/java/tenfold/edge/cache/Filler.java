package tenfold.edge.cache;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.cache.rule.Fields;
import tenfold.edge.cache.rule.Refresh;
import tenfold.edge.cache.rule.Storing;
import tenfold.edge.cache.rule.Validators;
import tenfold.edge.cache.rule.Vary;
import tenfold.edge.cache.store.Body;
import tenfold.edge.cache.store.Fill;
import tenfold.edge.cache.store.Gzip;
import tenfold.edge.cache.store.StoredAnswer;
import tenfold.edge.cache.store.StoredAnswer.Answer;
import tenfold.edge.cache.store.StoredAnswer.Status;
import tenfold.edge.cache.store.StoredAnswer.Times;
import tenfold.model.CachePolicy;

/// The writing end of a [Fill]: takes an answer of the application as it comes, decides what it is
/// for the cache, and moves the fill on. Used by one event loop.
public final class Filler {
    /// What is to be done with an answer's body.
    public enum Verdict {
        /// Give it to [#body]: everybody reads it from the fill.
        FILL,
        /// Give it to [#body], and to the one who asked: its length is not known yet.
        COLLECT,
        /// Give it to the one who asked alone.
        PASS,
        /// Throw it away: the fill has its answer already.
        DISCARD
    }

    /// An answer's head: `all` its fields, and those of them that may be `sent` on. `length` is
    /// that of its body, or -1.
    public record Head(Status status, Fields all, Fields sent, long length) {
        public int code() {
            return status.code();
        }
    }

    private final Cache cache;
    private final Fill fill;
    private final CachePolicy policy;
    private final Storing.Question question;
    private final @Nullable StoredAnswer stale;
    private final long askedAt;
    private final byte[] request;
    private String status = "fwd=uri-miss; stored";
    private @Nullable StoredAnswer answer;
    private @Nullable Body collected;
    private @Nullable Function<Body, StoredAnswer> ofCollected;
    private boolean ended;

    /// `stale` is the stored answer that the request asks to confirm; its body is kept for this.
    Filler(Cache cache, Fill fill, Terms terms, @Nullable StoredAnswer stale, long askedAt) {
        this.cache = cache;
        this.fill = fill;
        this.stale = stale;
        this.askedAt = askedAt;
        policy = terms.policy();
        request = terms.request().bytes();
        question = terms.question();
    }

    /// What the application is asked, and by what its answer is judged.
    record Terms(CachePolicy policy, Storing.Question question, OriginRequest request) {}

    /// The request for the application, whole.
    public byte[] request() {
        return request;
    }

    /// What `Cache-Status` says of an answer that did not come from the cache.
    public String status() {
        return status;
    }

    public Fill fill() {
        return fill;
    }

    /// The head has come; `asked` is the request that the application saw.
    public Verdict head(Head received, Asked asked, long now) {
        if (stale != null && received.code() == 304) {
            return confirmed(stale, received, asked, now);
        }
        if (received.code() >= 500 && excuses(now)) {
            return Verdict.DISCARD;
        }
        Storing judged =
                Storing.judge(question, received.code(), received.all(), policy, askedAt, now);
        return switch (judged) {
            case Storing.Refused refused -> refused(refused.reason());
            case Storing.Stored stored -> accepted(stored, received, asked, now);
        };
    }

    /// The next `size` bytes of the body; `in` keeps them. False when the body has become too large
    /// to be collected.
    public boolean body(ByteBuf in, int size) {
        Body to = collected != null ? collected : current().body();
        if (collected != null && !hasRoom(size)) {
            dropCollected();
            cache.isUnshared(fill.key());
            end(new Fill.State.Unshared("too-large"));
            return false;
        }
        to.append(in.slice(in.readerIndex(), size), size);
        if (collected == null) {
            fill.grown();
        }
        return true;
    }

    /// The body has ended well.
    public void end() {
        if (ended) {
            return;
        }
        StoredAnswer whole = collected == null ? current() : ofCollected(collected);
        dropCollected();
        if (whole == null) {
            end(new Fill.State.Unshared("no-memory"));
        } else {
            end(new Fill.State.Whole(whole, false), whole);
            whole.body().drop();
        }
    }

    /// The answer whose body was collected, now that its length is known; null when there is no
    /// memory for it.
    private @Nullable StoredAnswer ofCollected(Body body) {
        Body exact = body.exact();
        return exact == null ? null : requireNonNull(ofCollected).apply(exact);
    }

    /// There is no answer, or it broke off; nobody gets what there is. A stale answer may stand in
    /// when the application has said nothing yet: then this is true.
    public boolean broke(int errorStatus, long now) {
        if (ended) {
            return false;
        }
        if (answer == null && collected == null && excuses(now)) {
            return true;
        }
        StoredAnswer partial = answer;
        dropCollected();
        end(new Fill.State.Failed(errorStatus));
        if (partial != null) {
            partial.body().drop();
        }
        return false;
    }

    private Verdict accepted(Storing.Stored stored, Head received, Asked asked, long now) {
        long length = received.length();
        if (length > policy.bodyBytesMax()) {
            return refused("too-large");
        }
        Body body = length < 0 ? null : Body.of(length, cache.ledger());
        if (length >= 0 && body == null) {
            return refused("no-memory");
        }
        var times = new Times(now, stored.initialAgeMillis(), stored.lifetime());
        var vary = Vary.of(received.all(), policy, asked);
        var sent = Answer.of(received.all(), sendable(received));
        if (body == null) {
            collected = Body.ofUnknownLength(cache.ledger());
            ofCollected =
                    whole ->
                            new StoredAnswer(
                                    fill.key(), vary, received.status(), sent, times, whole);
            return Verdict.COLLECT;
        }
        answer = new StoredAnswer(fill.key(), vary, received.status(), sent, times, body);
        fill.move(new Fill.State.Filling(answer));
        return Verdict.FILL;
    }

    private Fields sendable(Head received) {
        Fields fields = received.sent().without(Storing.NEVER_STORED);
        // The length, when it is not known, is judged later; the word costs nothing.
        long length = received.length() < 0 ? Gzip.BYTES_MIN : received.length();
        boolean both = policy.compress() && Gzip.suits(received.code(), fields, length);
        return both ? Gzip.varying(fields) : fields;
    }

    private Verdict refused(String reason) {
        if (stale != null) {
            cache.forget(stale);
        }
        cache.isUnshared(fill.key());
        status = "fwd=uri-miss; detail=" + reason;
        end(new Fill.State.Unshared(reason));
        return Verdict.PASS;
    }

    /// RFC 9111 section 4.3.4: the stored body is still right.
    private Verdict confirmed(StoredAnswer stored, Head received, Asked asked, long now) {
        if (!stored.validators().isConfirmedBy(Validators.of(received.all()))) {
            return forgotten(stored, "other-version");
        }
        Fields merged =
                Refresh.apply(stored.fields(), received.sent()).without(Storing.NEVER_STORED);
        Fields judgedBy = Refresh.apply(stored.fields(), received.all());
        Storing judged =
                Storing.judge(question, stored.status().code(), judgedBy, policy, askedAt, now);
        if (!(judged instanceof Storing.Stored again) || !stored.body().keep()) {
            return forgotten(stored, "no-longer-shared");
        }
        var tags = Answer.of(judgedBy, merged).tags();
        StoredAnswer newer =
                stored.refreshed(
                        new Answer(merged, tags.isEmpty() ? stored.tags() : tags),
                        Vary.of(judgedBy, policy, asked),
                        new Times(now, again.initialAgeMillis(), again.lifetime()));
        cache.counts.confirmed.increment();
        end(new Fill.State.Whole(newer, true), newer);
        newer.body().drop();
        return Verdict.DISCARD;
    }

    /// What was stored is of no use any more; everybody asks again, without a condition.
    private Verdict forgotten(StoredAnswer stored, String reason) {
        cache.forget(stored);
        end(new Fill.State.Unshared(reason));
        return Verdict.DISCARD;
    }

    /// RFC 5861 section 4: an error may be answered with what is stored.
    private boolean excuses(long now) {
        boolean has = hasExcuse(now);
        if (has) {
            end(new Fill.State.Excused(requireNonNull(stale)));
        }
        return has;
    }

    /// Whether a stale answer would stand in for an error.
    public boolean hasExcuse(long now) {
        return stale != null && stale.times().lifetime().mayServeOnError(stale.times().ageAt(now));
    }

    private boolean hasRoom(int size) {
        Body to = requireNonNull(collected);
        return to.written() + size <= policy.bodyBytesMax() && to.reserve(size);
    }

    private void dropCollected() {
        if (collected != null) {
            collected.drop();
            collected = null;
        }
    }

    private void end(Fill.State state) {
        end(state, null);
    }

    private void end(Fill.State state, @Nullable StoredAnswer whole) {
        ended = true;
        fill.move(
                state,
                () -> {
                    if (whole != null) {
                        cache.store(whole, policy.compress());
                    }
                });
        cache.ended(fill);
        if (stale != null) {
            stale.body().drop();
        }
    }

    private StoredAnswer current() {
        return requireNonNull(answer, "no answer is being filled");
    }
}
