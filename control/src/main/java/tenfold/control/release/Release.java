package tenfold.control.release;

import java.nio.file.Path;
import tenfold.base.Check;
import tenfold.model.ServiceName;
import tenfold.model.manifest.Manifest;

/// One version of the application: its files and its manifest, with every framework that was found
/// in it written out.
///
/// @param second which of the two sets of ports its instances use: versions that follow each other
///   differ in it
public record Release(long number, Path folder, boolean second, Manifest manifest) {
    /// The version that `up` runs from the application's own folder.
    public static final long FIRST = 1;

    public Release {
        Check.that(number >= FIRST, "release %d is below 1", number);
    }

    /// The version of the application's own folder.
    public static Release first(Path folder, Manifest manifest) {
        return new Release(FIRST, folder, false, manifest);
    }

    /// Names the service's instances of this version: `web`, and from the second release on
    /// `web-r2`; followed by their numbers.
    public String name(ServiceName service) {
        return number == FIRST ? service.value() : service.value() + "-r" + number;
    }
}
