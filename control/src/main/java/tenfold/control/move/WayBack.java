package tenfold.control.move;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import tenfold.model.MoveWish;
import tenfold.model.ServerId;
import tenfold.model.ServerRole;
import tenfold.model.ServiceName;

/// Which legs take others back.
public final class WayBack {
    private WayBack() {}

    /// As after a failure, but a server that is to be the primary again is looked at first; what no
    /// longer exists in `now` is left out.
    public static List<Leg> proven(List<Leg> legs, Tier before, Tier now) {
        var back = new ArrayList<Leg>();
        for (Leg leg : of(legs, before)) {
            switch (leg) {
                case Leg.Switch(ServerId to, _) -> {
                    if (now.has(to)) {
                        back.add(new Leg.Follow(List.of(to)));
                        back.add(new Leg.Compare(to));
                        back.add(leg);
                    }
                }
                case Leg.Assign(var ids, ServerRole role) -> {
                    List<ServerId> left = ids.stream().filter(now::has).toList();
                    if (!left.isEmpty()) {
                        back.add(new Leg.Assign(left, role));
                    }
                }
                case Leg.Remove(var ids) -> {
                    List<ServerId> left = ids.stream().filter(now::has).toList();
                    if (!left.isEmpty()) {
                        back.add(new Leg.Remove(left));
                    }
                }
                case Leg.Resize(var sizes) -> {
                    if (sizes.stream().map(ServerSize::server).allMatch(now::has)) {
                        back.add(leg);
                    }
                }
                case Leg.Add _,
                        Leg.Follow _,
                        Leg.Compare _,
                        Leg.Protect _,
                        Leg.Cache _,
                        Leg.Scale _,
                        Leg.Logical _ ->
                        back.add(leg);
            }
        }
        return back;
    }

    /// The legs that lead back from `legs`, the newest first.
    static List<Leg> of(List<Leg> legs, Tier before) {
        var back = new ArrayList<Leg>();
        var known = new HashSet<Leg>();
        for (Leg leg : legs.reversed()) {
            for (Leg inverse : inverse(leg, before)) {
                if (known.add(inverse)) {
                    back.add(inverse);
                }
            }
        }
        return back;
    }

    private static List<Leg> inverse(Leg leg, Tier before) {
        return switch (leg) {
            case Leg.Add add ->
                    List.of(
                            new Leg.Assign(add.ids(), ServerRole.REPLICA),
                            new Leg.Remove(add.ids()));
            case Leg.Follow _, Leg.Compare _, Leg.Remove _ -> List.of();
            case Leg.Protect _ -> List.of(new Leg.Protect(before.durability()));
            case Leg.Switch(_, ServerId from) ->
                    from == null ? List.of() : List.of(new Leg.Switch(from));
            case Leg.Scale(ServiceName service, _) ->
                    List.of(new Leg.Scale(service, before.scaled(service).orElse(null)));
            case Leg.Cache _ -> List.of(new Leg.Cache(before.cached(), null));
            case Leg.Resize(var sizes) -> resized(sizes, before);
            case Leg.Assign(var servers, _) -> assigned(servers, before);
            // From a way back that fails, the target stays the primary.
            case Leg.Logical(TierServer target, MoveWish.Goal goal) ->
                    List.of(
                            new Leg.Logical(
                                    target,
                                    goal == MoveWish.Goal.BACK
                                            ? MoveWish.Goal.SWITCH
                                            : MoveWish.Goal.BACK));
        };
    }

    /// One after the other; a server that came later has no size to go back to.
    private static List<Leg> resized(List<ServerSize> sizes, Tier before) {
        return sizes.stream()
                .flatMap(size -> before.server(size.server()).stream())
                .<Leg>map(one -> new Leg.Resize(List.of(one.size())))
                .toList();
    }

    private static List<Leg> assigned(List<ServerId> ids, Tier before) {
        return ids.stream()
                .flatMap(id -> before.server(id).stream())
                .<Leg>map(one -> new Leg.Assign(List.of(one.id()), one.role()))
                .toList();
    }
}
