package tenfold.control.api;

import java.io.IOException;
import java.util.List;
import tenfold.control.zone.ZoneRefused;
import tenfold.control.zone.Zones;
import tenfold.model.Zone;

/// The calls about zones: `zones`, `zone`.
final class ZoneEndpoints {
    /// The body of `POST /zone`.
    record Wish(String zone, boolean out, String who) {}

    record Answer(int schema, List<Zones.View> zones) {}

    private final Desk desk;

    ZoneEndpoints(Desk desk) {
        this.desk = desk;
    }

    void answer(String name, Call call) throws ApiFault, IOException {
        try {
            if (name.equals("zones")) {
                call.json(200, new Answer(1, desk.zoning((zones, _) -> zones.views())));
                return;
            }
            Wish wish = call.body(Wish.class);
            Zone zone = zone(wish.zone());
            call.json(
                    202,
                    new Answer(
                            1,
                            desk.zoning((zones, now) ->
                                    wish.out()
                                            ? zones.out(zone, wish.who(), now)
                                            : zones.in(zone, now))));
        } catch (ZoneRefused e) {
            throw new ApiFault(409, e.code(), "%s", String.valueOf(e.getMessage()));
        }
    }

    private static Zone zone(String name) throws ApiFault {
        try {
            return new Zone(name);
        } catch (IllegalArgumentException e) {
            throw Call.bad("%s", String.valueOf(e.getMessage()));
        }
    }
}
