package tenfold.watch.alarm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.model.AlarmReport;
import tenfold.model.AlarmReport.Change;
import tenfold.model.AlarmReport.State;
import tenfold.model.MetricAnswer;
import tenfold.model.WatchImage;
import tenfold.model.manifest.AlarmCondition;
import tenfold.model.manifest.AlarmManifest;

/// All alarms of one application. [#tick] is called by one thread; reports are for any.
public final class Alarms {
    private static final int CHANGES_MAX = 20;
    private static final int WAITING_MAX = 200;

    /// One alarm and how it is.
    private static final class Entry {
        final AlarmManifest manifest;
        AlarmState state;
        List<Change> changes;
        Instant due;
        @Nullable Double value;

        Entry(AlarmManifest manifest, AlarmState state, List<Change> changes, Instant due) {
            this.manifest = manifest;
            this.state = state;
            this.changes = changes;
            this.due = due;
        }
    }

    private final Notebook notebook;
    private final BiFunction<String, Instant, MetricAnswer> query;
    private final Consumer<Throwable> faults;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<Delivery> waiting = new ArrayList<>();
    private final Map<String, Notebook.Saved> remembered = new HashMap<>();
    private String application = "";

    /// `query` answers an alarm's query at a moment.
    public Alarms(
            Path file,
            BiFunction<String, Instant, MetricAnswer> query,
            Consumer<Throwable> faults) {
        this.notebook = new Notebook(file);
        this.query = query;
        this.faults = faults;
        try {
            notebook.read()
                    .ifPresent(page -> {
                        page.alarms().forEach(saved -> remembered.put(saved.name(), saved));
                        waiting.addAll(page.waiting());
                    });
        } catch (IOException e) {
            faults.accept(e);
        }
    }

    /// Takes over the wanted alarms; those that stay keep their state.
    public synchronized void apply(WatchImage image, Instant now) {
        application = image.application();
        entries.values().forEach(entry -> remembered.put(entry.manifest.name(), saved(entry)));
        entries.clear();
        for (AlarmManifest alarm : image.alarms()) {
            Notebook.Saved known = remembered.get(alarm.name());
            entries.put(
                    alarm.name(),
                    new Entry(
                            alarm,
                            known == null ? AlarmState.unknown(now) : known.state(),
                            known == null ? List.of() : known.changes(),
                            now));
        }
    }

    private static Notebook.Saved saved(Entry entry) {
        return new Notebook.Saved(entry.manifest.name(), entry.state, entry.changes);
    }

    /// Looks at every alarm that is due.
    public void tick(Instant now) {
        List<Entry> due;
        synchronized (this) {
            due = entries.values().stream().filter(entry -> !entry.due.isAfter(now)).toList();
        }
        boolean changed = false;
        for (Entry entry : due) {
            if (entry.manifest.condition() instanceof AlarmCondition.Threshold threshold) {
                Look look = look(threshold, now);
                changed |= looked(entry, threshold, look, now);
            }
        }
        changed |= composites(now);
        if (changed) {
            save();
        }
    }

    private synchronized boolean looked(
            Entry entry, AlarmCondition.Threshold threshold, Look look, Instant now) {
        entry.value = look.value();
        entry.due = now.plus(threshold.every());
        return change(entry, entry.state.on(look, threshold), now);
    }

    private Look look(AlarmCondition.Threshold threshold, Instant now) {
        return switch (query.apply(threshold.query(), now)) {
            case MetricAnswer.Refused refused ->
                    new Look(now, Look.Verdict.MISSING, null, refused.message());
            case MetricAnswer.Found found -> Judgement.of(found, threshold, now);
        };
    }

    /// After the others, and again for those that are made of composites.
    private synchronized boolean composites(Instant now) {
        boolean changed = false;
        for (int round = 0; round < entries.size(); round++) {
            boolean any = false;
            for (Entry entry : entries.values()) {
                if (entry.manifest.condition() instanceof AlarmCondition.Composite composite) {
                    State next = Composites.of(composite, this::stateOf);
                    String why = Judgement.words(composite, this::stateOf);
                    any |= change(entry, entry.state.on(next, why, now), now);
                }
            }
            changed |= any;
            if (!any) {
                break;
            }
        }
        return changed;
    }

