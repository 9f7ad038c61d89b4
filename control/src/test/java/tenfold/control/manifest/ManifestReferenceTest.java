package tenfold.control.manifest;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import tenfold.control.Pages;

class ManifestReferenceTest {
    @Test
    void isThePageInTheDocs() throws IOException {
        Pages.compare("reference/manifest.md", ManifestReference.page());
    }
}
