/// Runs a service's build command when its files changed since it last succeeded.
@NullMarked
package tenfold.fleet.build;

import org.jspecify.annotations.NullMarked;
