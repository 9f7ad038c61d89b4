/// From what people want (the manifest) and what was decided once and for life (ports, names of
/// databases) to what every station is to do (the image). The planning itself is a pure function;
/// [tenfold.control.plan.Ledger] makes and records the decisions it lacks.
@NullMarked
package tenfold.control.plan;

import org.jspecify.annotations.NullMarked;
