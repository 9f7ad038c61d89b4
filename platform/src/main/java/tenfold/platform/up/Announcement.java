package tenfold.platform.up;

import java.net.URI;
import java.nio.file.Path;
import tools.jackson.databind.node.JsonNodeFactory;

/// The five lines that `up` prints when the application serves.
record Announcement(URI url, URI console, Path data, String stage, String next) {
    /// The first line needs nothing but the application itself.
    static String firstLine(URI url) {
        return "Application  " + url;
    }

    /// The lines that control has to know.
    String otherLines() {
        return """
        Console      %s
        Data         %s
        Stage        %s
        Next         %s\
        """
                .formatted(console, data, stage, next);
    }

    String json() {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("schema", 1);
        node.put("application", url.toString());
        node.put("console", console.toString());
        node.put("data", data.toString());
        node.put("stage", stage);
        node.put("next", next);
        node.putArray("next_steps").add("tenfold status").add("tenfold down");
        return node.toString();
    }
}
