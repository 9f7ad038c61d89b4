package tenfold.sql.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.DatabaseCluster;
import tenfold.model.Durability;
import tenfold.model.ReadPolicy;
import tenfold.model.ServerId;

/// A simulated node with its servers, disk, gateway and clients, on one thread and a clock of its
/// own. Every delay comes from the seed.
final class World {
    record Failover(long at, int run) {}

    static final long MILLI = Agenda.MILLI;
    static final long SECOND = Agenda.SECOND;

    final Random random;
    final Broken broken;
    final Agenda agenda = new Agenda();
    final Rack rack;
    final List<String> trace = new ArrayList<>();
    final Set<Long> read = new HashSet<>();
    final List<Failover> failovers = new ArrayList<>();
    private final Map<Long, ServerId> writers = new HashMap<>();
    private final Map<ServerId, Long> busy = new HashMap<>();
    DatabaseCluster wanted;
    @Nullable ClusterRecord disk;
    private ClusterRules rules;
    Effect.@Nullable Serve serving;
    long wallOffset;
    int run;
    private boolean nodeFrozen;
    private boolean quiesced;
    private final List<Event> missed = new ArrayList<>();
    private long writes;
    private long servedEpoch;
    private long timelines = 1;

    World(long seed, Broken broken, Durability durability, int members, int replicas) {
        random = new Random(seed);
        this.broken = broken;
        rack = new Rack(random, agenda);
        wanted = Images.of(members, replicas, durability);
        wanted.servers().forEach(each -> rack.boxes.put(each.id(), new Box(each.id())));
        rules = new ClusterRules(null);
        startNode();
        agenda.every(100, rack::stream);
        agenda.every(100, this::client);
    }

    private long now() {
        return agenda.now();
    }

    void in(long nanos, Runnable action) {
        agenda.in(nanos, action);
    }

    void runUntil(long end) {
        agenda.runUntil(end);
    }

    private long delay(int from, int to) {
        return (from + random.nextInt(to - from + 1)) * MILLI;
    }

    void note(String line) {
        trace.add(now() / MILLI + " " + line);
    }

    // ---- the node

    void startNode() {
        int mine = ++run;
        rules = new ClusterRules(disk);
        nodeFrozen = false;
        quiesced = false;
        missed.clear();
        serving = null;
        busy.clear();
        event(mine, new Event.ImageApplied(wanted, ReadPolicy.DEFAULT));
        tick(mine);
        rack.boxes.keySet().forEach(id -> round(mine, id));
    }

    /// The node dies, and its children with it; some of what it had begun is still done.
    void crashNode() {
        note("node crashes");
        run++;
        rack.boxes.values().forEach(Box::die);
        serving = null;
        in(delay(100, 3000), this::startNode);
    }

    void freezeNode(long nanos) {
        if (!nodeFrozen) {
            note("node frozen for " + nanos / MILLI);
            nodeFrozen = true;
            int mine = run;
            in(
                    nanos,
                    () -> {
                        if (mine == run) {
                            nodeFrozen = false;
                            List<Event> late = List.copyOf(missed);
                            missed.clear();
                            late.forEach(event -> event(mine, event));
                        }
                    });
        }
    }

    void image(DatabaseCluster next) {
        wanted = next;
        event(run, new Event.ImageApplied(next, ReadPolicy.DEFAULT));
    }

    private void tick(int mine) {
        if (mine == run) {
            event(mine, new Event.Tick(now() / MILLI + wallOffset));
            in(200 * MILLI, () -> tick(mine));
        }
    }

    private void event(int mine, Event event) {
        if (mine != run) {
            return;
        }
        if (nodeFrozen) {
            missed.add(event);
            return;
        }
        if (!(event instanceof Event.Heard) && !(event instanceof Event.Tick)) {
            note("  <- " + event);
        }
        for (Effect effect : rules.on(event, now())) {
            note("-> " + effect);
            begin(mine, effect);
        }
    }

