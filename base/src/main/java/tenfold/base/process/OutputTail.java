package tenfold.base.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The last lines of a child's output, for error messages.
final class OutputTail {
    static final int LINES_MAX = 50;
    static final int LINE_LENGTH_MAX = 500;

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        if (lines.size() == LINES_MAX) {
            lines.removeFirst();
        }
        lines.addLast(
                line.length() > LINE_LENGTH_MAX
                        ? line.substring(0, LINE_LENGTH_MAX - 3) + "..."
                        : line);
    }

    synchronized List<String> last(int count) {
        return lines.stream().skip(Math.max(0, lines.size() - count)).toList();
    }
}
