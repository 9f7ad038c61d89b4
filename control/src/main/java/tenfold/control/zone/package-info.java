/// Zones of the web tier that are taken out and in: what runs in a zone is replaced by substitutes
/// in the others, drained, and stopped; and the other way round.
///
/// A [ZoneAway] is what one line of the journal holds, [ZoneRules] says what follows from reports
/// (pure), [Zones] is what control calls.
@NullMarked
package tenfold.control.zone;

import org.jspecify.annotations.NullMarked;
