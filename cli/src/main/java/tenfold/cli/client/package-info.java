/// How commands reach a running application: its folder, its node process, control's HTTP API.
@NullMarked
package tenfold.cli.client;

import org.jspecify.annotations.NullMarked;
