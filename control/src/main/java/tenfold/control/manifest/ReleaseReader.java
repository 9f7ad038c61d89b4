package tenfold.control.manifest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import tenfold.model.manifest.ReleaseManifest;

/// Reads the block `release`.
final class ReleaseReader {
    private static final Duration MIGRATE_MAX = Duration.ofHours(6);
    private static final Duration STEP_MAX = Duration.ofHours(1);
    private static final Duration KEEP_MAX = Duration.ofDays(7);
    private static final int STEPS_MAX = 10;

    private ReleaseReader() {}

    static ReleaseManifest read(Block block, Findings findings) {
        ReleaseManifest standard = ReleaseManifest.DEFAULT;
        String migrate = block.has(ReleaseKey.MIGRATE) ? block.text(ReleaseKey.MIGRATE) : null;
        if (migrate != null && migrate.isBlank()) {
            block.bad(ReleaseKey.MIGRATE, "`migrate` is empty");
        }
        return new ReleaseManifest(
                migrate,
                or(
                        block.duration(ReleaseKey.MIGRATE_TIMEOUT, MIGRATE_MAX),
                        standard.migrateTimeout()),
                block.node(ReleaseKey.STEPS) == null ? standard.shares() : shares(block, findings),
                or(block.duration(ReleaseKey.STEP, STEP_MAX), standard.step()),
                or(block.duration(ReleaseKey.KEEP, KEEP_MAX), standard.keep()));
    }

    private static List<Integer> shares(Block block, Findings findings) {
        var shares = new ArrayList<Integer>();
        int before = 0;
        for (Node item : block.list(ReleaseKey.STEPS)) {
            String text = Block.text(item, "steps", findings);
            int share = text != null && text.matches("[0-9]{1,2}") ? Integer.parseInt(text) : 0;
            if (share <= before) {
                block.bad(
                        ReleaseKey.STEPS,
                        "`steps` has '%s'; wanted rising whole numbers within 1 to 99",
                        Block.cut(String.valueOf(text)));
                return List.of();
            }
            shares.add(share);
            before = share;
        }
        if (shares.size() > STEPS_MAX) {
            block.bad(ReleaseKey.STEPS, "more than %d steps", STEPS_MAX);
        }
        return shares;
    }

    private static Duration or(@Nullable Duration wanted, Duration standard) {
        return wanted == null ? standard : wanted;
    }
}
