package tenfold.control.move;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.model.Durability;
import tenfold.model.MoveWish;
import tenfold.model.ServerId;
import tenfold.model.ServerRole;
import tenfold.model.ServiceName;

/// One part of a move: a change of the tier, and what to wait for.
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "leg")
public sealed interface Leg {
    /// New servers get their copy of the data.
    record Add(List<TierServer> servers) implements Leg {
        public Add {
            servers = List.copyOf(servers);
        }

        List<ServerId> ids() {
            return servers.stream().map(TierServer::id).toList();
        }
    }

    /// Nothing changes; the servers come near to the primary.
    record Follow(List<ServerId> servers) implements Leg {
        public Follow {
            servers = List.copyOf(servers);
        }
    }

    /// Every row of `server` is compared with the primary's.
    record Compare(ServerId server) implements Leg {}

    /// From now on a commit is kept so.
    record Protect(Durability durability) implements Leg {}

    /// `to` becomes the primary; `from` is filled in when it starts.
    record Switch(ServerId to, @Nullable ServerId from) implements Leg {
        public Switch(ServerId to) {
            this(to, null);
        }
    }

    /// The servers start again as large as this.
    record Resize(List<ServerSize> sizes) implements Leg {
        public Resize {
            sizes = List.copyOf(sizes);
        }

        List<ServerId> servers() {
            return sizes.stream().map(ServerSize::server).toList();
        }
    }

    /// The servers are used otherwise. A server that is about to leave is made a replica first, so
    /// that no failover can make it the primary.
    record Assign(List<ServerId> servers, ServerRole role) implements Leg {
        public Assign {
            servers = List.copyOf(servers);
        }
    }

    /// The servers leave and their data is deleted. There is no way back from here.
    record Remove(List<ServerId> servers) implements Leg {
        public Remove {
            servers = List.copyOf(servers);
        }
    }

    /// A live copy to a server outside goes as far as `goal`; after COMPLETE it is the tier.
    record Logical(TierServer target, MoveWish.Goal goal) implements Leg {}

    /// The edge caches these routes, and no others by growth; `expectedShare` is the part of all
    /// requests that should still reach the application, null when nobody knows.
    record Cache(List<String> routes, @Nullable Double expectedShare) implements Leg {
        public Cache {
            routes = List.copyOf(routes);
        }
    }

    /// A service follows its load within these bounds; null is what the manifest says.
    record Scale(ServiceName service, @Nullable Bounds bounds) implements Leg {}

    /// Whether nothing can be taken back once this has started.
    default boolean endsWayBack() {
        return switch (this) {
            case Remove _ -> true;
            case Logical(_, MoveWish.Goal goal) -> goal == MoveWish.Goal.COMPLETE;
            case Add _,
                    Follow _,
                    Compare _,
                    Protect _,
                    Switch _,
                    Resize _,
                    Assign _,
                    Cache _,
                    Scale _ ->
                    false;
        };
    }

    /// The phase that people know this as.
    default Phase phase() {
        return switch (this) {
            case Add _ -> Phase.COPY;
            case Follow _ -> Phase.FOLLOW;
            case Compare _ -> Phase.VERIFY;
            case Resize _ -> Phase.PREPARE;
            case Protect _, Switch _, Assign _, Remove _, Cache _, Scale _ -> Phase.SWITCH;
            case Logical(_, MoveWish.Goal goal) ->
                    goal == MoveWish.Goal.FOLLOW ? Phase.COPY : Phase.SWITCH;
        };
    }
}
