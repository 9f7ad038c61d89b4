package tenfold.cli;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The shape of every `--json` output: `{"schema": 1, ..., "next_steps": [{"command", "why"}]}`.
final class Json {
    static final int SCHEMA = 1;

    private Json() {}

    static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    static ObjectNode envelope() {
        return object().put("schema", SCHEMA);
    }

    static ArrayNode array() {
        return JsonMapper.shared().createArrayNode();
    }

    /// Completes the envelope with commands and why one would run them, and prints it.
    static void print(Shell shell, ObjectNode envelope, Map<String, String> nextSteps) {
        ArrayNode steps = envelope.putArray("next_steps");
        nextSteps.forEach(
                (command, why) -> steps.addObject().put("command", command).put("why", why));
        shell.out()
                .println(
                        JsonMapper.shared()
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(envelope));
    }

    static void printFailure(Shell shell, CommandFailed failure) {
        ObjectNode envelope = envelope();
        ObjectNode error = envelope.putObject("error");
        if (!failure.code().isEmpty()) {
            error.put("code", failure.code());
        }
        error.put("message", failure.getMessage()).put("next", failure.next());
        print(shell, envelope, Map.of());
    }
}