    /// Effects for one server are done in order.
    private void begin(int mine, Effect effect) {
        ServerId server = serverOf(effect);
        if (effect instanceof Effect.Serve serve) {
            serve(serve);
            return;
        }
        long delay = delay(1, effect instanceof Effect.Join ? 3000 : 120);
        if (server != null) {
            long from = Math.max(now(), busy.getOrDefault(server, 0L));
            busy.put(server, from + delay);
            delay = from + delay - now();
        }
        boolean survives = random.nextBoolean();
        in(
                delay,
                () -> {
                    if (mine == run || (survives && durable(effect))) {
                        act(mine, effect);
                    }
                });
    }

    private static boolean durable(Effect effect) {
        return effect instanceof Effect.Write;
    }

    private static @Nullable ServerId serverOf(Effect effect) {
        return effect instanceof Effect.OnServer on && !(effect instanceof Effect.Fence)
                ? on.server()
                : null;
    }

    private void act(int mine, Effect effect) {
        switch (effect) {
            case Effect.Start start -> start(mine, start);
            case Effect.Stop stop -> stop(mine, box(stop.server()));
            case Effect.Fence fence -> fence(mine, box(fence.server()));
            case Effect.Write write -> write(mine, write.record());
            case Effect.Promote promote -> promote(box(promote.server()), promote.names());
            case Effect.Names names -> names(mine, names);
            case Effect.Follow follow -> box(follow.server()).follow = follow.primary();
            case Effect.Join join -> join(mine, box(join.server()), box(join.from()));
            case Effect.Prepare prepare -> event(mine, new Event.Prepared(prepare.server()));
            case Effect.Remove remove -> {
                Box box = box(remove.server());
                box.die();
                box.data = false;
                box.log = new ArrayList<>();
                event(mine, new Event.Removed(box.id));
            }
            case Effect.Quiesce _ -> {
                quiesced = true;
                event(mine, new Event.Quiesced(0, 0));
            }
            case Effect.Resume _ -> quiesced = false;
            case Effect.Serve _, Effect.Slots _, Effect.OutsideRefused _ -> {}
        }
    }

    Box box(ServerId id) {
        return rack.box(id);
    }

    private void start(int mine, Effect.Start start) {
        Box box = box(start.server());
        if (!box.data) {
            assertThat(start.follow()).as("a standby without data is started").isNull();
            assertThat(box.log).isEmpty();
            box.data = true;
        }
        box.life = start.life();
        box.alive = true;
        box.follow = start.follow();
        box.signal |= start.follow() != null;
        box.recovering = box.signal;
        box.names = start.names();
        box.replayed = random.nextInt(box.log.size() + 1);
        if (!box.recovering) {
            box.replayed = box.log.size();
            rack.onlyOnePrimary(box);
        }
        if (random.nextInt(40) == 0) {
            kill(mine, box);
        }
    }

    private void stop(int mine, Box box) {
        long end = 0;
        if (box.runs(now()) && box.leads()) {
            box.log.add(-(++writes)); // the shutdown checkpoint
            end = box.log.size() - 1L;
            for (Box other : rack.boxes.values()) {
                rack.follow(other);
            }
        }
        box.die();
        event(mine, new Event.Stopped(box.id, end));
    }

    private void fence(int mine, Box box) {
        if (broken != Broken.NO_FENCE) {
            box.die();
        }
        event(mine, new Event.Fenced(box.id));
    }

    private void write(int mine, ClusterRecord record) {
        boolean another = disk != null && disk.epoch() != record.epoch();
        if (another && record.switches().getLast().automatic()) {
            failovers.add(new Failover(now(), run));
        }
        if (!another || broken != Broken.NO_RECORD) {
            disk = record;
        }
        event(mine, new Event.Recorded(record));
    }

