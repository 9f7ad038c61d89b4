/// Keeps samples: the newest hour in memory, older ones in block files of three resolutions.
///
/// **In:** batches of readings, one a source and second. **Out:** the samples of selected series
/// between two moments. [MetricStore] is the whole; [Chunk] is how samples are coded, [BlockFile]
/// how chunks lie on disk, [Tier] how long each resolution is kept, [Downsampling] what becomes of
/// a sample when it ages.
///
/// **Crash safety:** each batch is in the write-ahead log before the next one (written, not
/// fsynced: a killed process loses nothing, a power cut at most two minutes). A block is fsynced
/// and renamed into place before the log is emptied; a torn end of the log is cut.
///
/// **Limits:** [StoreLimits].
@NullMarked
package tenfold.watch.store;

import org.jspecify.annotations.NullMarked;
