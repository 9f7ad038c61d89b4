package tenfold.watch.store;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Takes up the samples of a selection, coarser ones as they are and finer ones downsampled.
final class Gathering {
    private final Selection wanted;
    private final BitSet counters;
    private final int samplesMax;
    private final TreeMap<Integer, Samples.Builder> builders = new TreeMap<>();
    private final Map<Integer, Downsampling> windows = new HashMap<>();
    private int samples;
    private boolean tooMany;

    Gathering(Selection wanted, BitSet counters, int samplesMax) {
        this.wanted = wanted;
        this.counters = counters;
        this.samplesMax = samplesMax;
    }

    /// Where samples of a tier go, which is the wanted one or a finer one.
    BlockShelf.Sink sink(Tier tier) {
        return tier == wanted.tier()
                ? this::add
                : (series, millis, value) -> window(series).sample(millis, value);
    }

    private Downsampling window(int series) {
        return windows.computeIfAbsent(
                series,
                _ ->
                        new Downsampling(
                                wanted.tier().resolutionMillis(),
                                counters.get(series) ? Kind.COUNTER : Kind.GAUGE,
                                wanted.column(),
                                (millis, value) -> add(series, millis, value)));
    }

    private void add(int series, long millis, double value) {
        if (samples >= samplesMax) {
            tooMany = true;
        } else if (builders.computeIfAbsent(series, _ -> new Samples.Builder())
                .add(millis, value)) {
            samples++;
        }
    }

    Map<Integer, Samples.Builder> finish() throws TooManySamples {
        windows.values().forEach(Downsampling::end);
        if (tooMany) {
            throw new TooManySamples(samplesMax);
        }
        return builders;
    }
}
