package forum.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class HtmlTest {
    @Test
    void escapesWhateverIsNotHtml() {
        Html html = Html.of("<p title=\"{}\">{}</p>", "\"><script>", "a & 'b'");

        assertEquals(
                "<p title=\"&quot;&gt;&lt;script&gt;\">a &amp; &#39;b&#39;</p>", html.toString());
    }

    @Test
    void doesNotFillHolesThatAValueBrings() {
        assertEquals("{} and two", Html.of("{} and {}", "{}", "two").toString());
    }

    @Test
    void refusesATemplateWithTheWrongNumberOfHoles() {
        assertThrows(IllegalArgumentException.class, () -> Html.of("{} {}", "one"));
        assertThrows(IllegalArgumentException.class, () -> Html.of("none", "one"));
    }

    @Test
    void keepsParagraphsAndLineEnds() {
        assertEquals("<p>a<br>\nb</p>\n<p>&lt;c</p>", Html.paragraphs("a\nb\n\n<c").toString());
    }
}
