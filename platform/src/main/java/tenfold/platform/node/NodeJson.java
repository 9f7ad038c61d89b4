package tenfold.platform.node;

import java.nio.file.Path;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.deser.std.FromStringDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/// How images and reports look in JSON: records by their component names, strict when read.
final class NodeJson {
    static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(Path.class, new ToStringSerializer(Path.class))
                                    .addDeserializer(Path.class, new PathFromText()))
                    .build();

    private NodeJson() {}

    /// A path is its text, as in control's images.
    private static final class PathFromText extends FromStringDeserializer<Path> {
        PathFromText() {
            super(Path.class);
        }

        @Override
        protected Path _deserialize(String text, DeserializationContext context) {
            return Path.of(text);
        }
    }
}
