package tenfold.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tenfold.base.Check;

/// Reads an application's own pages to learn its URLs: breadth first from a start page, so that the
/// first are those that users meet first. Plain `http` only.
public final class Crawl {
    private static final int PAGE_BYTES_MAX = 1 << 20;
    private static final int FETCHES_PER_URL_MAX = 2;
    private static final Duration PAGE_MAX = Duration.ofSeconds(5);

    private Crawl() {}

    private record Page(boolean good, String html) {}

    /// At most `urlsMax` URLs that answered well, the start page first. Ends early, with what it
    /// has, after `patience`. Throws [IOException] when the start page itself does not answer well.
    public static List<URI> from(URI start, int urlsMax, Duration patience) throws IOException {
        Check.that(urlsMax >= 1, "urlsMax %d is below 1", urlsMax);
        Check.that("http".equals(start.getScheme()), "%s is not plain http", start);
        long deadline = System.nanoTime() + patience.toNanos();
        Deque<URI> open = new ArrayDeque<>(List.of(start));
        Set<URI> seen = new HashSet<>(open);
        List<URI> good = new ArrayList<>();
        int fetched = 0;
        while (!open.isEmpty()
                && good.size() < urlsMax
                && fetched < urlsMax * FETCHES_PER_URL_MAX
                && (fetched == 0 || System.nanoTime() < deadline)) {
            URI url = open.remove();
            Page page = fetch(url);
            fetched++;
            if (fetched == 1 && !page.good()) {
                throw new IOException("the start page " + start + " does not answer with 200");
            }
            if (page.good()) {
                good.add(url);
                Links.of(url, page.html()).stream().filter(seen::add).forEach(open::add);
            }
        }
        return good;
    }

    /// A page that cannot be read is only left out, unless it is the start page.
    private static Page fetch(URI url) {
        try {
            var connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout((int) PAGE_MAX.toMillis());
            connection.setReadTimeout((int) PAGE_MAX.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("User-Agent", "tenfold-load");
            connection.setRequestProperty("Accept", "text/html, */*");
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                return new Page(false, "");
            }
            String type = String.valueOf(connection.getContentType()).toLowerCase(Locale.ROOT);
            try (InputStream body = connection.getInputStream()) {
                byte[] bytes = body.readNBytes(PAGE_BYTES_MAX);
                boolean html = type.startsWith("text/html");
                return new Page(true, html ? new String(bytes, StandardCharsets.UTF_8) : "");
            }
        } catch (IOException _) {
            return new Page(false, "");
        }
    }
}
