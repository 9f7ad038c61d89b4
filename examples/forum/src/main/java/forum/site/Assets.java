package forum.site;

import forum.http.Problem;
import forum.http.Request;
import forum.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/// Style, script and picture files. Their addresses carry a checksum, so a browser may keep them
/// for ever.
public final class Assets {
    private record Asset(byte[] bytes, String type, String version) {}

    private static final Map<String, String> TYPES =
            Map.of(
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");

    private final Map<String, Asset> assets = new HashMap<>();

    public Assets() {
        List.of("site.css", "live.js", "mark.svg").forEach(name -> assets.put(name, load(name)));
    }

    String address(String name) {
        return "/assets/" + name + "?v=" + assets.get(name).version();
    }

    public Response serve(Request request) {
        Asset asset = assets.get(request.variable("name"));
        if (asset == null) {
            throw Problem.notFound("such file");
        }
        String tag = "\"" + asset.version() + "\"";
        Response response =
                request.header("If-None-Match").filter(tag::equals).isPresent()
                        ? Response.notModified()
                        : Response.bytes(200, asset.type(), asset.bytes());
        boolean versioned = request.query().text("v").equals(asset.version());
        return response.header("ETag", tag)
                .header(
                        "Cache-Control",
                        versioned ? "public, max-age=31536000, immutable" : "public, max-age=60");
    }

    private static Asset load(String name) {
        try (InputStream in = Assets.class.getResourceAsStream("/assets/" + name)) {
            if (in == null) {
                throw new IllegalStateException("/assets/" + name + " is missing from the jar");
            }
            byte[] bytes = in.readAllBytes();
            var checksum = new CRC32C();
            checksum.update(bytes);
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            return new Asset(bytes, type, Long.toHexString(checksum.getValue()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
