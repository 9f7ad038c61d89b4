package tenfold.control.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tenfold.control.Pages;

class ProblemCodeTest {
    @Test
    void everyCodeIsUsedOnce() {
        assertThat(Arrays.stream(ProblemCode.values()).map(ProblemCode::code))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyCodeHasItsPage() throws IOException {
        for (ProblemCode code : ProblemCode.values()) {
            Pages.compare("operate/errors/" + code.code() + ".md", code.page());
        }
        Pages.compare("operate/errors/README.md", ProblemCode.index());
    }
}
