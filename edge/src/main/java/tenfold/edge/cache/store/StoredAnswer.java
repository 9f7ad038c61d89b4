package tenfold.edge.cache.store;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.rule.CacheKey;
import tenfold.edge.cache.rule.Fields;
import tenfold.edge.cache.rule.HttpDate;
import tenfold.edge.cache.rule.Lifetime;
import tenfold.edge.cache.rule.Tags;
import tenfold.edge.cache.rule.Validators;
import tenfold.edge.cache.rule.Vary;
import tenfold.edge.http.Ascii;

/// One stored answer: what it says, how long it may be used, and its body. Never changed; a 304
/// makes a new one with the same body.
public final class StoredAnswer implements Variant {
    private static final int OVERHEAD = 512;

    /// How old an answer was when it came, when that was, and how long it may be used;
    /// milliseconds.
    public record Times(long receivedAt, long initialAge, Lifetime lifetime) {
        public long ageAt(long now) {
            return initialAge + Math.max(0, now - receivedAt);
        }
    }

    private final CacheKey key;
    private final Vary vary;
    private final Status status;
    private final Fields fields;
    private final byte[] lines;
    private final Times times;
    private final Validators validators;
    private final Set<String> tags;
    private final Body body;
    private final @Nullable StoredAnswer packed;

    public StoredAnswer(
            CacheKey key, Vary vary, Status status, Answer answer, Times times, Body body) {
        packed = null;
        this.key = key;
        this.vary = vary;
        this.status = status;
        this.fields = answer.fields();
        this.tags = answer.tags();
        this.times = times;
        this.body = body;
        validators = Validators.of(fields);
        lines = lines(fields);
    }

    private StoredAnswer(StoredAnswer plain, @Nullable StoredAnswer packed, Times times) {
        key = plain.key;
        vary = plain.vary;
        status = plain.status;
        fields = plain.fields;
        lines = plain.lines;
        this.times = times;
        validators = plain.validators;
        tags = plain.tags;
        body = plain.body;
        this.packed = packed;
    }

    /// The same with a compressed form, which lives as long as it.
    StoredAnswer with(StoredAnswer compressed) {
        return new StoredAnswer(this, compressed, times);
    }

    /// The same, stale from that moment on if it is not already.
    StoredAnswer staleFrom(long now) {
        Lifetime whole = times.lifetime();
        long fresh = Math.min(whole.fresh(), times.ageAt(now));
        var shorter = new Lifetime(fresh, whole.whileRevalidate(), whole.ifError());
        var aged = new Times(times.receivedAt(), times.initialAge(), shorter);
        return new StoredAnswer(this, packed == null ? null : packed.staleFrom(now), aged);
    }

    /// The compressed form, if there is one.
    public @Nullable StoredAnswer packed() {
        return packed;
    }

    /// The code and the words of a status line.
    public record Status(int code, String reason) {}

    /// The fields to be sent with an answer, and its tags, which are not.
    public record Answer(Fields fields, Set<String> tags) {
        public static Answer of(Fields all, Fields sent) {
            return new Answer(sent, Tags.of(all));
        }
    }

    /// The same body, confirmed by a 304 that changed these things.
    public StoredAnswer refreshed(Answer answer, Vary newVary, Times newTimes) {
        return new StoredAnswer(key, newVary, status, answer, newTimes, body);
    }

    @Override
    public CacheKey key() {
        return key;
    }

    @Override
    public Vary vary() {
        return vary;
    }

    @Override
    public Set<String> tags() {
        return tags;
    }

    public Status status() {
        return status;
    }

    public Fields fields() {
        return fields;
    }

    /// The header lines as they are sent, each with its CRLF, but for length, age and connection.
    public byte[] lines() {
        return lines;
    }

    public Times times() {
        return times;
    }

    public Validators validators() {
        return validators;
    }

    public Body body() {
        return body;
    }

    /// Whether an answer with these validators and this length (or -1) is the same version.
    public boolean isLike(Validators seen, long length) {
        boolean sameTag = seen.etag().isEmpty() || seen.etag().equals(validators.etag());
        boolean sameDate =
                seen.lastModified() == HttpDate.NONE
                        || seen.lastModified() == validators.lastModified();
        return sameTag && sameDate && (length < 0 || length == body.written());
    }

    @Override
    public long weight() {
        // The lines are kept twice, as text and as bytes; small bodies cost their share of a page.
        return OVERHEAD
                + key.size()
                + 3L * lines.length
                + vary.size()
                + body.written()
                + (packed == null ? 0 : packed.weight());
    }

    @Override
    public void dropped() {
        body.drop();
        if (packed != null) {
            packed.body.drop();
        }
    }

    private static byte[] lines(Fields fields) {
        var all = new StringBuilder();
        for (Fields.Field each : fields.list()) {
            all.append(each.name()).append(": ").append(each.value()).append("\r\n");
        }
        return Ascii.bytes(all.toString());
    }
}
