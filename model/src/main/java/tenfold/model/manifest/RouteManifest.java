package tenfold.model.manifest;

import org.jspecify.annotations.Nullable;
import tenfold.model.ServiceName;

/// Which requests go to which service; a null host means any.
public record RouteManifest(@Nullable String host, String path, ServiceName service) {}
