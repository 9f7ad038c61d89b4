package tenfold.watch.query;

import tenfold.watch.store.Labels;

/// One series at one moment.
record Point(Labels labels, double value) {}
