package tenfold.model;

import java.util.List;
import tenfold.base.Check;

/// How large the edge's cache may be, and what it is to forget.
///
/// `memoryMib` is what stored answers take outside the heap, 0 for what the edge was opened with;
/// `diskMib` is what their files may take, 0 for none. `purges` are the newest wishes, by rising
/// number.
public record CacheTier(int memoryMib, int diskMib, List<PurgeWish> purges) {
    /// How many wishes an image carries; an edge that was away for longer forgets everything.
    public static final int PURGES_MAX = 64;

    /// What the edge was opened with.
    public static final CacheTier AS_OPENED = new CacheTier(0, 0, List.of());

    public static final CacheTier DEFAULT = new CacheTier(64, 0, List.of());

    public CacheTier {
        purges = List.copyOf(purges);
        Check.that(memoryMib >= 0, "memoryMib %d is negative", memoryMib);
        Check.that(diskMib >= 0, "diskMib %d is negative", diskMib);
        Check.that(purges.size() <= PURGES_MAX, "%d purges", purges.size());
        for (int i = 1; i < purges.size(); i++) {
            Check.that(
                    purges.get(i).number() == purges.get(i - 1).number() + 1,
                    "purge %d follows %d",
                    purges.get(i).number(),
                    purges.get(i - 1).number());
        }
    }

    public CacheTier purging(List<PurgeWish> wishes) {
        return new CacheTier(memoryMib, diskMib, wishes);
    }
}
