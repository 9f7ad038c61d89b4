package tenfold.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Generated documents: compared with what stands in docs/, or written there with
/// `-Dpages.write=true`.
public final class Pages {
    private Pages() {}

    public static void compare(String name, String wanted) throws IOException {
        Path page = Path.of("../docs").resolve(name);
        if (Boolean.getBoolean("pages.write")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, wanted);
        }
        assertThat(page)
                .as("write it anew with -Dpages.write=true")
                .exists()
                .content()
                .isEqualTo(wanted);
    }
}
