package tenfold.control.manifest;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;
import tenfold.model.Zone;
import tenfold.model.manifest.Manifest;

/// Reads the list `zones`.
final class ZoneReader {
    private ZoneReader() {}

    static List<Zone> read(Block root, Findings findings) {
        if (!root.has(Key.ZONES)) {
            return List.of(Zone.FIRST);
        }
        var zones = new ArrayList<Zone>();
        for (Node item : root.list(Key.ZONES)) {
            String name = Block.text(item, "zones", findings);
            if (name == null || !Names.isName(name)) {
                root.bad(
                        Key.ZONES,
                        "`zones` has '%s', which is not %s",
                        String.valueOf(name),
                        Names.RULE);
            } else if (zones.contains(new Zone(name))) {
                root.bad(Key.ZONES, "`zones` has '%s' twice", name);
            } else {
                zones.add(new Zone(name));
            }
        }
        if (zones.size() > Manifest.ZONES_MAX) {
            root.bad(Key.ZONES, "more than %d zones", Manifest.ZONES_MAX);
        }
        return zones.isEmpty() ? List.of(Zone.FIRST) : zones;
    }
}
