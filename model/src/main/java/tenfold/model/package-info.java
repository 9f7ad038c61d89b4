/// The shared vocabulary: what control wants of each station (images) and what each station says
/// back (reports). Records only: no I/O, no threads.
///
/// An [Image] is the whole wanted world in one immutable, versioned value. Versions only rise; a
/// station refuses an older one. Secrets are in it by reference only ([SecretRef]).
@NullMarked
package tenfold.model;

import org.jspecify.annotations.NullMarked;
