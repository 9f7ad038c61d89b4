/// The rules of a move: one step of growth of the SQL tier as a state machine. Pure: time and
/// reports come in, decisions to record go out.
///
/// A [tenfold.control.move.Move] is a list of [tenfold.control.move.Leg]s. Each is carried out by
/// publishing another [tenfold.control.move.Tier] and waiting until the node's reports say that it
/// has come true; the way back is made of legs, too, so that failing, being interrupted and being
/// undone are one mechanism. What was decided stands in the journal before it is published: after a
/// crash the same move goes on at the same leg.
@NullMarked
package tenfold.control.move;

import org.jspecify.annotations.NullMarked;
