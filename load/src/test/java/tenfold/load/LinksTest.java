package tenfold.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.testkit.Rounds;

class LinksTest {
    private static final URI PAGE = URI.create("http://127.0.0.1:8080/threads/1?page=2");

    @Test
    void findsPagesOfTheSameOriginOnce() {
        String html =
                """
                <A class="x" HREF="/users?a=1&amp;b=2#top">users</a> <a href='2'>2</a> <a href=?page=3>3</a>
                <a href="http://127.0.0.1:8080/users?a=1&b=2">again</a>
                <link href="/style.css"><!-- <a href="/hidden">no</a> -->
                """;

        assertThat(Links.of(PAGE, html))
                .extracting(URI::toString)
                .containsExactly(
                        "http://127.0.0.1:8080/users?a=1&b=2",
                        "http://127.0.0.1:8080/threads/2",
                        "http://127.0.0.1:8080/threads/?page=3");
    }

    @Test
    void leavesAloneWhatIsElsewhereOrChangesSomething() {
        String html =
                """
                <a href="http://127.0.0.1:9/">other port</a> <a href="https://127.0.0.1:8080/">other scheme</a>
                <a href="mailto:a@b.c">mail</a> <a href="javascript:alert(1)">script</a>
                <a href="/logout">out</a> <a href="/thread/1/delete">delete</a>
                <a rel="noopener nofollow" href="/x">no</a> <a href="/big.zip" download>file</a>
                <a href="http://[">broken</a> <a name="here">anchor</a>
                """;

        assertThat(Links.of(PAGE, html)).isEmpty();
    }

    @Rounds(50)
    void survivesAnyBytes(long seed) {
        var random = new Random(seed);
        String pieces = "<a href=\"'> =#?&;:/%[]\u0000é\n";
        var html = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            html.append(
                    random.nextInt(4) == 0
                            ? "<a href="
                            : pieces.charAt(random.nextInt(pieces.length())));
        }

        for (URI link : Links.of(PAGE, html.toString())) {
            assertThat(link.getRawAuthority()).isEqualTo("127.0.0.1:8080");
        }
    }
}
