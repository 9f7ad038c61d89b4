package tenfold.control.grow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.control.advise.Evidence;

/// One step that could be taken now.
///
/// @param due whether the evidence says that it is time
/// @param why the evidence, or what is missing of it
/// @param evidence the numbers behind it; empty when it is not due
/// @param blockedBy what speaks against it now; null when nothing does
public record Offer(
        String step,
        String title,
        boolean due,
        String why,
        List<Evidence> evidence,
        String effect,
        String cost,
        String command,
        String undo,
        @Nullable String blockedBy,
        List<Guard> guards) {}
