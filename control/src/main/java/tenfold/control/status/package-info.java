/// What control knows of the running system: rates from successive reports, problems with what to
/// do about them, advice, and the short history that charts start with.
@NullMarked
package tenfold.control.status;

import org.jspecify.annotations.NullMarked;
