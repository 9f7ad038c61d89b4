package forum.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which action answers which method and path; `{name}` in a pattern stands for one path segment.
public final class Router {
    /// Answers a request.
    public interface Action {
        Response answer(Request request) throws Exception;
    }

    record Match(Action action, Map<String, String> variables) {}

    /// What must hold before a request is answered; throws when it does not.
    public interface Guard {
        void check() throws Exception;
    }

    private record Route(String method, String[] pattern, Action action) {}

    private final List<Route> routes = new ArrayList<>();
    private final Guard guard;

    public Router(Guard guard) {
        this.guard = guard;
    }

    public Router get(String pattern, Action action) {
        return add("GET", pattern, guarded(action));
    }

    public Router post(String pattern, Action action) {
        return add("POST", pattern, guarded(action));
    }

    /// A GET that is answered whatever the guard says.
    public Router getUnguarded(String pattern, Action action) {
        return add("GET", pattern, action);
    }

    private Action guarded(Action action) {
        return request -> {
            guard.check();
            return action.answer(request);
        };
    }

    private Router add(String method, String pattern, Action action) {
        routes.add(new Route(method, pattern.split("/", -1), action));
        return this;
    }

    Match match(String method, String path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        String[] segments = path.split("/", -1);
        boolean otherMethod = false;
        for (Route route : routes) {
            Optional<Map<String, String>> variables = variables(route.pattern(), segments);
            if (variables.isPresent() && route.method().equals(wanted)) {
                return new Match(route.action(), variables.get());
            }
            otherMethod |= variables.isPresent();
        }
        throw otherMethod
                ? new Problem(405, "This address does not answer to " + method + ".")
                : Problem.notFound("such page");
    }

    private static Optional<Map<String, String>> variables(String[] pattern, String[] segments) {
        if (pattern.length != segments.length) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].startsWith("{")) {
                variables.put(pattern[i].substring(1, pattern[i].length() - 1), segments[i]);
            } else if (!pattern[i].equals(segments[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }
}
