package tenfold.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// Commands that are run once, one after the other until one fails, by `/bin/sh -c` in `folder`.
///
/// With `copyOf`, `folder` is made first as a copy of that folder, without what belongs to version
/// control and to Tenfold. `asInstance` runs them with the privileges of an instance of that
/// folder, else they have ours, and our environment below their own. A value of `environment` may
/// hold `${secret:NAME}` parts. All together may take `timeMax`.
public record JobSpec(
        JobId id,
        Path folder,
        @Nullable Path copyOf,
        List<String> commands,
        Map<String, String> environment,
        boolean asInstance,
        Duration timeMax) {
    public JobSpec {
        Check.that(folder.isAbsolute(), "folder %s must be absolute", folder);
        Check.that(copyOf == null || copyOf.isAbsolute(), "a folder to copy must be absolute");
        Check.that(timeMax.isPositive(), "timeMax must be positive");
        commands = List.copyOf(commands);
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }
}
