package tenfold.control.plan;

import static tenfold.base.net.Address.LOOPBACK;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tenfold.base.net.Address;
import tenfold.control.manifest.Reference;
import tenfold.model.SecretRef;
import tenfold.model.manifest.ServiceManifest;

/// Builds the variables of one instance: a clean base, what every stack reads, what the frameworks
/// found read, and last the user's own, which win.
final class Environment {
    private static final List<String> BASE = List.of("HOME", "LANG", "LC_ALL", "TZ", "TMPDIR");
    private static final String PATH_ELSE = "/usr/local/bin:/usr/bin:/bin";

    /// What the addresses of one instance are made of.
    record Facts(
            Site site,
            String application,
            String instance,
            int port,
            int edgePort,
            Address sql,
            Address sqlReads,
            Address otlp,
            String database,
            String user,
            SecretRef password) {
        String secret() {
            return "${secret:" + password + "}";
        }

        String url() {
            return "http://" + LOOPBACK + ":" + edgePort;
        }

        String databaseUrl() {
            return databaseUrl(sql);
        }

        String databaseReadUrl() {
            return databaseUrl(sqlReads);
        }

        private String databaseUrl(Address at) {
            return "postgres://" + user + ":" + secret() + "@" + at + "/" + database;
        }

        String jdbcUrl() {
            return "jdbc:postgresql://" + sql + "/" + database;
        }
    }

    private final Facts facts;
    private final Map<String, Variable> variables = new LinkedHashMap<>();

    private Environment(Facts facts) {
        this.facts = facts;
    }

    static List<Variable> of(Facts facts, ServiceManifest service, Set<Framework> frameworks) {
        var environment = new Environment(facts);
        environment.base();
        environment.core();
        for (Framework framework : frameworks) {
            environment.framework(framework);
        }
        service.environment()
                .forEach((name, value) ->
                        environment.put(
                                name,
                                Reference.fill(value, environment::meaning),
                                "yours, from tenfold.yaml"));
        return new ArrayList<>(environment.variables.values());
    }

    private void put(String name, String value, String reason) {
        variables.put(name, new Variable(name, value, reason));
    }

    private void base() {
        Map<String, String> outer = facts.site().environment();
        String path = outer.getOrDefault("PATH", PATH_ELSE);
        String java = outer.get("JAVA_HOME");
        if (java != null) {
            put("JAVA_HOME", java, "the JDK that runs Tenfold; kept from your shell");
            path = path.contains(java + "/bin") ? path : path + ":" + java + "/bin";
        }
        put("PATH", path, "where commands are found; kept from your shell");
        for (String name : BASE) {
            String value = outer.get(name);
            if (value != null) {
                put(name, value, "kept from your shell");
            }
        }
    }

    private void core() {
        String port = Integer.toString(facts.port());
        put("PORT", port, "where this instance must listen; the edge sends requests there");
        put("HOST", LOOPBACK, "the address to listen on; only the edge is for users");
        put(
                "DATABASE_URL",
                facts.databaseUrl(),
                "the application's PostgreSQL, through the gateway");
        put(
                "DATABASE_READ_URL",
                facts.databaseReadUrl(),
                "the same for sessions that only read: on replicas while there are some");
        String libpq = "read by libpq, node-postgres, pgx and psql without any setting";
        put("PGHOST", facts.sql().host(), libpq);
        put("PGPORT", Integer.toString(facts.sql().port()), libpq);
        put("PGUSER", facts.user(), libpq);
        put("PGPASSWORD", facts.secret(), libpq);
        put("PGDATABASE", facts.database(), libpq);
        put("PGAPPNAME", facts.instance(), "names this instance's sessions in PostgreSQL");
        String ca = facts.site().authority().toString();
        put("PGSSLROOTCERT", ca, "the platform's CA, for libpq clients that verify");
        put("NODE_EXTRA_CA_CERTS", ca, "the platform's CA, for Node clients that verify");
        put("PUBLIC_URL", facts.url(), "the application as its users see it");
        telemetry();
        put("APP_URL", facts.url(), "the same, under the other usual name");
    }

