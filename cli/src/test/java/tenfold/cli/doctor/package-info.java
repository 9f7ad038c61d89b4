@NullMarked
package tenfold.cli.doctor;

import org.jspecify.annotations.NullMarked;
