package tenfold.control.move;

import org.jspecify.annotations.Nullable;
import tenfold.model.ServerId;

/// How much a server is given; null stands for what the manifest or the machine says.
///
/// @param memoryMib memory for its data
/// @param connections from the gateway to it, at most
public record ServerSize(
        ServerId server, @Nullable Integer memoryMib, @Nullable Integer connections) {}
