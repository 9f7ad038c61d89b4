package tenfold.watch.query;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import tenfold.watch.store.Column;
import tenfold.watch.store.MetricStore;
import tenfold.watch.store.Samples;
import tenfold.watch.store.Selection;
import tenfold.watch.store.Tier;
import tenfold.watch.store.TooManySamples;

/// Fetches the samples of all selectors of a query before it is answered.
final class Loader {
    /// How old the newest sample may be for a series to be there, as in Prometheus.
    static final long LOOKBACK = 5 * 60_000;

    /// The series of one selector, and how long each counts as there.
    record Loaded(List<Samples> series, long lookback) {
        Loaded {
            series = List.copyOf(series);
        }
    }

    private final MetricStore store;
    private final long from;
    private final long to;
    private final long step;
    private final IdentityHashMap<Expression.Selector, Loaded> loaded = new IdentityHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    /// For moments from `from` to `to`, `step` milliseconds apart.
    Loader(MetricStore store, long from, long to, long step) {
        this.store = store;
        this.from = from;
        this.to = to;
        this.step = step;
    }

    List<String> warnings() {
        return warnings;
    }

    Loaded of(Expression.Selector selector) {
        Loaded found = loaded.get(selector);
        if (found == null) {
            throw new IllegalStateException("a selector was not loaded");
        }
        return found;
    }

    /// Fetches for every selector below `expression`.
    void load(Expression expression, Column column) throws BadQuery {
        switch (expression) {
            case Expression.Literal _, Expression.Text _ -> {}
            case Expression.Selector selector -> fetch(selector, column);
            case Expression.Negation negation -> load(negation.of(), column);
            case Expression.Call call -> {
                for (Expression argument : call.arguments()) {
                    load(argument, call.function().column());
                }
            }
            case Expression.Aggregation aggregation -> {
                load(aggregation.parameter(), column);
                load(aggregation.of(), column);
            }
            case Expression.Binary binary -> {
                load(binary.left(), column);
                load(binary.right(), column);
            }
        }
    }

    private void fetch(Expression.Selector selector, Column column) throws BadQuery {
        Tier tier = store.finestSince(from - selector.offset() - back(selector, Tier.SECONDS));
        while (true) {
            long back = back(selector, tier);
            try {
                var selection =
                        new Selection(
                                selector::wants,
                                from - selector.offset() - back,
                                to - selector.offset(),
                                tier,
                                column);
                loaded.put(selector, new Loaded(store.select(selection), back));
                warnAboutNarrow(selector, tier);
                return;
            } catch (TooManySamples e) {
                Tier coarser = tier == Tier.SECONDS ? Tier.QUARTERS : Tier.FIVES;
                long apart = coarser.resolution().toMillis();
                boolean fits =
                        coarser != tier
                                && step >= apart
                                && (selector.range() == 0 || selector.range() >= 2 * apart);
                if (!fits) {
                    throw new BadQuery(selector.column(), String.valueOf(e.getMessage()));
                }
                tier = coarser;
            } catch (BoundedText.Exhausted e) {
                throw new BadQuery(selector.column(), String.valueOf(e.getMessage()));
            }
        }
    }

    private static long back(Expression.Selector selector, Tier tier) {
        return selector.range() > 0
                ? selector.range()
                : Math.max(LOOKBACK, 2 * tier.resolution().toMillis());
    }

    private void warnAboutNarrow(Expression.Selector selector, Tier tier) {
        long apart = tier.resolution().toMillis();
        if (tier != Tier.SECONDS && selector.range() > 0 && selector.range() < 2 * apart) {
            warnings.add(
                    "column %d: samples of that age are %d s apart; a window below %d s has too few"
                            .formatted(selector.column(), apart / 1000, 2 * apart / 1000));
        }
    }
}
