package tenfold.watch.alarm;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/// The loop that does what alarms have ordered.
final class Deliveries implements AutoCloseable {
    private final Alarms alarms;
    private final Webhook webhook;
    private final Commands commands;
    private final Clock clock;
    private final Consumer<Throwable> faults;
    private final Beat beat;

    Deliveries(
            Alarms alarms,
            Webhook webhook,
            Commands commands,
            Clock clock,
            Consumer<Throwable> faults) {
        this.alarms = alarms;
        this.webhook = webhook;
        this.commands = commands;
        this.clock = clock;
        this.faults = faults;
        this.beat = new Beat("alarm deliveries", this::deliver);
    }

    private void deliver() throws InterruptedException {
        for (Delivery delivery : alarms.due(clock.instant())) {
            alarms.delivered(delivery, tried(delivery), clock.instant());
        }
    }

    /// Why it failed; empty when it succeeded.
    private String tried(Delivery delivery) throws InterruptedException {
        Delivery.Message message = delivery.message();
        try {
            switch (delivery.kind()) {
                case WEBHOOK ->
                        webhook.send(
                                delivery.target(),
                                delivery.id(),
                                JsonMapper.shared().writeValueAsBytes(message),
                                clock.instant());
                case COMMAND ->
                        commands.run(
                                delivery.target(),
                                Map.of(
                                        "TENFOLD_ALARM", message.alarm(),
                                        "TENFOLD_STATE", message.state(),
                                        "TENFOLD_REASON", message.reason(),
                                        "TENFOLD_APPLICATION", message.application()));
            }
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            faults.accept(e);
            return e.toString();
        }
    }

    @Override
    public void close() {
        beat.close();
        commands.close();
    }
}
