package tenfold.model.manifest;

import org.jspecify.annotations.Nullable;

/// The ports that users reach; null lets the platform choose a free one once and for life.
public record EdgeManifest(@Nullable Integer port, @Nullable Integer tlsPort) {}