    private State stateOf(String name) {
        Entry entry = entries.get(name);
        return entry == null ? State.INSUFFICIENT_DATA : entry.state.state();
    }

    /// Takes over the next state; true when it is another one.
    private boolean change(Entry entry, AlarmState next, Instant now) {
        State from = entry.state.state();
        entry.state = next;
        if (next.state() == from) {
            return false;
        }
        var actions = new ArrayList<String>();
        boolean tells = next.state() == State.ALARM || from == State.ALARM;
        if (tells) {
            AlarmManifest alarm = entry.manifest;
            order(Delivery.Kind.WEBHOOK, alarm.webhook(), entry, from, now, actions);
            order(Delivery.Kind.COMMAND, alarm.run(), entry, from, now, actions);
        }
        remember(entry, new Change(now, from, next.state(), next.reason(), actions));
        return true;
    }

    private static void remember(Entry entry, Change change) {
        var all = new ArrayList<>(entry.changes);
        all.add(change);
        entry.changes = List.copyOf(all.subList(Math.max(0, all.size() - CHANGES_MAX), all.size()));
    }

    private void order(
            Delivery.Kind kind,
            @Nullable String target,
            Entry entry,
            State from,
            Instant now,
            List<String> actions) {
        if (target == null) {
            return;
        }
        String id = UUID.randomUUID().toString();
        var message =
                new Delivery.Message(
                        id,
                        application,
                        entry.manifest.name(),
                        entry.state.state().name(),
                        from.name(),
                        now,
                        entry.state.reason(),
                        entry.value);
        var delivery = new Delivery(id, kind, target, message, 0, now);
        if (waiting.size() >= WAITING_MAX) {
            actions.add(delivery.what() + ": given up, " + WAITING_MAX + " others wait");
            return;
        }
        waiting.add(delivery);
        actions.add(delivery.what() + ": ordered");
    }

    /// The deliveries that are due.
    synchronized List<Delivery> due(Instant now) {
        return waiting.stream().filter(one -> !one.due().isAfter(now)).toList();
    }

    /// What became of a try; `failure` is empty when it succeeded.
    void delivered(Delivery delivery, String failure, Instant now) {
        synchronized (this) {
            waiting.removeIf(one -> one.id().equals(delivery.id()));
            Delivery again = failure.isEmpty() ? null : delivery.again(now);
            String outcome =
                    failure.isEmpty()
                            ? "done"
                            : again == null ? "given up: " + failure : "tried: " + failure;
            if (again != null) {
                waiting.add(again);
            }
            note(delivery, delivery.what() + ": " + outcome);
        }
        save();
    }

    /// Writes what became of an action into the change that ordered it.
    private void note(Delivery delivery, String words) {
        Entry entry = entries.get(delivery.message().alarm());
        if (entry == null) {
            return;
        }
        entry.changes =
                entry.changes.stream()
                        .map(change -> {
                            if (!change.at().equals(delivery.message().at())) {
                                return change;
                            }
                            var actions = new ArrayList<>(change.actions());
                            actions.removeIf(line -> line.startsWith(delivery.what() + ": "));
                            actions.add(words);
                            return new Change(
                                    change.at(),
                                    change.from(),
                                    change.to(),
                                    change.reason(),
                                    actions);
                        })
                        .toList();
    }

    /// The two loops may want it at the same time: one after the other, each with what is newest.
    private void save() {
        synchronized (notebook) {
            try {
                notebook.write(page());
            } catch (IOException e) {
                faults.accept(e);
            }
        }
    }

    private synchronized Notebook.Page page() {
        return new Notebook.Page(
                entries.values().stream().map(Alarms::saved).toList(), List.copyOf(waiting));
    }

    public synchronized List<AlarmReport> reports() {
        return entries.values().stream()
                .map(entry ->
                        new AlarmReport(
                                entry.manifest.name(),
                                entry.state.state(),
                                entry.state.since(),
                                entry.state.reason(),
                                Judgement.words(entry.manifest.condition()),
                                entry.value,
                                entry.changes))
                .toList();
    }
}
