package tenfold.sql.gateway;

import java.util.ArrayList;
import java.util.List;

/// One loop's part of the budget of one server, and what it has open there.
final class Share {
    private final Loop loop;
    private final Budget budget;
    private final List<Stock> stocks = new ArrayList<>();
    private int open;

    Share(Loop loop, Budget budget) {
        this.loop = loop;
        this.budget = budget;
    }

    void add(Stock stock) {
        stocks.add(stock);
    }

    void remove(Stock stock) {
        stocks.remove(stock);
    }

    boolean isUnused() {
        return open == 0 && stocks.isEmpty();
    }

    int open() {
        return open;
    }

    /// Takes a slot for `wanting`; when there is none, a slot that lies idle elsewhere on this loop
    /// is given up for later.
    boolean mayOpen(Stock wanting) {
        if (budget.tryTake()) {
            open++;
            return true;
        }
        for (Stock other : stocks) {
            if (other != wanting && other.closeOneIdle()) {
                return false;
            }
        }
        return false;
    }

    void closedOne() {
        open--;
        budget.giveBack();
        loop.shared().slotFreed(loop);
    }

    /// Whether a connection that is free now should be closed, so that another loop can open one.
    boolean mustGiveUpOne(boolean wanted) {
        if (budget.isOver()) {
            return true;
        }
        return budget.othersStarve(loop.index()) && (!wanted || budget.isAboveShare(open));
    }

    void tick(boolean starving) {
        budget.starves(loop.index(), starving && open < budget.share());
        if (budget.othersStarve(loop.index()) && budget.isAboveShare(open)) {
            var _ = stocks.stream().anyMatch(Stock::closeOneIdle);
        }
    }

    /// Whether a client has waited for one of these connections for longer than `nanos`.
    boolean waitsLongerThan(long nanos, long now) {
        return stocks.stream().anyMatch(stock -> stock.waitsLongerThan(nanos, now));
    }
}
