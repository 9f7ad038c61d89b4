package tenfold.edge.target;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The groups among which a route's requests are divided, and the choice among them: by weight, and
/// when the chosen one has nobody for the request, any other that has a part.
public final class Split {
    /// A group and its part.
    public record Part(UpstreamGroup group, int weight) {}

    private final Part[] parts;
    private final int sum;

    /// Parts of no weight get no requests.
    public Split(List<Part> parts) {
        this.parts = parts.stream().filter(part -> part.weight() > 0).toArray(Part[]::new);
        this.sum = parts.stream().mapToInt(Part::weight).sum();
    }

    /// As [UpstreamGroup#choose].
    public @Nullable Upstream choose(long random, @Nullable Upstream except) {
        if (parts.length == 1) {
            return parts[0].group().choose(random, except);
        }
        int first = first(random);
        Upstream last = null;
        for (int i = 0; i < parts.length; i++) {
            Upstream chosen = parts[(first + i) % parts.length].group().choose(random, except);
            if (chosen != null && chosen != except) {
                return chosen;
            }
            last = chosen == null ? last : chosen;
        }
        return last;
    }

    /// From other bits of the number than those that choose within a group.
    private int first(long random) {
        int at = (int) Long.remainderUnsigned((random * 0x9E37_79B9_7F4A_7C15L) >>> 16, sum);
        int index = 0;
        while (at >= parts[index].weight()) {
            at -= parts[index].weight();
            index++;
        }
        return index;
    }
}
