package tenfold.model.manifest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is to be watched beside the platform itself: the paths at which services, by their names,
/// show their metrics, and the alarms.
public record WatchManifest(Map<String, String> metrics, List<AlarmManifest> alarms) {
    public static final WatchManifest NONE = new WatchManifest(Map.of(), List.of());

    public WatchManifest {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        alarms = List.copyOf(alarms);
    }
}
