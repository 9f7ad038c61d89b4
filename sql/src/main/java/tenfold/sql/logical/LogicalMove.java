package tenfold.sql.logical;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tenfold.model.MoveReport;
import tenfold.model.MoveWish;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.ServerError;
import tenfold.sql.compare.ComparisonResult;

/// One live move of a database to another PostgreSQL, driven to a goal by a thread of its own.
///
/// ```
/// NEW -> COPYING -> FOLLOWING -> SWITCHING -> SWITCHED -> COMPLETING -> COMPLETED
///            |          |                        |
///            +----------+--> LEAVING -> LEFT <---+ RETURNING
/// ```
///
/// Opening it again with the same number after a crash goes on from the record.
public final class LogicalMove implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
    private static final long SCHEMA_CHECK_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int ATTEMPTS_MAX = 5;

    private final MoveConfig config;
    private final MoveWork work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private volatile boolean closed;
    private volatile MoveWish.Goal goal;
    private MoveWish.Goal wanted;
    private boolean switching;
    private volatile MoveRecord record;
    private volatile @Nullable InitialCopy copy;
    private volatile @Nullable Follower follower;
    private volatile @Nullable Endpoint followed;
    private volatile @Nullable ComparisonResult comparison;
    private volatile MoveStatus.@Nullable Switched switched;
    private volatile @Nullable String problem;
    private volatile @Nullable String trouble;
    private volatile boolean checking;
    private long schemaCheckedAt;
    private int attempts;

    private LogicalMove(MoveConfig config, MoveRecord record, MoveWish.Goal goal) {
        this.config = config;
        this.work = new MoveWork(config);
        this.record = record;
        this.goal = goal;
        this.wanted = goal;
        this.thread = Thread.ofVirtual().name("move " + config.number()).unstarted(this::run);
    }

    /// Begins the move, or goes on with it where its record says that it is.
    public static LogicalMove open(MoveConfig config, MoveWish.Goal goal) throws IOException {
        MoveRecord before =
                MoveRecord.read(config.record())
                        .filter(each -> each.number() == config.number())
                        .orElseGet(() -> MoveRecord.begin(config.number()));
        var move = new LogicalMove(config, before, goal);
        move.thread.start();
        return move;
    }

    /// Another goal; the step that runs now is finished first. The same again changes nothing.
    public void want(MoveWish.Goal next) {
        lock.lock();
        try {
            if (wanted != next) {
                wanted = next;
                goal = next;
                problem = null;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether it still works on its goal, or keeps it up. It ends when the move is over.
    public boolean working() {
        return thread.isAlive();
    }

    public MoveStatus status() {
        MoveRecord now = record;
        Follower following = follower;
        InitialCopy rows = copy;
        List<String> problems = new ArrayList<>();
        add(problems, now.reason());
        add(problems, problem);
        add(problems, trouble);
        add(problems, following == null ? null : following.trouble());
        return new MoveStatus(
                config.number(),
                phase(now.stage()),
                rows == null ? 0 : rows.tables(),
                rows == null ? 0 : rows.tablesCopied(),
                rows == null ? 0 : rows.rowsCopied(),
                rows == null ? 0 : rows.rowsEstimated(),
                following == null ? 0 : following.lagBytes(),
                comparison,
                problems,
                switched);
    }

    private static void add(List<String> problems, @Nullable String words) {
        if (words != null && !words.isEmpty() && !problems.contains(words)) {
            problems.add(words);
        }
    }

    private MoveReport.Phase phase(MoveStage stage) {
        return switch (stage) {
            case NEW -> MoveReport.Phase.CHECKING;
            case COPYING -> checking ? MoveReport.Phase.CHECKING : MoveReport.Phase.COPYING;
            case FOLLOWING -> MoveReport.Phase.FOLLOWING;
            case SWITCHING, RETURNING, COMPLETING, LEAVING -> MoveReport.Phase.SWITCHING;
            case SWITCHED -> MoveReport.Phase.REVERSIBLE;
            case LEFT -> MoveReport.Phase.BACK;
            case COMPLETED -> MoveReport.Phase.COMPLETE;
        };
    }

    private void run() {
        boolean over = false;
        while (!closed && !over) {
            try {
                over = step();
                attempts = 0;
                trouble = null;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException e) {
                failed(e, heals(e) && (++attempts < ATTEMPTS_MAX || copied()));
            } catch (RuntimeException e) {
                failed(e, false);
            }
        }
    }

    /// Then it is followed for as long as it takes; before, a copy begins anew a few times only.
    private boolean copied() {
        return record.stage() != MoveStage.NEW && record.stage() != MoveStage.COPYING;
    }

    private static boolean heals(IOException e) {
        return switch (e) {
            case ReplayException _ -> false;
            case ServerError error -> Follower.heals(error.sqlState());
            default -> true;
        };
    }

    /// Returns whether nothing is left to do.
    private boolean step() throws IOException, InterruptedException {
        settle();
        switch (MoveRules.next(record.stage(), goal)) {
            case COPY -> copy();
            case STAY -> stay();
            case SWITCH -> switchTo(true);
            case RETURN -> switchTo(false);
            case LEAVE -> leave();
            case COMPLETE -> complete();
            case END -> {
                return true;
            }
        }
        return false;
    }

    private void settle() throws IOException {
        MoveStage before = record.stage();
        MoveStage after = MoveRules.settled(before, config.tier().targetIsPrimary());
        if (after != before) {
            keep(record.at(after));
        }
    }

    private void copy() throws IOException, InterruptedException {
        checking = true;
        List<String> problems = work.check();
        checking = false;
        if (!problems.isEmpty()) {
            throw new ReplayException(String.join("; ", problems));
        }
        keep(record.at(MoveStage.COPYING));
        var rows = new InitialCopy(config.there());
        copy = rows;
        String schema = work.copy(rows);
        keep(record.withSourceSchema(schema).at(MoveStage.FOLLOWING));
    }

    /// Follows, and looks whether it still can.
    private void stay() throws IOException, InterruptedException {
        Follower following = follow();
        if (following.failure() != null) {
            throw new ReplayException(Objects.requireNonNull(following.failure()));
        }
        boolean backward = record.stage() == MoveStage.SWITCHED;
        long now = System.nanoTime();
        if (schemaCheckedAt == 0 || now - schemaCheckedAt > SCHEMA_CHECK_NANOS) {
            checkSchema(backward);
            schemaCheckedAt = now;
        }
        if (!backward && comparison == null) {
            compare(following);
        }
        pause(LOOK);
    }

    private void checkSchema(boolean ofTarget) throws IOException {
        String wanted = ofTarget ? record.targetSchema() : record.sourceSchema();
        if (!work.schema(ofTarget).digest().equals(wanted)) {
            throw new ReplayException(
                    "the schema was changed during the move; such changes are not copied");
        }
    }

    private void compare(Follower following) throws IOException, InterruptedException {
        ComparisonResult result = Verification.run(config.there(), following);
        comparison = result;
        if (!result.same()) {
            throw new ReplayException("the copy is not the same: " + result.differing());
        }
    }

    /// The follower of the direction that the stage says, running.
    private Follower follow() throws IOException, InterruptedException {
        Follower running = follower;
        Endpoint source = config.from();
        if (running != null && source.equals(followed)) {
            return running;
        }
        stopFollower();
        boolean backward = record.stage() == MoveStage.SWITCHED;
        if (backward) {
            work.backward();
        } else {
            work.forward();
        }
        var started = new Follower(backward ? config.back() : config.there());
        started.start();
        followed = source;
        follower = started;
        schemaCheckedAt = 0;
        return started;
    }

    private void stopFollower() {
        Follower running = follower;
        follower = null;
        if (running != null) {
            running.close();
        }
    }

    private void switchTo(boolean target) throws IOException, InterruptedException {
        switching = true;
        Follower following = follow();
        if (following.failure() != null) {
            throw new ReplayException(Objects.requireNonNull(following.failure()));
        }
        checkSchema(!target);
        if (target) {
            List<String> problems = work.unmovable();
            if (!problems.isEmpty()) {
                throw new ReplayException(String.join("; ", problems));
            }
            if (comparison == null) {
                compare(following);
            }
            keep(record.withTargetSchema(work.prepareBack()));
        }
        Route route = target ? config.there() : config.back();
        var switchover = new Switchover(config, route, following, target);
        switchover.catchUp();
        String schema = target ? record.sourceSchema() : record.targetSchema();
        keep(record.at(target ? MoveStage.SWITCHING : MoveStage.RETURNING));
        switched = switchover.run(schema);
        switching = false;
        keep(record.at(target ? MoveStage.SWITCHED : MoveStage.LEAVING));
        stopFollower();
    }

    private void leave() throws IOException, InterruptedException {
        stopFollower();
        keep(record.at(MoveStage.LEAVING));
        work.leaveSource();
        try {
            work.leaveTarget();
        } catch (IOException e) {
            if (attempts + 1 < ATTEMPTS_MAX) {
                throw e;
            }
            problem = "the copy could not be removed from the target: " + e.getMessage();
        }
        keep(record.at(MoveStage.LEFT));
    }

    private void complete() throws IOException, InterruptedException {
        stopFollower();
        keep(record.at(MoveStage.COMPLETING));
        work.complete();
        keep(record.at(MoveStage.COMPLETED));
    }

    /// What may heal is tried again after a pause, but not a switch, which holds clients: that is
    /// given up until somebody wants it anew. What will not heal leaves the target.
    private void failed(Exception cause, boolean heals) {
        if (closed) {
            return; // it failed because it was closed
        }
        String why = String.valueOf(cause.getMessage());
        if (heals && !switching) {
            trouble = why;
        } else {
            problem = why;
        }
        checking = false;
        try {
            settleAfter(cause, heals, why);
            pause(RETRY_PAUSE);
        } catch (IOException e) {
            problem = why + "; then " + e.getMessage();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void settleAfter(Exception cause, boolean heals, String why) throws IOException {
        settle();
        if (switching) {
            switching = false;
            boolean there = record.stage() == MoveStage.SWITCHED;
            goal = there ? MoveWish.Goal.SWITCH : MoveWish.Goal.FOLLOW;
        }
        if (!heals && (cause instanceof ReplayException || !copied())) {
            MoveStage after = MoveRules.failed(record.stage());
            if (after != record.stage()) {
                keep(record.at(after).because(why));
            }
        }
    }

    private void keep(MoveRecord next) throws IOException {
        next.write(config.record());
        record = next;
    }

    private void pause(Duration time) throws InterruptedException {
        MoveWish.Goal before = goal;
        long left = time.toNanos();
        lock.lockInterruptibly();
        try {
            while (goal == before && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Stops working on it; what was recorded is gone on with when it is opened again.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        stopFollower();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
