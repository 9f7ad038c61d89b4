/// The whole station under faults, judged by the histories of its clients. [SoakTest] is the entry.
@NullMarked
package tenfold.sql.soak;

import org.jspecify.annotations.NullMarked;
