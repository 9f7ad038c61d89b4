/// Counters and latency histograms that cost a hot path nanoseconds.
@NullMarked
package tenfold.base.metric;

import org.jspecify.annotations.NullMarked;
