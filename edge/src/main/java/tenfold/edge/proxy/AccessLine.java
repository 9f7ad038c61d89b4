package tenfold.edge.proxy;

import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.Flaw;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.RequestHead;
import tenfold.edge.log.AccessLog;
import tenfold.edge.log.LogPage;
import tenfold.edge.target.Upstream;

/// One line of the access log. The query is left out of the path, because it often holds secrets.
record AccessLine(
        long epochMillis,
        Forwarded client,
        @Nullable RequestHead head,
        int status,
        long bytesIn,
        long bytesOut,
        long micros,
        @Nullable Way way,
        String reason,
        @Nullable Upstream served,
        int retries,
        long id,
        boolean whole,
        @Nullable Flaw flaw) {
    private static final byte[] TIME = Ascii.bytes("{\"time\":\"");
    private static final byte[] CLIENT = Ascii.bytes("\",\"client\":\"");
    private static final byte[] METHOD = Ascii.bytes("\",\"method\":");
    private static final byte[] HOST = Ascii.bytes(",\"host\":");
    private static final byte[] PATH = Ascii.bytes(",\"path\":");
    private static final byte[] STATUS = Ascii.bytes(",\"status\":");
    private static final byte[] IN = Ascii.bytes(",\"in\":");
    private static final byte[] OUT = Ascii.bytes(",\"out\":");
    private static final byte[] MILLIS = Ascii.bytes(",\"ms\":");
    private static final byte[] REASON = Ascii.bytes(",\"reason\":\"");
    private static final byte[] QUOTE = Ascii.bytes("\"");
    private static final byte[] RETRIES = Ascii.bytes(",\"retries\":");
    private static final byte[] ID = Ascii.bytes(",\"id\":\"");
    private static final byte[] TLS = Ascii.bytes("\",\"tls\":true");
    private static final byte[] NO_TLS = Ascii.bytes("\",\"tls\":false");
    private static final byte[] HTTP2 = Ascii.bytes(",\"http\":2");
    private static final byte[] CUT_OFF = Ascii.bytes(",\"cutOff\":true");
    private static final byte[] END = Ascii.bytes("}");
    private static final byte[] NOT_UNDERSTOOD =
            Ascii.bytes("\",\"method\":\"\",\"host\":\"\",\"path\":\"\"");

    static void write(AccessLog.Pen pen, AccessLine line) {
        LogPage page = pen.begin();
        if (page != null) {
            page.raw(TIME).raw(pen.time(line.epochMillis));
            line.write(page);
        }
    }

    private void write(LogPage page) {
        page.raw(CLIENT).raw(client.client());
        RequestHead request = head;
        if (request != null && request.pathEnd() > 0) {
            byte[] bytes = request.bytes();
            page.raw(METHOD).text(bytes, 0, request.methodEnd());
            page.raw(HOST).text(bytes, request.hostStart(), request.hostEnd());
            page.raw(PATH).text(bytes, request.targetStart(), request.pathEnd());
        } else {
            page.raw(NOT_UNDERSTOOD);
        }
        page.raw(STATUS).number(status);
        page.raw(IN).number(bytesIn).raw(OUT).number(bytesOut);
        page.raw(MILLIS).thousandths(micros);
        if (way != null) {
            page.raw(way.logFields());
        }
        if (!reason.isEmpty()) {
            page.raw(REASON).raw(Ascii.bytes(reason)).raw(QUOTE);
        }
        if (served != null) {
            page.raw(served.logFields());
        }
        page.raw(RETRIES).number(retries).raw(ID).hex(id);
        page.raw(client.secure() ? TLS : NO_TLS);
        if (client.http2()) {
            page.raw(HTTP2);
        }
        if (!whole) {
            page.raw(CUT_OFF);
        }
        if (flaw != null) {
            page.raw(flaw.logFields());
        }
        page.raw(END).endLine();
    }
}
