package tenfold.sql.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import tenfold.model.ServerId;

/// The simulated servers and the WAL that flows between them.
final class Rack {
    final Map<ServerId, Box> boxes = new TreeMap<>(ClusterRecord.BY_NAME);
    final Set<Long> acknowledged = new HashSet<>();
    private final Random random;
    private final Agenda agenda;

    Rack(Random random, Agenda agenda) {
        this.random = random;
        this.agenda = agenda;
    }

    Box box(ServerId id) {
        return Objects.requireNonNull(boxes.get(id));
    }

    void onlyOnePrimary(Box box) {
        for (Box other : boxes.values()) {
            assertThat(other != box && other.leads())
                    .as("%s leads while %s does", box.id, other.id)
                    .isFalse();
        }
    }

    View view(Box box, Broken broken) {
        Map<ServerId, View.Follower> followers = new HashMap<>();
        for (Box other : boxes.values()) {
            if (other.connected && box.id.equals(other.follow)) {
                followers.put(
                        other.id,
                        new View.Follower(other.log.size(), box.names.contains(other.id)));
            }
        }
        boolean settled = !box.connected && box.replayed == box.log.size();
        return new View(
                box.recovering,
                box.log.size(),
                box.log.size(),
                broken == Broken.EQUAL_POSITIONS && settled ? 0 : box.replayed,
                broken == Broken.ANY_TIMELINE ? 1 : box.timeline,
                box.connected,
                settled,
                followers);
    }

    void stream() {
        for (Box box : boxes.values()) {
            follow(box);
        }
        boxes.values().forEach(this::acknowledge);
    }

    void follow(Box box) {
        Box source = box.follow == null ? null : box(box.follow);
        boolean linked =
                box.alive
                        && box.recovering
                        && source != null
                        && source.alive
                        && box.prefixOf(source);
        if (!linked || source == null) {
            box.connected = false;
        } else if (box.diskFull) {
            box.connected = random.nextBoolean(); // it tries again and again
        } else if (box.runs(agenda.now()) && source.runs(agenda.now())) {
            box.connected = true;
            box.timeline = source.timeline;
            int behind = source.log.size() - box.log.size();
            int next = box.log.size() + (behind == 0 ? 0 : 1 + random.nextInt(behind));
            box.log.addAll(List.copyOf(source.log.subList(box.log.size(), next)));
        }
        if (box.runs(agenda.now()) && box.recovering && box.replayed < box.log.size()) {
            box.replayed += 1 + random.nextInt(box.log.size() - box.replayed);
        }
    }

    private void acknowledge(Box box) {
        if (!box.runs(agenda.now()) || !box.leads()) {
            return;
        }
        box.waiting
                .entrySet()
                .removeIf(each -> {
                    boolean done = box.names.isEmpty() || onStandby(box, each.getValue());
                    if (done) {
                        acknowledged.add(each.getKey());
                    }
                    return done;
                });
    }

    private boolean onStandby(Box box, int position) {
        return boxes.values().stream()
                .anyMatch(other ->
                        box.names.contains(other.id)
                                && other.connected
                                && box.id.equals(other.follow)
                                && other.log.size() >= position);
    }
}
