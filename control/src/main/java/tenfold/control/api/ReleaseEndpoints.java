package tenfold.control.api;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.control.problem.ProblemCode;
import tenfold.control.release.DeploymentView;
import tenfold.control.release.ReleaseRefused;
import tenfold.control.release.Releases;

/// The calls by which new versions are released: `releases`, `deploy`, `rollback`,
/// `complete-release`.
final class ReleaseEndpoints {
    /// The body of `POST /deploy`.
    record Deploy(String who, String why) {}

    /// The body of `POST /rollback`; without a release the one before is meant.
    record Rollback(@Nullable Long release, String who, String why) {}

    private record Nothing() {}

    record History(int schema, List<DeploymentView> releases) {}

    record Answer(int schema, DeploymentView release) {}

    private final Desk desk;

    ReleaseEndpoints(Desk desk) {
        this.desk = desk;
    }

    void answer(String name, Call call) throws ApiFault, IOException {
        try {
            switch (name) {
                case "releases" ->
                        call.json(
                                200,
                                new History(
                                        1,
                                        desk.releasing((releases, now) -> releases.history(now))));
                case "deploy" -> {
                    Deploy wish = call.body(Deploy.class);
                    var asked = new Releases.Asked(wish.who(), wish.why());
                    begun(call, (releases, now) -> releases.deploy(asked, now));
                }
                case "rollback" -> {
                    Rollback wish = call.body(Rollback.class);
                    var asked = new Releases.Asked(wish.who(), wish.why());
                    begun(call, (releases, now) -> releases.rollback(wish.release(), asked, now));
                }
                default -> {
                    call.body(Nothing.class);
                    begun(
                            call,
                            (releases, now) ->
                                    releases.complete(now)
                                            .orElseThrow(() ->
                                                    new ReleaseRefused(
                                                            ProblemCode.NOTHING_KEPT,
                                                            "no old version is kept running")));
                }
            }
        } catch (ReleaseRefused e) {
            throw new ApiFault(409, e.code(), "%s", String.valueOf(e.getMessage()));
        }
    }

    private void begun(Call call, Desk.ReleaseCall<DeploymentView> wish)
            throws IOException, ReleaseRefused {
        call.json(202, new Answer(1, desk.releasing(wish)));
    }
}
