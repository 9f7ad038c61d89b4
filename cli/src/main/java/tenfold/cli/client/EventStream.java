package tenfold.cli.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads server-sent events: blocks of `event:` and `data:` lines, ended by an empty one.
public final class EventStream implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final BufferedReader reader;

    public EventStream(InputStream in) {
        this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /// One event; `data` is what its lines say together.
    public record Event(String name, JsonNode data) {}

    /// The next event, or empty when control has ended the stream.
    public Optional<Event> next() throws IOException {
        String name = "message";
        var data = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("event:")) {
                name = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:")) {
                data.append(line, "data:".length(), line.length()).append('\n');
            } else if (line.isEmpty() && !data.isEmpty()) {
                return Optional.of(new Event(name, parse(data.toString())));
            }
        }
        return Optional.empty();
    }

    private static JsonNode parse(String data) throws IOException {
        try {
            return JSON.readTree(data);
        } catch (JacksonException e) {
            throw new IOException("an event is not JSON", e);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
