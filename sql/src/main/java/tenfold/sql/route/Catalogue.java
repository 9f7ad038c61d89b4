package tenfold.sql.route;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tenfold.sql.parse.Kind;
import tenfold.sql.parse.Name;
import tenfold.sql.parse.Plan;
import tenfold.sql.parse.Statement;

/// What one database defines, as far as routing needs it. Immutable.
///
/// Names count without their schema: what two schemas have under one name counts as the worst of
/// both, because the search path is not followed. An unknown name keeps a statement on the primary.
public final class Catalogue {
    /// Nothing is known: everything runs on the primary and may change everything.
    public static final Catalogue NONE = new Catalogue(Map.of(), Map.of(), List.of(), true);

    private final Map<String, FunctionClass> functions;
    private final Map<String, Relation> relations;
    private final List<byte[]> tokens;
    private final boolean hidden;

    /// `tokens` are operators, and functions of one row (`t.f` calls `f(t)`), that are not
    /// immutable. `hidden` says that something that leaves no trace in a text calls such a
    /// function: a cast, or a domain's check.
    public Catalogue(
            Map<String, FunctionClass> functions,
            Map<String, Relation> relations,
            List<String> tokens,
            boolean hidden) {
        this.functions = Map.copyOf(functions);
        this.relations = Map.copyOf(relations);
        this.tokens = tokens.stream().map(each -> each.getBytes(StandardCharsets.UTF_8)).toList();
        this.hidden = hidden;
    }

    /// What `plan` reads and changes, if the catalogue is still as this one.
    public Judgement judge(Plan plan) {
        boolean obscure = hidden || tokens.stream().anyMatch(plan::names);
        boolean onReplica = !obscure && !plan.statements().isEmpty();
        boolean readsAll = obscure;
        boolean writesAll = obscure;
        boolean observes = false;
        boolean changesCatalogue = false;
        Set<String> reads = new HashSet<>();
        Set<String> writes = new HashSet<>();
        for (Statement each : plan.statements()) {
            FunctionClass calls = calls(each);
            onReplica &= each.kind() == Kind.READ && calls.compareTo(FunctionClass.READS) <= 0;
            onReplica &= each.reads().stream().allMatch(this::isReadable);
            readsAll |= calls == FunctionClass.READS;
            readsAll |= each.reads().stream().anyMatch(name -> addTables(name, reads));
            writesAll |= calls == FunctionClass.WRITES || changesAnything(each);
            writesAll |= !each.writes().stream().allMatch(this::isSimple);
            each.writes().forEach(name -> writes.add(name.name()));
            observes |= observes(each);
            changesCatalogue |= changesAnything(each);
        }
        boolean needsTables = onReplica && !readsAll;
        return new Judgement(
                onReplica,
                readsAll,
                needsTables ? reads : Set.of(),
                writesAll,
                writesAll ? Set.of() : writes,
                observes,
                changesCatalogue);
    }

    private static boolean changesAnything(Statement statement) {
        return switch (statement.kind()) {
            case DDL, CALL, UNKNOWN -> true;
            case READ, WRITE, BEGIN, COMMIT, ROLLBACK, SAVEPOINT, SESSION, CURSOR -> false;
        };
    }

    private static boolean observes(Statement statement) {
        return switch (statement.kind()) {
            case READ, DDL, CURSOR, CALL, UNKNOWN -> true;
            case WRITE -> !statement.reads().isEmpty();
            case BEGIN, COMMIT, ROLLBACK, SAVEPOINT, SESSION -> false;
        };
    }

    private FunctionClass calls(Statement statement) {
        FunctionClass all = FunctionClass.PURE;
        for (Name each : statement.functions()) {
            all = all.or(functions.getOrDefault(each.name(), FunctionClass.WRITES));
        }
        return all;
    }

    private boolean isReadable(Name name) {
        Relation relation = relations.get(name.name());
        return relation != null && relation.readable();
    }

    private boolean isSimple(Name name) {
        Relation relation = relations.get(name.name());
        return relation != null && relation.simple();
    }

    /// Adds the tables behind `name` and says whether there may be more.
    private boolean addTables(Name name, Set<String> tables) {
        Relation relation = relations.get(name.name());
        if (relation != null) {
            tables.addAll(relation.tables());
        }
        return relation == null || relation.readsAll();
    }
}
