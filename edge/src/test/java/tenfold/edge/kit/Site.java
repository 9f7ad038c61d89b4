package tenfold.edge.kit;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// An application whose pages can be set while it runs, and which remembers what it was asked.
public final class Site implements AutoCloseable {
    /// One request, as the application saw it.
    public record Seen(String method, String target, String head) {
        /// The value of a header, or "".
        public String header(String name) {
            String wanted = "\r\n" + name.toLowerCase(Locale.ROOT) + ": ";
            int at = head.toLowerCase(Locale.ROOT).indexOf(wanted);
            return at < 0 ? "" : head.substring(at + wanted.length(), head.indexOf("\r\n", at + 2));
        }
    }

    private final Map<String, Function<Seen, String>> pages = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Origin origin;

    public Site() throws IOException {
        origin =
                new Origin(wire -> {
                    while (true) {
                        serve(wire);
                    }
                });
    }

    /// Answers this path, whatever its query, with these header lines (`|` between them) and body.
    public Site page(String path, String lines, String body) {
        return page(path, _ -> answer(200, lines, body));
    }

    public Site page(String path, Function<Seen, String> answer) {
        pages.put(path, answer);
        return this;
    }

    /// A whole answer of known length.
    public static String answer(int status, String lines, String body) {
        String more = lines.isEmpty() ? "" : lines.replace("|", "\r\n") + "\r\n";
        String length = status == 304 ? "" : "Content-Length: " + body.length() + "\r\n";
        return "HTTP/1.1 " + status + " Fine\r\n" + more + length + "\r\n" + body;
    }

    public Origin origin() {
        return origin;
    }

    public List<Seen> seen() {
        return seen;
    }

    /// How often it was asked for this path.
    public long asked(String path) {
        return seen.stream().filter(each -> path(each.target()).equals(path)).count();
    }

    /// Forgets its pages and what it has seen.
    public void clear() {
        pages.clear();
        seen.clear();
    }

    @Override
    public void close() throws IOException {
        origin.close();
    }

    private void serve(Wire wire) throws IOException {
        String message = wire.message();
        String[] line = message.split(" ", 3);
        var request = new Seen(line[0], line[1], message);
        seen.add(request);
        Function<Seen, String> page = pages.get(path(line[1]));
        String answer = page == null ? answer(404, "", "none") : page.apply(request);
        wire.send(
                line[0].equals("HEAD")
                        ? answer.substring(0, answer.indexOf("\r\n\r\n") + 4)
                        : answer);
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
