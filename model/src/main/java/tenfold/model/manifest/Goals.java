package tenfold.model.manifest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the owners promise their users; advice is measured against it. `availability` is a part of
/// 1: `99.9%` is 0.999.
public record Goals(@Nullable Duration p95, @Nullable Double availability) {}
