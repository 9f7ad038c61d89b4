package tenfold.model.manifest;

import org.jspecify.annotations.Nullable;

/// An alarm: when it is raised, and what it does then and when it is over.
///
/// @param webhook URL that gets a signed POST; null for none
/// @param run shell command, run in the application's folder; null for none
public record AlarmManifest(
        String name, AlarmCondition condition, @Nullable String webhook, @Nullable String run) {}
