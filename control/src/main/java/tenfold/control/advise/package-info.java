/// Names the next architectural step from live evidence, or says why none is needed.
///
/// **In**: the node's reports, once a second ([SignalBook]). **Out**: [Finding]s, the most urgent
/// first ([Rules]). Everything but the book is pure. The marks stand in [Marks] with their sources;
/// `docs/decisions/advice.md` says how they were chosen, and `bench/run advice` checks the advice
/// against situations made for real.
@NullMarked
package tenfold.control.advise;

import org.jspecify.annotations.NullMarked;
