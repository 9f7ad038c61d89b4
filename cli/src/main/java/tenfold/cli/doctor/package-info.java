/// Examines the machine for what an application needs.
@NullMarked
package tenfold.cli.doctor;

import org.jspecify.annotations.NullMarked;
