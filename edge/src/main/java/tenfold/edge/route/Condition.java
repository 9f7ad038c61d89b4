package tenfold.edge.route;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tenfold.base.net.Cidr;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.RequestHead;
import tenfold.model.RouteMatch;

/// What a route asks of a request beside its host and path.
sealed interface Condition {
    boolean fits(RequestHead head, Forwarded client);

    /// The method is one of these.
    record Methods(List<byte[]> names) implements Condition {
        @Override
        public boolean fits(RequestHead head, Forwarded client) {
            int length = head.methodEnd();
            for (byte[] name : names) {
                if (java.util.Arrays.equals(name, 0, name.length, head.bytes(), 0, length)) {
                    return true;
                }
            }
            return false;
        }
    }

    /// A header of that name (lower case) has a value that one of these fits.
    final class Header implements Condition {
        private final byte[] name;
        private final List<Glob> values;

        Header(byte[] name, List<Glob> values) {
            this.name = name;
            this.values = values;
        }

        @Override
        public boolean fits(RequestHead head, Forwarded client) {
            byte[] b = head.bytes();
            for (int i = 0; i < head.fields(); i++) {
                if (Ascii.spells(b, head.nameStart(i), head.nameEnd(i), name)
                        && any(values, b, head.valueStart(i), head.valueEnd(i))) {
                    return true;
                }
            }
            return false;
        }
    }

    /// A parameter of that name in the query has a value that one of these fits, both decoded.
    final class Parameter implements Condition {
        private final byte[] name;
        private final List<Glob> values;

        Parameter(byte[] name, List<Glob> values) {
            this.name = name;
            this.values = values;
        }

        @Override
        public boolean fits(RequestHead head, Forwarded client) {
            var parameters = new QueryParameters(head);
            while (parameters.next()) {
                if (parameters.isNamed(name) && parameters.valueFits(values)) {
                    return true;
                }
            }
            return false;
        }
    }

    /// The client's address is in one of these networks; `addresses` are theirs, by position.
    record Source(List<Cidr> networks, List<byte[]> addresses) implements Condition {
        @Override
        public boolean fits(RequestHead head, Forwarded client) {
            byte[] address = client.address();
            for (int i = 0; i < networks.size(); i++) {
                if (networks.get(i).contains(addresses.get(i), address)) {
                    return true;
                }
            }
            return false;
        }
    }

    /// The cheap ones first.
    static Condition[] of(RouteMatch match) {
        var conditions = new ArrayList<Condition>();
        if (!match.methods().isEmpty()) {
            conditions.add(new Methods(match.methods().stream().map(Ascii::bytes).toList()));
        }
        if (!match.sources().isEmpty()) {
            conditions.add(
                    new Source(
                            match.sources(), match.sources().stream().map(Cidr::bytes).toList()));
        }
        match.headers()
                .forEach((name, values) -> {
                    conditions.add(new Header(Ascii.bytes(name), globs(values)));
                });
        match.query()
                .forEach((name, values) -> {
                    conditions.add(new Parameter(utf8(name), globs(values)));
                });
        return conditions.toArray(Condition[]::new);
    }

    static boolean any(List<Glob> patterns, byte[] text, int from, int to) {
        for (Glob pattern : patterns) {
            if (pattern.fits(text, from, to)) {
                return true;
            }
        }
        return false;
    }

    private static List<Glob> globs(List<String> values) {
        return values.stream().map(value -> new Glob(utf8(value))).toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
