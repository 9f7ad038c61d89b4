package forum.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FormTest {
    @Test
    void decodesFields() {
        Form form = Form.parse("q=a+b%26c&empty=&page=3");

        assertEquals("a b&c", form.text("q"));
        assertEquals("", form.text("empty"));
        assertEquals("", form.text("missing"));
        assertEquals(3, form.number("page", 1, 1, 10));
    }

    @Test
    void keepsNumbersWithinTheirLimits() {
        assertEquals(10, Form.parse("page=99").number("page", 1, 1, 10));
        assertThrows(Problem.class, () -> Form.parse("page=x").number("page", 1, 1, 10));
    }

    @Test
    void refusesBrokenEncoding() {
        assertThrows(Problem.class, () -> Form.parse("q=%zz"));
    }
}
