package forum.site;

import forum.http.Html;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// How times, prices, numbers, people and page numbers look everywhere.
public final class Show {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final int HUES = 12;

    private Show() {}

    public static Html ago(Instant then) {
        return Html.of("<time datetime=\"{}\">{}</time>", then, words(then, Instant.now()));
    }

    static String words(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        if (age.toMinutes() < 1) {
            return "just now";
        }
        if (age.toHours() < 1) {
            return age.toMinutes() + " min ago";
        }
        if (age.toDays() < 1) {
            return age.toHours() + " h ago";
        }
        return age.toDays() == 1
                ? "yesterday"
                : age.toDays() < 30 ? age.toDays() + " days ago" : DAY.format(then);
    }

    public static String price(long cents) {
        return String.format(Locale.ENGLISH, "€ %,d.%02d", cents / 100, cents % 100);
    }

    public static String count(long number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }

    /// A round badge with the first letter of a name, in a colour that belongs to the name.
    public static Html face(String name) {
        return Html.of(
                "<span class=\"face hue{}\" aria-hidden=\"true\">{}</span>",
                Math.floorMod(name.hashCode(), HUES),
                name.substring(0, 1).toUpperCase(Locale.ROOT));
    }

    public static Html member(String name) {
        return Html.of("<a class=\"member\" href=\"/members/{}\">{}</a>", name, name);
    }

    /// Links to the neighbouring pages of a list; `address` ends where the page number goes.
    public static Html pages(String address, long page, long pages) {
        if (pages <= 1) {
            return Html.NONE;
        }
        return Html.of(
                "<nav class=\"pages\" aria-label=\"Pages\">{}<span>Page {} of {}</span>{}</nav>",
                page > 1
                        ? Html.of("<a rel=\"prev\" href=\"{}{}\">Newer</a>", address, page - 1)
                        : Html.of("<span></span>"),
                page,
                count(pages),
                page < pages
                        ? Html.of("<a rel=\"next\" href=\"{}{}\">Older</a>", address, page + 1)
                        : Html.of("<span></span>"));
    }

    /// How many pages hold so many rows.
    public static long pages(long rows, int rowsPerPage) {
        return Math.max(1, (rows + rowsPerPage - 1) / rowsPerPage);
    }
}
