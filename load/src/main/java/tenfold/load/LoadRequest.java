package tenfold.load;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// What every request looks like apart from its URL. A `Content-Length` is added when there is a
/// body; header names are compared without case.
public record LoadRequest(String method, Map<String, String> headers, @Nullable String body) {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]{0,8000}");

    /// Stands below the patterns, which its constructor needs.
    public static final LoadRequest GET = new LoadRequest("GET", Map.of(), null);

    public LoadRequest {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        Check.that(TOKEN.matcher(method).matches(), "'%s' is not an HTTP method", method);
        Check.that(!method.equals("CONNECT"), "CONNECT opens a tunnel and cannot be measured");
        headers.forEach((name, value) -> {
            Check.that(TOKEN.matcher(name).matches(), "'%s' is not a header name", name);
            Check.that(VALUE.matcher(value).matches(), "header %s has a bad value", name);
        });
    }

    /// The bytes of the request for one URL.
    byte[] encode(URI url) {
        byte[] content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("host", url.getRawAuthority());
        all.put("user-agent", "tenfold-load");
        all.put("accept", "*/*");
        headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
        if (body != null) {
            all.put("content-length", Integer.toString(content.length));
        }
        var head =
                new StringBuilder(method).append(' ').append(target(url)).append(" HTTP/1.1\r\n");
        all.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = new byte[start.length + content.length];
        System.arraycopy(start, 0, bytes, 0, start.length);
        System.arraycopy(content, 0, bytes, start.length, content.length);
        return bytes;
    }

    private static String target(URI url) {
        URI ascii = URI.create(url.toASCIIString());
        String path = ascii.getRawPath();
        String query = ascii.getRawQuery();
        return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }
}
