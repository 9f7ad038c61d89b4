package tenfold.edge.cache.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.cache.rule.CacheKey;
import tenfold.edge.cache.rule.Fields;
import tenfold.edge.cache.rule.Lifetime;
import tenfold.edge.cache.rule.Vary;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.HeadLimits;
import tenfold.edge.http.RequestHead;
import tenfold.testkit.Rounds;

class MemoryTierTest {
    private final Ledger ledger = new Ledger(1 << 20);

    @Test
    void staysBelowItsBytesAndGivesAllBack() throws Exception {
        var memory = new MemoryTier(100_000);
        for (int i = 0; i < 1000; i++) {
            put(memory, "http://a/" + i, 1000, Vary.NONE);
        }
        assertThat(memory.bytes()).isBetween(50_000L, 100_000L);
        assertThat(ledger.used()).isEqualTo(memory.count() * 1000);

        memory.clear();
        assertThat(ledger.used()).isZero();
    }

    @Test
    void keepsWhatIsAskedForOftenThroughACrawl() throws Exception {
        var memory = new MemoryTier(100_000);
        put(memory, "http://a/often", 1000, Vary.NONE);
        for (int i = 0; i < 2000; i++) {
            if (i % 4 == 0) {
                StoredAnswer often = find(memory, "http://a/often");
                assertThat(often).isNotNull();
                requireNonNull(often).body().drop();
            }
            put(memory, "http://a/crawled/" + i, 1000, Vary.NONE);
        }
        memory.clear();
    }

    @Test
    void aBodyThatIsReadOutlivesItsPlace() throws Exception {
        var memory = new MemoryTier(100_000);
        put(memory, "http://a/", 1000, Vary.NONE);
        StoredAnswer kept = requireNonNull(find(memory, "http://a/"));

        assertThat(memory.remove(CacheKey.of("http://a/"))).isEqualTo(1);
        assertThat(find(memory, "http://a/")).isNull();
        assertThat(kept.body().piece(0, 10).readableBytes()).isEqualTo(10);
        assertThat(ledger.used()).isEqualTo(1000);
        kept.body().drop();
        assertThat(ledger.used()).isZero();
        assertThat(kept.body().keep()).isFalse();
        assertThatThrownBy(() -> kept.body().drop()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNewerAnswerTakesThePlaceOfItsVariantAlone() throws Exception {
        var memory = new MemoryTier(1 << 20);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < VariantIndex.VARIANTS_MAX + 5; i++) {
                put(memory, "http://a/", 100, new Vary(Map.of("x", Integer.toString(i))));
            }
        }
        assertThat(ledger.used()).isEqualTo(VariantIndex.VARIANTS_MAX * 100L);
        assertThat(memory.removeIf(each -> each.vary().values().containsValue("36"))).isEqualTo(1);
        assertThat(ledger.used()).isEqualTo((VariantIndex.VARIANTS_MAX - 1) * 100L);
        memory.clear();
        assertThat(ledger.used()).isZero();
    }

    @Test
    void aCompressedFormOfWhatIsGoneIsNotStored() {
        var memory = new MemoryTier(1 << 20);
        StoredAnswer plain = answer("http://a/", 1000, Vary.NONE);
        memory.put(plain);
        StoredAnswer packed = requireNonNull(Gzip.of(plain, ledger));
        memory.remove(plain);

        assertThat(memory.pack(plain, packed)).isFalse();
        packed.body().drop();
        plain.body().drop();
        assertThat(ledger.used()).isZero();
    }

    @Test
    void theLedgerRefusesWhatDoesNotFit() {
        var small = new Ledger(100);

        Body first = requireNonNull(Body.of(60, small));
        assertThat(Body.of(41, small)).isNull();
        Body unknown = Body.ofUnknownLength(small);
        assertThat(unknown.reserve(40)).isTrue();
        assertThat(unknown.reserve(1)).isFalse();
        unknown.append(Unpooled.wrappedBuffer(new byte[40]), 40);
        assertThat(unknown.exact()).isNull();
        first.drop();
        Body exact = requireNonNull(unknown.exact());
        assertThat(exact.length()).isEqualTo(40);
        unknown.drop();
        assertThat(small.used()).isEqualTo(40);
        exact.drop();
        assertThat(small.used()).isZero();
    }

    @Rounds(20)
    void bodiesGiveBackWhatTheyWereGiven(long seed) {
        var random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(300_000)];
        random.nextBytes(bytes);
        boolean known = random.nextBoolean();
        Body body =
                known
                        ? requireNonNull(Body.of(bytes.length, ledger))
                        : Body.ofUnknownLength(ledger);
        for (int at = 0; at < bytes.length; ) {
            int size = Math.min(bytes.length - at, 1 + random.nextInt(100_000));
            assertThat(known || body.reserve(size)).isTrue();
            body.append(Unpooled.wrappedBuffer(bytes, at, size), size);
            at += size;
        }
        ByteBuf read = Unpooled.buffer();
        while (read.readableBytes() < bytes.length) {
            ByteBuf piece = body.piece(read.readableBytes(), 1 + random.nextInt(100_000));
            read.writeBytes(piece);
            piece.release();
        }
        assertThat(read).isEqualTo(Unpooled.wrappedBuffer(bytes));
        body.drop();
        assertThat(ledger.used()).isZero();
    }

    private void put(MemoryTier memory, String url, int size, Vary vary) {
        StoredAnswer answer = answer(url, size, vary);
        memory.put(answer);
        answer.body().drop();
    }

    private StoredAnswer answer(String url, int size, Vary vary) {
        Body body = requireNonNull(Body.of(size, ledger));
        body.append(Unpooled.wrappedBuffer(new byte[size]), size);
        return new StoredAnswer(
                CacheKey.of(url),
                vary,
                new StoredAnswer.Status(200, "OK"),
                new StoredAnswer.Answer(Fields.NONE, Set.of()),
                new StoredAnswer.Times(0, 0, Lifetime.NONE),
                body);
    }

    private static @Nullable StoredAnswer find(MemoryTier memory, String url) throws Exception {
        var head = new RequestHead(new HeadLimits(256, 1024, 10));
        head.offer(Unpooled.wrappedBuffer(Ascii.bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n")));
        var asked = new Asked();
        asked.read(head);
        return memory.find(CacheKey.of(url), asked);
    }
}
