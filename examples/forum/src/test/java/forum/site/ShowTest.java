package forum.site;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ShowTest {
    private static final Instant NOON = Instant.parse("2026-03-05T12:00:00Z");

    @Test
    void saysHowLongAgo() {
        assertEquals("just now", Show.words(NOON.minusSeconds(59), NOON));
        assertEquals("59 min ago", Show.words(NOON.minusSeconds(59 * 60), NOON));
        assertEquals("23 h ago", Show.words(NOON.minusSeconds(23 * 3_600), NOON));
        assertEquals("yesterday", Show.words(NOON.minusSeconds(24 * 3_600), NOON));
        assertEquals("3 Feb 2026", Show.words(NOON.minusSeconds(30L * 86_400), NOON));
    }

    @Test
    void showsPricesInEuros() {
        assertEquals("€ 1,234.05", Show.price(123_405));
    }

    @Test
    void countsPages() {
        assertEquals(1, Show.pages(0, 20));
        assertEquals(1, Show.pages(20, 20));
        assertEquals(2, Show.pages(21, 20));
    }
}
