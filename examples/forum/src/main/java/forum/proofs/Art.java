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
    private static final int STEPS_MAX = 200;
    private static final double BAILOUT = 16;

    private final Site site;

    public Art(Site site) {
        this.site = site;
    }

    public void addTo(Router router) {
        router.get("/art", this::page).get("/art.png", Art::picture);
    }

    private Response page(Request request) throws SQLException {
        int turn = request.query().number("turn", 40, 0, 359);
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
        int turn = request.query().number("turn", 40, 0, 359);
        int size = request.query().number("size", 320, 16, SIZE_MAX);
        return Response.bytes(200, "image/png", png(julia(turn, size), size))
                .header("Cache-Control", "no-store");
    }

    /// Rows of filter byte and grey values, as PNG wants them.
    private static byte[] julia(int turn, int size) {
        double angle = Math.toRadians(turn);
        double cx = 0.7885 * Math.cos(angle);
        double cy = 0.7885 * Math.sin(angle);
        byte[] rows = new byte[size * (size + 1)];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double re = 3.0 * x / size - 1.5;
                double im = 3.0 * y / size - 1.5;
                rows[y * (size + 1) + 1 + x] = (byte) (255 - 255 * escape(re, im, cx, cy));
            }
        }
        return rows;
    }

    /// How soon a point escapes, from 0 to 1.
    private static double escape(double startRe, double startIm, double cx, double cy) {
        double re = startRe;
        double im = startIm;
        for (int step = 0; step < STEPS_MAX; step++) {
            double squared = re * re + im * im;
            if (squared > BAILOUT) {
                double smooth = step + 1 - Math.log(Math.log(squared) / 2) / Math.log(2);
                return Math.min(1, Math.sqrt(Math.max(0, smooth) / STEPS_MAX) * 2);
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
        fields.write(new byte[] {8, 0, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        chunk(out, "IDAT", deflated(rows));
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
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
