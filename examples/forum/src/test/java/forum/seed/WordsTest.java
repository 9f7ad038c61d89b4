package forum.seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void givesEveryMemberANameOfTheirOwn() {
        Set<String> names = new HashSet<>();
        for (int number = 1; number <= 10_000; number++) {
            String name = Words.member(number);
            assertTrue(name.matches("[a-z0-9-]{3,24}"), name);
            assertTrue(names.add(name), name + " twice");
        }
    }

    @Test
    void writesTheSameForTheSameSeed() {
        assertEquals(
                new Words(new Random(1)).post(Topic.WOOD),
                new Words(new Random(1)).post(Topic.WOOD));
    }

    @Test
    void leavesNoHoleInATextAndFitsTheTable() {
        var words = new Words(new Random(2));
        for (Topic topic : Topic.values()) {
            for (int i = 0; i < 500; i++) {
                String title = words.title(topic);
                assertTrue(title.length() <= 120, title);
                assertFalse((title + words.post(topic)).contains("{"), title);
            }
        }
    }
}
