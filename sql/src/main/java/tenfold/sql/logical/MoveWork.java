package tenfold.sql.logical;

import java.io.IOException;
import java.util.List;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Lsn;

/// The steps of one move on its two servers. Each can be done again after it was cut anywhere.
final class MoveWork {
    private final MoveConfig config;

    MoveWork(MoveConfig config) {
        this.config = config;
    }

    /// What stands in the way; empty when nothing does. A target that holds this move's own copy is
    /// in order.
    List<String> check() throws IOException {
        Route there = config.there();
        try (Connection target = there.openTarget()) {
            if (new Side(target).claimed(config.number())) {
                return List.of();
            }
        }
        return new Preflight(there, config.back()).problems();
    }

    /// What has come to the source since then that cannot be taken along.
    List<String> unmovable() throws IOException {
        return new Preflight(config.there(), config.back()).ofSource();
    }

    /// Copies schema and rows from nothing, and returns the digest of the schema.
    String copy(InitialCopy rows) throws IOException, InterruptedException {
        Route there = config.there();
        String digest;
        try (Connection source = there.openSource();
                Connection target = there.openTarget()) {
            clear(source, target);
            Schema schema = Schema.read(source);
            digest = schema.digest();
            new Side(source).makeSchema();
            new Side(source).publish(there.publication());
            var own = new Side(target);
            own.makeSchema();
            own.claim(config.number());
            var builder = new SchemaBuilder(target, schema);
            builder.beforeRows();
            Lsn begin = rows.run();
            builder.afterRows();
            own.begin(there.slot(), begin);
        }
        return digest;
    }

    private void clear(Connection source, Connection target)
            throws IOException, InterruptedException {
        var from = new Side(source);
        from.endOthers();
        from.dropSlot(config.there().slot());
        var to = new Side(target);
        to.endOthers();
        if (to.claimed(config.number())) {
            to.empty();
        }
    }

    /// The schema of a side now.
    Schema schema(boolean ofTarget) throws IOException {
        Route there = config.there();
        try (Connection server = ofTarget ? there.openTarget() : there.openSource()) {
            return Schema.read(server);
        }
    }

    /// Before the switch: what lets the source follow afterwards. The slot holds from now on what
    /// the target writes; what it had applied until the switch is skipped by its position.
    String prepareBack() throws IOException, InterruptedException {
        Route back = config.back();
        try (Connection target = back.openSource()) {
            var side = new Side(target);
            side.publish(back.publication());
            side.dropSlot(back.slot());
            try (Connection replication = back.openReplication()) {
                replication.query(
                        "CREATE_REPLICATION_SLOT \"%s\" LOGICAL pgoutput (SNAPSHOT 'nothing')"
                                .formatted(back.slot()),
                        Side.PATIENCE);
            }
            return Schema.read(target).digest();
        }
    }

    /// What must hold while the source is the primary and the target follows. First what clients
    /// wait for: that needs nothing of the other side.
    void forward() throws IOException {
        Route there = config.there();
        try (Connection source = there.openSource()) {
            new Fence(source).lower();
            new Side(source).endOthers();
        }
        try (Connection target = there.openTarget()) {
            new Side(target).endOthers();
        }
    }

    /// What must hold while the target is the primary and the source follows.
    void backward() throws IOException, InterruptedException {
        Route there = config.there();
        try (Connection target = there.openTarget()) {
            new Fence(target).lower();
            new Side(target).endOthers();
        }
        try (Connection source = there.openSource()) {
            new Fence(source).raise(Side.PATIENCE);
            new Side(source).endOthers();
            new Side(source).dropSlot(there.slot());
        }
    }

    /// Removes what the move made, on the source.
    void leaveSource() throws IOException, InterruptedException {
        Route there = config.there();
        try (Connection source = there.openSource()) {
            new Fence(source).lower();
            var side = new Side(source);
            side.dropSlot(there.slot());
            side.dropOwn(there.publication());
        }
    }

    /// Removes what the move made, on the target, its copy included.
    void leaveTarget() throws IOException, InterruptedException {
        Route back = config.back();
        try (Connection target = back.openSource()) {
            var side = new Side(target);
            if (side.claimed(config.number())) {
                new Fence(target).lower();
                side.endOthers();
                side.dropSlot(back.slot());
                side.empty();
                side.dropOwn(back.publication());
            }
        }
    }

    /// Removes what the way back needed, on the target. The source stays fenced.
    void complete() throws IOException, InterruptedException {
        Route back = config.back();
        try (Connection target = back.openSource()) {
            var side = new Side(target);
            side.dropSlot(back.slot());
            side.dropOwn(back.publication());
        }
    }
}
