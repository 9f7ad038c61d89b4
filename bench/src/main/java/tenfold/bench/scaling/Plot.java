package tenfold.bench.scaling;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tenfold.bench.scaling.Replay.Point;

/// Demand and fleet over time as SVG, one panel a trace, one line a law.
final class Plot {
    private static final int WIDTH = 960;
    private static final int PANEL = 240;
    private static final int MARGIN = 48;
    private static final List<String> COLOURS =
            List.of("#c2410c", "#2563eb", "#7c3aed", "#0f766e", "#15803d");

    /// One law's line.
    record Line(String name, List<Point> points) {}

    private final StringBuilder svg = new StringBuilder();
    private int panels;

    /// Adds a panel of the part of a trace between two seconds.
    void panel(String title, long from, long to, List<Line> lines) {
        int top = MARGIN + panels++ * (PANEL + 2 * MARGIN);
        double most =
                lines.stream()
                        .flatMap(line -> line.points().stream())
                        .filter(point -> point.second() >= from && point.second() <= to)
                        .mapToDouble(point -> Math.max(point.demand(), point.instances()))
                        .max()
                        .orElse(1);
        text(MARGIN, top - 12, "#111827", title);
        svg.append(
                "<rect x='%d' y='%d' width='%d' height='%d' fill='none' stroke='#9ca3af'/>%n"
                        .formatted(MARGIN, top, WIDTH - 2 * MARGIN, PANEL));
        text(8, top + 10, "#6b7280", String.format(Locale.ROOT, "%.0f", most));
        text(8, top + PANEL, "#6b7280", "0");
        var frame = new Frame(from, to, most, top);
        path("#9ca3af", frame, lines.getFirst().points(), Point::demand);
        int x = MARGIN;
        text(x, top + PANEL + 20, "#6b7280", "demand");
        for (int i = 0; i < lines.size(); i++) {
            x += 190 - (i == 0 ? 110 : 0);
            path(COLOURS.get(i), frame, lines.get(i).points(), Point::instances);
            text(x, top + PANEL + 20, COLOURS.get(i), lines.get(i).name());
        }
    }

    private record Frame(long from, long to, double most, int top) {}

    private void path(
            String colour, Frame frame, List<Point> points, ToDoubleFunction<Point> value) {
        svg.append("<polyline fill='none' stroke='").append(colour).append("' points='");
        for (Point point : points) {
            if (point.second() < frame.from() || point.second() > frame.to()) {
                continue;
            }
            double across = (double) (point.second() - frame.from()) / (frame.to() - frame.from());
            double up = value.applyAsDouble(point) / frame.most();
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "%.1f,%.1f ",
                            MARGIN + across * (WIDTH - 2 * MARGIN),
                            frame.top() + PANEL * (1 - up)));
        }
        svg.append("'/>\n");
    }

    private void text(int x, int y, String colour, String words) {
        svg.append("<text x='%d' y='%d' fill='%s'>%s</text>%n".formatted(x, y, colour, words));
    }

    String svg() {
        int height = panels * (PANEL + 2 * MARGIN) + MARGIN;
        return "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 "
                + WIDTH
                + " "
                + height
                + "' font-family='sans-serif' font-size='13'>\n<rect width='100%' height='100%'"
                + " fill='white'/>\n"
                + svg
                + "</svg>\n";
    }
}
