package tenfold.edge.cache.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.rule.Directives;
import tenfold.edge.cache.rule.Fields;
import tenfold.edge.cache.rule.Fields.Field;
import tenfold.edge.cache.store.StoredAnswer.Answer;

/// Makes the compressed form of a stored answer, once, so that no hit pays for it.
///
/// It is another representation (RFC 9110 section 8.8.3.3): its entity tag is a weak one, it has no
/// ranges, and both forms say `Vary: Accept-Encoding`.
public final class Gzip {
    /// Below this, compressing saves no packet.
    public static final int BYTES_MIN = 512;

    private static final int BYTES_MAX = 8 << 20;
    private static final int PIECE_BYTES = 64 << 10;
    private static final List<String> TYPES =
            List.of(
                    "application/javascript",
                    "application/json",
                    "application/ld+json",
                    "application/manifest+json",
                    "application/rss+xml",
                    "application/wasm",
                    "application/xhtml+xml",
                    "application/xml",
                    "image/svg+xml",
                    "image/x-icon",
                    "text/");

    private Gzip() {}

    /// Whether an answer of this length may and should have a compressed form.
    public static boolean suits(int status, Fields answer, long length) {
        String type = answer.single("content-type");
        if (status != 200 || type == null || length < BYTES_MIN || length > BYTES_MAX) {
            return false;
        }
        String lower = type.toLowerCase(Locale.ROOT);
        return TYPES.stream().anyMatch(lower::startsWith)
                && !answer.has("content-encoding")
                && !answer.has("content-range")
                && !Directives.read(answer.joined("cache-control")).has("no-transform");
    }

    /// The fields of either form: what is sent depends on what the client takes.
    public static Fields varying(Fields fields) {
        if (fields.members("vary").contains("accept-encoding")) {
            return fields;
        }
        return fields.plus(new Fields(List.of(new Field("Vary", "Accept-Encoding"))));
    }

    /// The compressed form of `plain`, whose body the caller keeps; null when it would hardly be
    /// smaller, or when there is no memory for it.
    public static @Nullable StoredAnswer of(StoredAnswer plain, Ledger ledger) {
        byte[] packed = packed(plain.body());
        if (packed.length > plain.body().written() * 9 / 10) {
            return null;
        }
        Body body = Body.of(packed.length, ledger);
        if (body == null) {
            return null;
        }
        body.append(Unpooled.wrappedBuffer(packed), packed.length);
        var answer = new Answer(fields(plain.fields()), plain.tags());
        return new StoredAnswer(
                plain.key(), plain.vary(), plain.status(), answer, plain.times(), body);
    }

    private static Fields fields(Fields plain) {
        var fields = new ArrayList<Field>();
        for (Field each : plain.without(List.of("accept-ranges", "content-md5", "digest")).list()) {
            boolean strong = each.name().equalsIgnoreCase("etag") && each.value().startsWith("\"");
            fields.add(strong ? new Field(each.name(), "W/" + each.value()) : each);
        }
        fields.add(new Field("Content-Encoding", "gzip"));
        return new Fields(fields);
    }

    private static byte[] packed(Body body) {
        var packed = new ByteArrayOutputStream((int) Math.min(body.written() / 2, 1 << 20));
        try (var out = new GZIPOutputStream(packed, PIECE_BYTES)) {
            for (long at = 0; at < body.written(); ) {
                ByteBuf piece = body.piece(at, PIECE_BYTES);
                int size = piece.readableBytes();
                piece.readBytes(out, size);
                piece.release();
                at += size;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not from memory to memory
        }
        return packed.toByteArray();
    }
}
