package tenfold.control.manifest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tenfold.control.manifest.Key.Place;

/// One key of the manifest: where it may stand, and its line in the reference.
sealed interface ManifestKey permits Key, TrafficKey, GuardKey, ReleaseKey, WatchKey {
    Place place();

    /// The key itself.
    String text();

    /// What its value is, for a person.
    String type();

    /// What holds without it.
    String standard();

    String meaning();

    /// The keys of one block, in the order of the reference.
    static List<ManifestKey> of(Place place) {
        return Stream.<ManifestKey[]>of(
                        Key.values(),
                        TrafficKey.values(),
                        GuardKey.values(),
                        ReleaseKey.values(),
                        WatchKey.values())
                .flatMap(Stream::of)
                .filter(key -> key.place() == place)
                .toList();
    }

    static Optional<ManifestKey> find(Place place, String text) {
        return of(place).stream().filter(key -> key.text().equals(text)).findFirst();
    }
}
