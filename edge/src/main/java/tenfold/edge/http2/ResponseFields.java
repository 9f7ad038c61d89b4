package tenfold.edge.http2;

import java.util.BitSet;
import java.util.stream.Stream;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.Head;
import tenfold.edge.http.KnownField;
import tenfold.edge.http.ResponseHead;
import tenfold.edge.http.Trailers;
import tenfold.edge.http2.HpackEncoder.Keeping;

/// The heads of answers as header blocks of one connection: names in small letters, and nothing
/// that speaks of a connection of HTTP/1.1.
public final class ResponseFields {
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("content-length");
    private static final byte[] REQUEST_ID = Ascii.bytes("x-request-id");
    private static final byte[] ACCEPT = Ascii.bytes("sec-websocket-accept");
    private static final int STATUS_SWITCHING = 101;
    private static final int STATUS_OK = 200;
    private static final int SET_COOKIE = index("set-cookie");
    private static final BitSet CHANGING = new BitSet(StaticTable.SIZE);

    static {
        Stream.of("age", "content-range", "etag", "last-modified", "location")
                .forEach(each -> CHANGING.set(index(each)));
    }

    private final HpackEncoder encoder = new HpackEncoder();
    private final ByteSink block = new ByteSink(1024);
    private final ByteSink scratch = new ByteSink(64);
    private final Slice name = new Slice();
    private final Slice value = new Slice();

    /// The peer's table has that size.
    public void tableMax(long bytes) {
        encoder.tableMax(bytes);
    }

    /// A final head that the edge has numbered `id`; a length that it has not is -1.
    public ByteSink head(ResponseHead head, long length, long id) {
        begin(head.status());
        passing(head);
        if (length >= 0) {
            plain(CONTENT_LENGTH, scratch.clear().decimal(length));
        }
        plain(REQUEST_ID, scratch.clear().hex(id));
        return block;
    }

    /// A 1xx head.
    public ByteSink interim(ResponseHead head) {
        begin(head.status());
        passing(head);
        return block;
    }

    /// The 101 of a WebSocket, which is a plain success in HTTP/2 (RFC 8441 section 5).
    public ByteSink switching(ResponseHead head) {
        begin(head.status() == STATUS_SWITCHING ? STATUS_OK : head.status());
        passing(head);
        return block;
    }

    /// Trailers, independent of all other blocks: they may be sent much later.
    public ByteSink trailers(Trailers trailers) {
        block.clear();
        for (int i = 0; i < trailers.fields(); i++) {
            if (trailers.kind(i) == KnownField.OTHER) {
                lower(trailers, i);
                content(trailers, i, Keeping.PLAIN);
            }
        }
        return block;
    }

    private void begin(int status) {
        block.clear();
        encoder.begin(block);
        encoder.status(block, status);
    }

    private void passing(ResponseHead head) {
        for (int i = 0; i < head.fields(); i++) {
            if (head.passes(i)) {
                lower(head, i);
                if (head.status() != STATUS_SWITCHING || !name.is(ACCEPT)) {
                    content(head, i, keeping());
                }
            }
        }
    }

    private void content(Head head, int field, Keeping keeping) {
        value.of(head.bytes(), head.valueStart(field), head.valueEnd(field));
        encoder.field(block, name, value, keeping);
    }

    private void plain(byte[] field, ByteSink content) {
        value.of(content.bytes(), 0, content.size());
        encoder.field(block, name.of(field), value, Keeping.PLAIN);
    }

    private static int index(String field) {
        return StaticTable.find(new Slice().of(Ascii.bytes(field)));
    }

    private void lower(Head head, int field) {
        scratch.clear();
        for (int i = head.nameStart(field); i < head.nameEnd(field); i++) {
            scratch.put((char) Ascii.lower(head.bytes()[i]));
        }
        name.of(scratch.bytes(), 0, scratch.size());
    }

    /// Most fields of an application are the same in its next answer; these are not.
    private Keeping keeping() {
        int known = StaticTable.find(name);
        if (known == SET_COOKIE) {
            return Keeping.NEVER;
        }
        return known != 0 && CHANGING.get(known) ? Keeping.PLAIN : Keeping.INDEXED;
    }
}
