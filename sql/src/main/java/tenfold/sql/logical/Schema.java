package tenfold.sql.logical;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Row;

/// What a database consists of beside its rows, as the statements that make it, in order.
record Schema(List<SchemaObject> objects) {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    Schema {
        objects = List.copyOf(objects);
    }

    /// Reads the catalogues. The names in it are written in full: the connection must have an empty
    /// search path.
    static Schema read(Connection database) throws IOException {
        List<SchemaObject> objects = new ArrayList<>();
        for (SchemaObject.Kind kind : SchemaObject.Kind.values()) {
            for (String query : SchemaQueries.of(kind)) {
                for (Row row : database.query(query, PATIENCE).rows()) {
                    objects.add(new SchemaObject(kind, row.text(0), row.text(1)));
                }
            }
        }
        return new Schema(objects);
    }

    List<SchemaObject> of(SchemaObject.Kind kind) {
        return objects.stream().filter(each -> each.kind() == kind).toList();
    }

    /// Changes with anything in it.
    String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            objects.forEach(each -> digest.update((each.sql() + "\n").getBytes(UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The first thing that is in one of both only; for the words of an error.
    String firstChange(Schema later) {
        for (SchemaObject each : later.objects) {
            if (!objects.contains(each)) {
                return each.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                        + " "
                        + each.name();
            }
        }
        return objects.stream()
                .filter(each -> !later.objects.contains(each))
                .findFirst()
                .map(each -> each.name() + " is gone")
                .orElse("nothing");
    }
}
