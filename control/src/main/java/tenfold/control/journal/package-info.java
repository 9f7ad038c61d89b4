/// The append-only file in which every decision stands before it has an effect.
///
/// A file is a header line and records: length, CRC32C, sequence number, payload. Each append is
/// fsynced, so a crash can tear only the last record, and a torn one was never acted upon: it is
/// cut at the next start. Damage that intact records follow is refused. A snapshot replaces the
/// records when they have become many; records it already holds are skipped by their sequence
/// number, so that a crash between snapshot and new file changes nothing.
@NullMarked
package tenfold.control.journal;

import org.jspecify.annotations.NullMarked;
