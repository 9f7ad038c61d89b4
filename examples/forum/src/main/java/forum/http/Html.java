package forum.http;

import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A piece of finished HTML. Text becomes HTML only by escaping, so that a page cannot be injected
/// into.
public final class Html {
    public static final Html NONE = new Html("");

    private final String markup;

    private Html(String markup) {
        this.markup = markup;
    }

    /// Fills each `{}` of the template with the next value: HTML as it is, everything else escaped.
    public static Html of(String template, Object... values) {
        var out = new StringBuilder(template.length() + 32 * values.length);
        int from = 0;
        for (Object value : values) {
            int hole = template.indexOf("{}", from);
            if (hole < 0) {
                throw new IllegalArgumentException("more values than holes in: " + template);
            }
            out.append(template, from, hole);
            append(out, value);
            from = hole + 2;
        }
        if (template.indexOf("{}", from) >= 0) {
            throw new IllegalArgumentException("fewer values than holes in: " + template);
        }
        return new Html(out.append(template, from, template.length()).toString());
    }

    public static Html join(Stream<Html> pieces) {
        return pieces.collect(joining());
    }

    public static Collector<Html, ?, Html> joining() {
        return Collectors.collectingAndThen(
                Collectors.mapping(Html::toString, Collectors.joining("\n")), Html::new);
    }

    /// Plain text as paragraphs: blank lines part them, single line ends stay.
    public static Html paragraphs(String text) {
        return join(
                Stream.of(text.strip().split("\\R\\s*\\R"))
                        .map(paragraph -> of("<p>{}</p>", lines(paragraph))));
    }

    private static Html lines(String paragraph) {
        return new Html(
                paragraph
                        .lines()
                        .map(line -> of("{}", line).markup)
                        .collect(Collectors.joining("<br>\n")));
    }

    private static void append(StringBuilder out, Object value) {
        if (value instanceof Html) {
            out.append(((Html) value).markup);
            return;
        }
        String text = String.valueOf(value);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return markup;
    }
}
