package tenfold.control.grow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step that could be taken now.
///
/// @param due whether the evidence says that it is time
/// @param why the evidence, or what is missing of it
/// @param blockedBy what speaks against it now; null when nothing does
public record Offer(
        String step,
        String title,
        boolean due,
        String why,
        String effect,
        String cost,
        String command,
        String undo,
        @Nullable String blockedBy,
        List<Guard> guards) {}
