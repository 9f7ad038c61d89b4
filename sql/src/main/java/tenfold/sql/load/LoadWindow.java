package tenfold.sql.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.model.LoadReport;
import tenfold.model.StatementLoad;
import tenfold.model.WaitClass;
import tenfold.sql.parse.Kind;
import tenfold.sql.parse.Plan;
import tenfold.sql.parse.Plans;

/// The looks of the last minute, added up by wait and by the shape of the statement. One thread.
final class LoadWindow {
    static final int LOOKS_MAX = 60;

    /// Of one look; what is beyond counts, but without a shape.
    private static final int SHAPES_MAX = 200;

    private static final int TEXT_MAX = 300;

    /// Sessions of one shape in one look, or over all of them.
    private static final class Shape {
        final boolean reads;
        final ActiveSession example;
        int sessions;
        long ageMicros;

        Shape(boolean reads, ActiveSession example) {
            this.reads = reads;
            this.example = example;
        }
    }

    private record Look(Map<WaitClass, Integer> waits, Map<String, Shape> shapes, int reading) {}

    /// The heaviest statement as somebody sent it, and its part of all sessions.
    record Heaviest(String shape, ActiveSession example, double active, double share) {}

    private final Plans plans = new Plans(256);
    private final Deque<Look> looks = new ArrayDeque<>();

    void clear() {
        looks.clear();
    }

    void add(List<ActiveSession> sessions) {
        Map<WaitClass, Integer> waits = new EnumMap<>(WaitClass.class);
        Map<String, Shape> shapes = new HashMap<>();
        int reading = 0;
        for (ActiveSession session : sessions) {
            waits.merge(session.waits(), 1, Integer::sum);
            byte[] text = session.text().getBytes(StandardCharsets.UTF_8);
            Plan plan = plans.plan(text, 0, text.length, true);
            boolean reads = reads(plan);
            reading += reads ? 1 : 0;
            String key = plan.text(TEXT_MAX);
            if (shapes.size() < SHAPES_MAX || shapes.containsKey(key)) {
                Shape shape = shapes.computeIfAbsent(key, _ -> new Shape(reads, session));
                shape.sessions++;
                shape.ageMicros += session.ageMicros();
            }
        }
        looks.addLast(new Look(waits, shapes, reading));
        if (looks.size() > LOOKS_MAX) {
            looks.removeFirst();
        }
    }

    private static boolean reads(Plan plan) {
        return !plan.statements().isEmpty()
                && plan.statements().stream().allMatch(each -> each.kind() == Kind.READ);
    }

    /// The shape that most sessions run; null when none was seen.
    @Nullable Heaviest heaviest() {
        Map<String, Shape> all = shapes();
        double sessions = all.values().stream().mapToInt(each -> each.sessions).sum();
        return all.entrySet().stream()
                .max(Comparator.comparingInt(each -> each.getValue().sessions))
                .map(each ->
                        new Heaviest(
                                each.getKey(),
                                each.getValue().example,
                                each.getValue().sessions / (double) looks.size(),
                                each.getValue().sessions / sessions))
                .orElse(null);
    }

    /// @param remedies by shape
    LoadReport report(Map<String, String> remedies) {
        if (looks.isEmpty()) {
            return LoadReport.NONE;
        }
        double count = looks.size();
        Map<WaitClass, Double> waits = new EnumMap<>(WaitClass.class);
        double active = 0;
        double reading = 0;
        for (Look look : looks) {
            for (var each : look.waits().entrySet()) {
                waits.merge(each.getKey(), each.getValue() / count, Double::sum);
                active += each.getValue() / count;
            }
            reading += look.reading() / count;
        }
        List<StatementLoad> statements =
                shapes().entrySet().stream()
                        .sorted(Comparator.comparingInt(each -> -each.getValue().sessions))
                        .limit(LoadReport.STATEMENTS_MAX)
                        .map(each -> load(each.getKey(), each.getValue(), remedies))
                        .toList();
        return new LoadReport(looks.size(), active, reading, waits, statements);
    }

    private StatementLoad load(String text, Shape shape, Map<String, String> remedies) {
        return new StatementLoad(
                text,
                shape.reads,
                shape.sessions / (double) looks.size(),
                2 * shape.ageMicros / shape.sessions,
                remedies.get(text));
    }

    private Map<String, Shape> shapes() {
        Map<String, Shape> all = new HashMap<>();
        for (Look look : looks) {
            look.shapes()
                    .forEach((text, one) -> {
                        Shape sum =
                                all.computeIfAbsent(text, _ -> new Shape(one.reads, one.example));
                        sum.sessions += one.sessions;
                        sum.ageMicros += one.ageMicros;
                    });
        }
        return all;
    }
}
