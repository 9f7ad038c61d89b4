package tenfold.load;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the links of an HTML page that lead to other pages of the same origin. Pure.
///
/// It reads `<a href>` only, and leaves out what a crawler must not follow: `rel=nofollow`,
/// downloads, and addresses that sound as if they changed something.
final class Links {
    private static final int LINKS_MAX = 2000;
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern ANCHOR =
            Pattern.compile("<a\\s([^>]{1,2000})>", Pattern.CASE_INSENSITIVE);
    private static final Pattern HREF =
            Pattern.compile(
                    "(?:^|\\s)href\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]+))",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern LEAVE =
            Pattern.compile(
                    "(?:^|\\s)(?:download\\b|rel\\s*=\\s*[\"']?[^\"'>]*nofollow)",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern CHANGES =
            Pattern.compile("log-?out|sign-?out|delete|remove|unsubscribe|cancel");

    private Links() {}

    static List<URI> of(URI page, String html) {
        List<URI> found = new ArrayList<>();
        var anchors = ANCHOR.matcher(COMMENT.matcher(html).replaceAll(""));
        while (anchors.find() && found.size() < LINKS_MAX) {
            URI link = link(page, anchors.group(1));
            if (link != null && !found.contains(link)) {
                found.add(link);
            }
        }
        return found;
    }

    private static @Nullable URI link(URI page, String attributes) {
        var href = HREF.matcher(attributes);
        if (LEAVE.matcher(attributes).find() || !href.find()) {
            return null;
        }
        String value = href.group(1) != null ? href.group(1) : href.group(2);
        value = value != null ? value : href.group(3);
        try {
            URI target = page.resolve(value.strip().replace("&amp;", "&").replaceFirst("#.*", ""));
            boolean same =
                    Objects.equals(target.getScheme(), page.getScheme())
                            && Objects.equals(target.getRawAuthority(), page.getRawAuthority());
            String path = String.valueOf(target.getRawPath()).toLowerCase(Locale.ROOT);
            return same && !CHANGES.matcher(path).find() ? target : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
