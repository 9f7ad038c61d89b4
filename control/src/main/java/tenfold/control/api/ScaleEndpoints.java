package tenfold.control.api;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.control.problem.ProblemCode;
import tenfold.control.scale.ScaleGroup.Mode;
import tenfold.control.scale.ScaleRefused;
import tenfold.control.scale.ScaleView;

/// The calls about groups of instances: `groups`, `scale`, `reclaim`, `group-metric`.
final class ScaleEndpoints {
    /// The body of `POST /scale`: another mode (`ON`, `PAUSED`, `DRY_RUN`), or a number of
    /// instances.
    record Wish(String service, @Nullable Mode mode, @Nullable Integer desired) {}

    /// The body of `POST /reclaim`.
    record Reclaim(String instance) {}

    /// The body of `POST /group-metric`: a value of now that a policy follows, worth a minute.
    record Metric(String service, String metric, double value) {}

    record Groups(int schema, List<ScaleView> groups) {}

    record Answer(int schema, ScaleView group) {}

    private final Desk desk;

    ScaleEndpoints(Desk desk) {
        this.desk = desk;
    }

    void answer(String name, Call call) throws ApiFault, IOException {
        switch (name) {
            case "groups" -> call.json(200, new Groups(1, ask((scaling, _) -> scaling.views())));
            case "scale" -> scale(call);
            case "reclaim" -> {
                Reclaim wish = call.body(Reclaim.class);
                ScaleView group = ask((scaling, now) -> scaling.reclaim(wish.instance(), now));
                call.json(202, new Answer(1, group));
            }
            default -> {
                Metric told = call.body(Metric.class);
                ScaleView group =
                        ask((scaling, now) ->
                                scaling.tell(told.service(), told.metric(), told.value(), now));
                call.json(200, new Answer(1, group));
            }
        }
    }

    private void scale(Call call) throws ApiFault, IOException {
        Wish wish = call.body(Wish.class);
        Mode mode = wish.mode();
        Integer desired = wish.desired();
        if (mode != null && desired == null) {
            call.json(200, new Answer(1, ask((scaling, _) -> scaling.mode(wish.service(), mode))));
        } else if (mode == null && desired != null) {
            call.json(
                    200,
                    new Answer(
                            1, ask((scaling, now) -> scaling.set(wish.service(), desired, now))));
        } else {
            throw Call.bad("say either a mode or a desired number");
        }
    }

    private <T> T ask(Desk.ScaleCall<T> question) throws IOException, ApiFault {
        try {
            return desk.scaling(question);
        } catch (ScaleRefused e) {
            boolean wrong = e.code() == ProblemCode.SCALE_ARGUMENT;
            throw new ApiFault(wrong ? 400 : 409, e.code(), "%s", String.valueOf(e.getMessage()));
        }
    }
}
