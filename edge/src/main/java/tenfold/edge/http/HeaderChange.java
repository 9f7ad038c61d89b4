package tenfold.edge.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tenfold.model.HeaderRewrite;

/// A [HeaderRewrite] made ready to be done to heads.
public final class HeaderChange {
    private record Line(String name, String value) {}

    private final List<byte[]> removed = new ArrayList<>();
    private final List<Line> added = new ArrayList<>();

    public HeaderChange(HeaderRewrite rewrite) {
        rewrite.remove().forEach(name -> removed.add(lower(name)));
        rewrite.set()
                .forEach((name, value) -> {
                    removed.add(lower(name));
                    added.add(new Line(name, value));
                });
        rewrite.add().forEach((name, value) -> added.add(new Line(name, value)));
    }

    /// Changes a head that is whole.
    public void apply(Head head) {
        for (byte[] name : removed) {
            head.drop(name);
        }
        for (Line line : added) {
            head.append(line.name(), line.value());
        }
    }

    private static byte[] lower(String name) {
        return Ascii.bytes(name.toLowerCase(Locale.ROOT));
    }
}
