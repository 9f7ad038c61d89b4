/// Reads `tenfold.yaml` and the folder around it: all problems at once, each with its place and the
/// nearest key that exists. Untrusted input: size, depth and aliases are limited before anything is
/// built.
@NullMarked
package tenfold.control.manifest;

import org.jspecify.annotations.NullMarked;
