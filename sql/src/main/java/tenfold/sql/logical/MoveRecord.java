package tenfold.sql.logical;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import tenfold.base.file.DurableFile;

/// What a move keeps of itself in a durable file.
///
/// @param number of the move; another number is another move
/// @param sourceSchema digest of the schema that was copied; empty before
/// @param targetSchema digest of the target's at the switch; empty before
/// @param reason why it failed; empty when it did not
record MoveRecord(
        long number, MoveStage stage, String sourceSchema, String targetSchema, String reason) {
    static MoveRecord begin(long number) {
        return new MoveRecord(number, MoveStage.NEW, "", "", "");
    }

    MoveRecord at(MoveStage next) {
        return new MoveRecord(number, next, sourceSchema, targetSchema, reason);
    }

    MoveRecord withSourceSchema(String digest) {
        return new MoveRecord(number, stage, digest, targetSchema, reason);
    }

    MoveRecord withTargetSchema(String digest) {
        return new MoveRecord(number, stage, sourceSchema, digest, reason);
    }

    MoveRecord because(String why) {
        return new MoveRecord(number, stage, sourceSchema, targetSchema, why);
    }

    static Optional<MoveRecord> read(Path file) throws IOException {
        Optional<byte[]> content = new DurableFile(file).read();
        if (content.isEmpty()) {
            return Optional.empty();
        }
        var values = new Properties();
        values.load(new StringReader(new String(content.get(), UTF_8)));
        return Optional.of(
                new MoveRecord(
                        Long.parseLong(values.getProperty("number")),
                        MoveStage.valueOf(values.getProperty("stage")),
                        values.getProperty("sourceSchema", ""),
                        values.getProperty("targetSchema", ""),
                        values.getProperty("reason", "")));
    }

    void write(Path file) throws IOException {
        var values = new Properties();
        values.setProperty("number", String.valueOf(number));
        values.setProperty("stage", stage.name());
        values.setProperty("sourceSchema", sourceSchema);
        values.setProperty("targetSchema", targetSchema);
        values.setProperty("reason", reason);
        var text = new StringWriter();
        values.store(text, null);
        Files.createDirectories(file.toAbsolutePath().getParent());
        new DurableFile(file).write(text.toString().getBytes(UTF_8));
    }
}
