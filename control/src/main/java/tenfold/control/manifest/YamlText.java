package tenfold.control.manifest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import tenfold.control.problem.ProblemCode;
import tenfold.model.manifest.Problem;

/// Turns the bytes of a manifest into nodes with places. The events are counted first, because
/// building nodes recurses: depth and aliases must be within their limits by then.
final class YamlText {
    static final int BYTES_MAX = 64 * 1024;
    static final int DEPTH_MAX = 16;
    static final int ALIASES_MAX = 50;

    private static final LoadSettings SETTINGS =
            LoadSettings.builder()
                    .setLabel("tenfold.yaml")
                    .setCodePointLimit(BYTES_MAX)
                    .setMaxAliasesForCollections(ALIASES_MAX)
                    .build();

    private YamlText() {}

    /// The root node; empty for a file that says nothing, and after a problem.
    static Optional<Node> compose(byte[] bytes, Findings findings) {
        if (bytes.length > BYTES_MAX) {
            findings.add(
                    ProblemCode.MANIFEST_LIMIT.problem(
                            "the manifest has %d bytes, more than %d", bytes.length, BYTES_MAX));
            return Optional.empty();
        }
        String text = decode(bytes, findings);
        if (text == null) {
            return Optional.empty();
        }
        try {
            if (!withinLimits(text, findings)) {
                return Optional.empty();
            }
            return new Compose(SETTINGS).composeString(text);
        } catch (MarkedYamlEngineException e) {
            findings.add(syntax(e.getProblem(), e.getProblemMark()));
        } catch (YamlEngineException e) {
            findings.add(syntax(String.valueOf(e.getMessage()), Optional.empty()));
        }
        return Optional.empty();
    }

    private static @Nullable String decode(byte[] bytes, Findings findings) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException _) {
            findings.add(syntax("the file is not UTF-8 text", Optional.empty()));
            return null;
        }
    }

    private static boolean withinLimits(String text, Findings findings) {
        int depth = 0;
        int aliases = 0;
        for (Event event : new Parse(SETTINGS).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case Alias -> aliases++;
                case Comment, DocumentStart, DocumentEnd, Scalar, StreamStart, StreamEnd -> {}
            }
            if (depth > DEPTH_MAX || aliases > ALIASES_MAX) {
                findings.add(tooMuch(event, depth > DEPTH_MAX ? "16 levels" : "50 aliases"));
                return false;
            }
        }
        return true;
    }

    private static Problem tooMuch(Event event, String what) {
        return at(ProblemCode.MANIFEST_LIMIT, event.getStartMark(), "more than " + what);
    }

    private static Problem syntax(@Nullable String what, Optional<Mark> mark) {
        String message = what == null ? "not readable as YAML" : what.strip();
        return at(ProblemCode.YAML_SYNTAX, mark, message.lines().findFirst().orElse(message));
    }

    private static Problem at(ProblemCode code, Optional<Mark> mark, String message) {
        return new Problem(
                code.code(),
                mark.map(place -> place.getLine() + 1).orElse(0),
                mark.map(place -> place.getColumn() + 1).orElse(0),
                message,
                code.next());
    }
}
