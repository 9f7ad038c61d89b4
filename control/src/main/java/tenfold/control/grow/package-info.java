/// Growth as an operation: what each step of the ladder would do now, whether anything speaks
/// against it, and the evidence for it; then the steps themselves, recorded and carried out.
///
/// [tenfold.control.grow.Growth] is the whole. It turns what a person asks for into a
/// [tenfold.control.move.Move], records each of its decisions before it is published, and feeds it
/// with the node's reports. Called under control's one lock.
@NullMarked
package tenfold.control.grow;

import org.jspecify.annotations.NullMarked;