    private void promote(Box box, Set<ServerId> names) {
        if (box.alive && box.recovering) {
            box.names = names;
            box.signal = false;
            box.recovering = false;
            box.timeline = ++timelines;
            box.replayed = box.log.size();
            box.log.add(-(++writes)); // the record that ends recovery
            rack.onlyOnePrimary(box);
        }
    }

    private void names(int mine, Effect.Names names) {
        Box box = box(names.server());
        if (box.runs(now()) && box.life == names.life() && box.leads()) {
            box.names = names.names();
            event(mine, new Event.NamesInForce(box.id, box.life, box.names, box.log.size()));
        }
    }

    private void join(int mine, Box box, Box from) {
        box.die();
        if (!from.runs(now()) || !from.leads() || box.diskFull) {
            event(mine, new Event.JoinFailed(box.id, "the primary is gone, or the disk full"));
            return;
        }
        box.log = new ArrayList<>(from.log);
        box.timeline = from.timeline;
        box.data = true;
        box.signal = true;
        event(mine, new Event.Joined(box.id));
    }

    private void kill(int mine, Box box) {
        if (box.alive) {
            note("dies: " + box.id);
            long life = box.life;
            box.die();
            in(delay(1, 60), () -> event(mine, new Event.Ended(box.id, life, "killed", true)));
        }
    }

    void kill(ServerId id) {
        kill(run, box(id));
    }

    void freeze(ServerId id, long nanos) {
        Box box = box(id);
        if (box.alive) {
            note("frozen: " + id + " for " + nanos / MILLI);
            box.frozenUntil = now() + nanos;
        }
    }

    // ---- round trips

    private void round(int mine, ServerId id) {
        if (mine != run) {
            return;
        }
        Box box = box(id);
        if (box.alive && random.nextInt(50) != 0) {
            answer(mine, box, box.life, now());
        }
        in(delay(150, 300), () -> round(mine, id));
    }

    private void answer(int mine, Box box, long life, long sent) {
        if (!box.alive || box.life != life || mine != run) {
            return;
        }
        if (!box.runs(now())) {
            in(box.frozenUntil - now(), () -> answer(mine, box, life, sent));
            return;
        }
        Box source = box.follow == null ? null : box(box.follow);
        if (box.recovering && source != null && source.leads() && !box.prefixOf(source)) {
            event(mine, new Event.CopyBroken(box.id, life, "forked"));
            return;
        }
        View view = rack.view(box, broken);
        in(delay(0, 5), () -> event(mine, new Event.Heard(box.id, life, sent, view)));
    }

    // ---- gateway and clients

    private void serve(Effect.Serve serve) {
        assertThat(serve.epoch()).as("epochs rise").isGreaterThanOrEqualTo(servedEpoch);
        servedEpoch = serve.epoch();
        serving = serve;
        if (serve.primary() != null) {
            quiesced &= false;
            ServerId before = writers.putIfAbsent(serve.epoch(), serve.primary());
            assertThat(before == null || before.equals(serve.primary()))
                    .as("epoch %d has one writer", serve.epoch())
                    .isTrue();
            Box box = box(serve.primary());
            if (!new HashSet<>(box.log).containsAll(rack.acknowledged)) {
                throw new AssertionError(
                        "an acknowledged write is missing in epoch " + serve.epoch());
            }
            for (ServerId replica : serve.replicas()) {
                assertThat(box(replica).prefixOf(box))
                        .as("%s shows what %s never had", replica, box.id)
                        .isTrue();
            }
        }
    }

    private void client() {
        if (serving == null || serving.primary() == null || quiesced || nodeFrozen) {
            return;
        }
        Box box = box(serving.primary());
        if (box.runs(now()) && box.leads()) {
            if (random.nextInt(20) == 0) {
                box.log.stream().filter(id -> !box.waiting.containsKey(id)).forEach(read::add);
            }
            long id = ++writes;
            box.log.add(id);
            box.waiting.put(id, box.log.size());
        }
    }

    void wish(ServerId target) {
        image(Images.wishing(wanted, target));
    }
}