    /// As OpenTelemetry's SDKs read it; a program without one notices nothing.
    private void telemetry() {
        String reason = "OpenTelemetry: metrics and logs go to the platform";
        put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://" + facts.otlp(), reason);
        put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", reason);
        String service = facts.instance().replaceFirst("-[0-9]+$", "");
        put("OTEL_SERVICE_NAME", service, "OpenTelemetry: whose they are");
        put(
                "OTEL_RESOURCE_ATTRIBUTES",
                "service.instance.id=" + facts.instance(),
                "OpenTelemetry: of which instance");
        put("OTEL_PROPAGATORS", "tracecontext,baggage", "OpenTelemetry: W3C headers");
    }

    private void framework(Framework framework) {
        String port = Integer.toString(facts.port());
        switch (framework) {
            case SPRING -> spring(port);
            case QUARKUS -> quarkus(port);
            case RAILS -> {
                put("RAILS_ENV", "production", "Rails: serve users");
                put("RAILS_LOG_TO_STDOUT", "1", "Rails: logs where `tenfold logs` finds them");
                put("RAILS_SERVE_STATIC_FILES", "1", "Rails: the edge does not hold its files");
            }
            case LARAVEL -> laravel();
            case DJANGO -> {
                String reason = "Django: trust the edge's origin in forms (django-environ users)";
                put("CSRF_TRUSTED_ORIGINS", facts.url(), reason);
            }
            case PYTHON ->
                    put("PYTHONUNBUFFERED", "1", "Python: log lines appear when they are written");
            case NODE -> put("NODE_ENV", "production", "Node: serve users, not developers");
        }
    }

    private void spring(String port) {
        put("SERVER_PORT", port, "Spring Boot does not read PORT");
        put("SERVER_ADDRESS", LOOPBACK, "Spring Boot does not read HOST");
        put("SERVER_FORWARD_HEADERS_STRATEGY", "native", "Spring Boot: the edge says who asks");
        put("SPRING_DATASOURCE_URL", facts.jdbcUrl(), "Spring Boot does not read DATABASE_URL");
        put("SPRING_DATASOURCE_USERNAME", facts.user(), "Spring Boot: role of the database");
        put("SPRING_DATASOURCE_PASSWORD", facts.secret(), "Spring Boot: its password");
    }

    private void quarkus(String port) {
        put("QUARKUS_HTTP_PORT", port, "Quarkus does not read PORT");
        put("QUARKUS_HTTP_HOST", LOOPBACK, "Quarkus does not read HOST");
        put(
                "QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING",
                "true",
                "Quarkus: the edge says who asks");
        put("QUARKUS_DATASOURCE_JDBC_URL", facts.jdbcUrl(), "Quarkus does not read DATABASE_URL");
        String reactive = "postgresql://" + facts.sql() + "/" + facts.database();
        put("QUARKUS_DATASOURCE_REACTIVE_URL", reactive, "Quarkus: the reactive driver's form");
        put("QUARKUS_DATASOURCE_USERNAME", facts.user(), "Quarkus: role of the database");
        put("QUARKUS_DATASOURCE_PASSWORD", facts.secret(), "Quarkus: its password");
    }

    private void laravel() {
        String reason = "Laravel reads DB_* for its database";
        put("DB_CONNECTION", "pgsql", reason);
        put("DB_HOST", facts.sql().host(), reason);
        put("DB_PORT", Integer.toString(facts.sql().port()), reason);
        put("DB_DATABASE", facts.database(), reason);
        put("DB_USERNAME", facts.user(), reason);
        put("DB_PASSWORD", facts.secret(), reason);
        put("LOG_CHANNEL", "stderr", "Laravel: logs where `tenfold logs` finds them");
    }

    private String meaning(Reference reference) {
        return switch (reference) {
            case PG_HOST -> facts.sql().host();
            case PG_PORT -> Integer.toString(facts.sql().port());
            case PG_USER -> facts.user();
            case PG_PASSWORD -> facts.secret();
            case PG_DATABASE -> facts.database();
            case PG_URL -> facts.databaseUrl();
            case PG_JDBC_URL -> facts.jdbcUrl();
            case CA -> facts.site().authority().toString();
            case URL -> facts.url();
            case PORT -> Integer.toString(facts.port());
            case INSTANCE -> facts.instance();
        };
    }
}
