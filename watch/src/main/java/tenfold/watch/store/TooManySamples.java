package tenfold.watch.store;

/// A selection holds more samples than one query may.
public final class TooManySamples extends Exception {
    private static final long serialVersionUID = 1;

    TooManySamples(int max) {
        super("the query would hold more than " + max + " samples; narrow it");
    }
}
