/// The stable codes of everything that control tells an operator is wrong, with the text of each
/// code's page in `docs/operate/errors`.
@NullMarked
package tenfold.control.problem;

import org.jspecify.annotations.NullMarked;
