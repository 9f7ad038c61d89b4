/// Turns what others say into readings: the node's reports ([ReportReadings]) under the names of
/// [PlatformMetric], and the text that Prometheus clients show ([ExpositionReader]); and writes
/// that text ([ExpositionWriter]).
@NullMarked
package tenfold.watch.collect;

import org.jspecify.annotations.NullMarked;
