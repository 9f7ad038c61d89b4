package forum.seed;

import java.util.Random;

/// Writes what members of a workshop forum might write. The same random numbers give the same text.
final class Words {
    private static final String[] FIRST =
            ("ada alba anton bea bruno cleo dana edda emil enzo fay finn greta hugo ida ilja jon juno kai"
                            + " lena levi lotte mara milo mina nils nora olaf oona otto pia quinn rosa ruben"
                            + " sami senta sven thea timo ulla vera vito wanda yara zeno")
                    .split(" ");
    private static final String[] SECOND =
            "ash beck berg birch bolt brook carver cooper dale fern field finch forge fox frost grove hale heath hill holt"
                    .concat(
                            " joiner lake lind mason mill moss oak page pike reed ridge rowan sawyer")
                    .concat(" shaw smith stone thorn turner vale weaver wells wood wren wright")
                    .split(" ");
    private static final String[] TITLES = {
        "My {thing} {trouble}: what now?",
        "How do you look after a {tool}?",
        "{Thing} with nothing but a {tool}",
        "Is a better {tool} worth the money?",
        "Finished: a {thing} for my neighbour",
        "First {thing}, please be gentle",
        "The {thing} that {trouble}, part two",
        "A new {tool}, or mend the old one?",
        "What I learned from the third {thing}",
        "Looking for an old {tool} near the coast",
    };
    private static final String[] SENTENCES = {
        "I had the same with a {thing} last spring.",
        "Have you tried a {tool} before you take it apart?",
        "Mine {trouble} as well, and it turned out to be the weather.",
        "Take your time with the {thing}; the second attempt is the one you keep.",
        "A {tool} from the flea market does this just as well as a new one.",
        "The trick is to stop a little earlier than feels right.",
        "My grandmother used a {tool} for that, and she was never wrong about a {thing}.",
        "If it {trouble}, start again from the side you can see.",
        "Please post a picture of the {thing} in daylight.",
        "I would not touch the {thing} until it has rested for two days.",
        "Measure it twice, then ask somebody else to measure it.",
        "That is exactly what the {tool} is for.",
        "It {trouble} because it was never square to begin with.",
        "Thank you, that saved my {thing}.",
        "Nobody tells beginners that the {tool} has to be warm.",
        "I keep a {tool} by the door for days like this.",
    };

    private final Random random;

    Words(Random random) {
        this.random = random;
    }

    /// The name of the member with this number; no two numbers share one.
    static String member(int number) {
        int pairs = FIRST.length * SECOND.length;
        int mixed = (int) (number * 7_919L % pairs);
        String name = FIRST[mixed % FIRST.length] + "-" + SECOND[mixed / FIRST.length];
        return number < pairs ? name : name + "-" + number / pairs;
    }

    String title(Topic topic) {
        return filled(any(TITLES), topic);
    }

    String post(Topic topic) {
        var text = new StringBuilder();
        int sentences = 1 + random.nextInt(4) + random.nextInt(3);
        for (int i = 0; i < sentences; i++) {
            if (i > 0) {
                text.append(i % 3 == 0 ? "\n\n" : " ");
            }
            text.append(filled(any(SENTENCES), topic));
        }
        return text.toString();
    }

    String filled(String template, Topic topic) {
        var out = new StringBuilder(template.length() + 24);
        int from = 0;
        int open;
        while ((open = template.indexOf('{', from)) >= 0) {
            int close = template.indexOf('}', open);
            out.append(template, from, open)
                    .append(slot(template.substring(open + 1, close), topic));
            from = close + 1;
        }
        return out.append(template, from, template.length()).toString();
    }

    private String slot(String name, Topic topic) {
        String word =
                switch (name) {
                    case "thing", "Thing" -> any(topic.things);
                    case "tool", "Tool" -> any(topic.tools);
                    default -> any(topic.troubles);
                };
        return Character.isUpperCase(name.charAt(0)) ? capitalised(word) : word;
    }

    static String capitalised(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    String any(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
