/// Tests of the scripts that produce figures and proofs.
@NullMarked
package tenfold.bench;

import org.jspecify.annotations.NullMarked;
