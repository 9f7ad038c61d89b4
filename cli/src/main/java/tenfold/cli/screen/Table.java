package tenfold.cli.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Columns under headings, as wide as their widest cell. Columns whose heading starts with `>`
/// stand to the right. Colour codes take no width.
public final class Table {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final List<Boolean> right = new ArrayList<>();

    public Table(Style style, String... headings) {
        List<String> first = new ArrayList<>();
        for (String heading : headings) {
            boolean isRight = heading.startsWith(">");
            right.add(isRight);
            first.add(style.faint(isRight ? heading.substring(1) : heading));
        }
        rows.add(first);
    }

    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /// The lines, each after `indent` and without trailing blanks.
    public List<String> lines(String indent) {
        int[] widths = new int[right.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            var line = new StringBuilder(indent);
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                String fill = " ".repeat(widths[i] - width(cell));
                line.append(right.get(i) ? fill + cell : cell + fill).append(GAP);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    static int width(String text) {
        return COLOUR.matcher(text).replaceAll("").length();
    }
}
