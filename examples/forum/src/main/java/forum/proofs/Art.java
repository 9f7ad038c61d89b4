package forum.proofs;

import forum.http.Html;
import forum.http.Request;
import forum.http.Response;
import forum.http.Router;
import forum.site.Site;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// A page that asks much of the processor: a Julia set, calculated anew for each visitor.
public final class Art {
    private static final int SIZE_MAX = 1_024;
    private static final int STEPS_MAX = 250;
    private static final double BAILOUT = 16;
    private static final double OUTSIDE = 1.03;
    private static final double SPAN = 2.8;
    private static final int TURN_FIRST = 104;

    private final Site site;

    public Art(Site site) {
        this.site = site;
    }

    public void addTo(Router router) {
        router.get("/art", this::page).get("/art.png", Art::picture);
    }

    private Response page(Request request) throws SQLException {
        int turn = request.query().number("turn", TURN_FIRST, 0, 359);
        Html content =
                Html.of(
                        """
                        <section class="art"><h1>Pattern of the day</h1>
                        <img src="/art.png?turn={}&amp;size=640" width="640" height="640" alt="A Julia set">
                        <p><a class="button plain" href="/art?turn={}">Turn it a little</a></p></section>
                        """,
                        turn,
                        (turn + 7) % 360);
        return site.page(request, site.visitor(request), "Art", content);
    }

    private static Response picture(Request request) throws IOException {
        int turn = request.query().number("turn", TURN_FIRST, 0, 359);
        int size = request.query().number("size", 320, 16, SIZE_MAX);
        return Response.bytes(200, "image/png", png(julia(turn, size), size))
                .header("Cache-Control", "no-store");
    }

    /// Rows of a filter byte and palette indices, as PNG wants them. The turn walks just outside
    /// the edge of the Mandelbrot set's heart, where every Julia set is worth looking at.
    private static byte[] julia(int turn, int size) {
        double angle = Math.toRadians(turn);
        double cx = OUTSIDE * (Math.cos(angle) / 2 - Math.cos(2 * angle) / 4);
        double cy = OUTSIDE * (Math.sin(angle) / 2 - Math.sin(2 * angle) / 4);
        byte[] rows = new byte[size * (size + 1)];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                rows[y * (size + 1) + 1 + x] = (byte) shade(x, y, size, cx, cy);
            }
        }
        return rows;
    }

    /// The mean of four points within one dot, from 0 (escapes at once) to 255 (never).
    private static int shade(int x, int y, int size, double cx, double cy) {
        double sum = 0;
        for (int part = 0; part < 4; part++) {
            double re = SPAN * (x + (part & 1) * 0.5) / size - SPAN / 2;
            double im = SPAN * (y + (part >> 1) * 0.5) / size - SPAN / 2;
            sum += escape(re, im, cx, cy);
        }
        return (int) (255 * sum / 4);
    }

    /// How soon a point escapes, from 0 to 1.
    private static double escape(double startRe, double startIm, double cx, double cy) {
        double re = startRe;
        double im = startIm;
        for (int step = 0; step < STEPS_MAX; step++) {
            double squared = re * re + im * im;
            if (squared > BAILOUT) {
                double smooth = step + 1 - Math.log(Math.log(squared) / 2) / Math.log(2);
                return Math.min(1, Math.sqrt(Math.max(0, smooth) / STEPS_MAX) * 1.6);
            }
            double next = re * re - im * im + cx;
            im = 2 * re * im + cy;
            re = next;
        }
        return 1;
    }

    private static byte[] png(byte[] rows, int size) throws IOException {
        var bytes = new ByteArrayOutputStream(rows.length / 2);
        var out = new DataOutputStream(bytes);
        out.writeLong(0x89504E470D0A1A0AL);
        var header = new ByteArrayOutputStream(13);
        var fields = new DataOutputStream(header);
        fields.writeInt(size);
        fields.writeInt(size);
        fields.write(new byte[] {8, 3, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        chunk(out, "PLTE", palette());
        chunk(out, "IDAT", deflated(rows));
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    /// From cream over copper to a dark brown: the colours of the site.
    private static byte[] palette() {
        byte[] colours = new byte[3 * 256];
        for (int i = 0; i < 256; i++) {
            double part = i / 255.0;
            colours[3 * i] = (byte) (250 - 214 * part * part);
            colours[3 * i + 1] = (byte) (240 - 209 * Math.pow(part, 0.8));
            colours[3 * i + 2] = (byte) (225 - 199 * Math.pow(part, 0.55));
        }
        return colours;
    }

    private static byte[] deflated(byte[] rows) throws IOException {
        var bytes = new ByteArrayOutputStream(rows.length / 2);
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try (var out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(rows);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] content)
            throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) checksum.getValue());
    }
}
