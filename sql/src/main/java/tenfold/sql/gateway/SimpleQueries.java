package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tenfold.sql.parse.Plan;
import tenfold.sql.text.Facts;
import tenfold.sql.text.Script;
import tenfold.sql.wire.Replies;

/// One client's Query messages.
final class SimpleQueries {
    private final ClientConnection client;
    private final Loop loop;
    private final Relay relay;

    SimpleQueries(ClientConnection client, Loop loop, Relay relay) {
        this.client = client;
        this.loop = loop;
        this.relay = relay;
    }

    void query(ByteBuf in, BackendConnection server, int at, int length) {
        byte[] text = loop.scratch(length - 4);
        in.getBytes(at + 5, text, 0, length - 4);
        Script script = script(text, length - 5, server);
        if (script.isPlain()) {
            unnamedIsDropped(server);
            relay.pass(in, server, at, length, ReplyQueue.QUERY, null);
            return;
        }
        Subscription subscription = client.subscription();
        if (subscription != null && subscription.isNeededAt(server, script.flags())) {
            relay.passRun(in, at);
            return;
        }
        if (script.has(Facts.CURRENT_VALUE)) {
            switch (Sequences.reading(client, server)) {
                case LATER -> {
                    relay.passRun(in, at);
                    return;
                }
                case REFUSED -> {
                    refuseQuery(in, server, at, length);
                    return;
                }
                case ALLOWED -> {}
            }
        }
        unnamedIsDropped(server);
        client.effects().sends(script);
        String deallocated = deallocates(script);
        if (deallocated != null) {
            deallocate(in, server, at, length, deallocated, script);
            return;
        }
        relay.pass(in, server, at, length, ReplyQueue.QUERY, script);
    }

    private Script script(byte[] text, int length, BackendConnection server) {
        if (!client.destination().isActive()) {
            return loop.scan(text, length, server);
        }
        Plan plan = loop.plan(text, length, server.isConforming());
        client.destination().sends(plan, server);
        return plan.script();
    }

    /// As PostgreSQL drops it at each simple query.
    private void unnamedIsDropped(BackendConnection server) {
        client.statements().dropUnnamed();
        server.statements.unnamed(null);
        Counters.add(loop.counters().statements);
    }

    private void refuseQuery(ByteBuf in, BackendConnection server, int at, int length) {
        relay.drop(in, at, length);
        if (server.replies.add(ReplyQueue.QUERY | ReplyQueue.REFUSED, Sequences.REFUSAL)) {
            send(server, "refused by the gateway");
        }
    }

    private static void send(BackendConnection server, String sql) {
        ByteBuf out = server.buffer();
        Replies.query(out, sql);
    }

    private @Nullable String deallocates(Script script) {
        boolean single = script.statements().size() == 1 && script.has(Facts.DEALLOCATE);
        String name = single ? script.statement(0).name() : "";
        return name.isEmpty() || client.statements().get(name) == null ? null : name;
    }

    /// DEALLOCATE of a statement that was prepared by protocol: the server knows another name, or
    /// none yet; then one is made for the occasion, so that the server's own answer is the answer.
    private void deallocate(
            ByteBuf in, BackendConnection server, int at, int length, String name, Script script) {
        Prepared statement = Objects.requireNonNull(client.statements().get(name));
        client.statements().remove(name, statement);
        relay.drop(in, at, length);
        String serverName = new String(statement.name(), StandardCharsets.US_ASCII);
        if (!server.statements.has(statement)
                && server.replies.add(ReplyQueue.QUERY | ReplyQueue.OURS, null)) {
            send(server, "PREPARE \"" + serverName + "\" AS SELECT 1");
        }
        server.statements.remove(statement);
        if (server.replies.add(ReplyQueue.QUERY, script)) {
            send(server, "DEALLOCATE \"" + serverName + "\"");
        }
    }
}
