package tenfold.edge.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tenfold.base.file.DurableFile;
import tenfold.model.CacheTier;
import tenfold.model.PurgeReport;
import tenfold.model.PurgeWish;

/// Which wishes to forget answers were granted, so that each is granted once and none is missed.
///
/// The number of the newest is in the folder of the disk tier, too: answers that survive a restart
/// must not miss what was wished meanwhile. When so many were missed that the image does not name
/// them all, everything is forgotten.
final class Purges {
    /// Beside the folder, in which every file is an answer.
    private static final String ENDING = ".purged";

    private final @Nullable DurableFile file;
    private final ArrayDeque<PurgeReport> granted = new ArrayDeque<>();
    private long newest;

    /// `folder` null keeps nothing for the next start.
    Purges(@Nullable Path folder) {
        file =
                folder == null
                        ? null
                        : new DurableFile(folder.resolveSibling(folder.getFileName() + ENDING));
        newest = file == null ? 0 : read(file);
    }

    /// Grants what is new of `wishes`; `forget` does it and says how many answers it took.
    synchronized void grant(List<PurgeWish> wishes, ToIntFunction<PurgeWish> forget) {
        if (wishes.isEmpty() || wishes.getLast().number() <= newest) {
            return;
        }
        PurgeWish first = wishes.getFirst();
        if (first.number() > newest + 1) {
            var everything = new PurgeWish(first.number(), PurgeWish.Kind.ALL, "", false);
            var _ = forget.applyAsInt(everything);
        }
        for (PurgeWish wish : wishes) {
            if (wish.number() > newest) {
                granted.addLast(new PurgeReport(wish.number(), forget.applyAsInt(wish)));
                newest = wish.number();
            }
        }
        while (granted.size() > CacheTier.PURGES_MAX) {
            granted.removeFirst();
        }
        keep();
    }

    synchronized List<PurgeReport> granted() {
        return List.copyOf(granted);
    }

    /// What cannot be read was never granted: the wishes are granted once more.
    private static long read(DurableFile file) {
        try {
            byte[] number = file.read().orElse(new byte[] {'0'});
            return Long.parseLong(new String(number, StandardCharsets.US_ASCII));
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }

    private void keep() {
        if (file == null) {
            return;
        }
        try {
            file.write(Long.toString(newest).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException _) {
            // The next start grants them once more.
        }
    }
}
