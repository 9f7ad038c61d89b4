package tenfold.model.manifest;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.model.manifest.AlarmCondition.Composite;
import tenfold.model.manifest.AlarmCondition.Threshold;

/// An alarm: when it is raised, and what it does then and when it is over.
///
/// @param threshold null when it is made of other alarms
/// @param composite null when it is not
/// @param webhook URL that gets a signed POST; null for none
/// @param run shell command, run in the application's folder; null for none
public record AlarmManifest(
        String name,
        @Nullable Threshold threshold,
        @Nullable Composite composite,
        @Nullable String webhook,
        @Nullable String run) {
    public AlarmManifest {
        Check.that(
                (threshold == null) != (composite == null), "alarm %s needs one condition", name);
    }

    public static AlarmManifest of(
            String name, AlarmCondition condition, @Nullable String webhook, @Nullable String run) {
        return switch (condition) {
            case Threshold threshold -> new AlarmManifest(name, threshold, null, webhook, run);
            case Composite composite -> new AlarmManifest(name, null, composite, webhook, run);
        };
    }

    public AlarmCondition condition() {
        return threshold == null ? Objects.requireNonNull(composite) : threshold;
    }
}
