package tenfold.control.acme;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;
import tenfold.base.net.PemFiles;
import tenfold.model.manifest.ListenerManifest.Acme;

/// Orders one certificate: account, order, a challenge for each name, answered by the edges over
/// HTTP, and the certificate for a new key.
final class AcmeOrder {
    private static final Duration STEP_MAX = Duration.ofMinutes(2);

    /// Makes every edge answer these challenges, and returns when they do.
    interface Publisher {
        void publish(Map<String, String> answers) throws IOException, InterruptedException;
    }

    private final Acme wanted;
    private final AcmeFiles files;
    private final Publisher publisher;

    AcmeOrder(Acme wanted, AcmeFiles files, Publisher publisher) {
        this.wanted = wanted;
        this.files = files;
        this.publisher = publisher;
    }

    /// Orders, and keeps what is issued; throws [IOException] with the authority's words.
    void run() throws IOException, InterruptedException {
        try {
            Account account = account();
            Order order = account.newOrder().domains(wanted.names()).create();
            prove(order.getAuthorizations());
            check(order.waitUntilReady(STEP_MAX), Status.READY, order);
            KeyPair key = AcmeFiles.newKey();
            order.execute(key);
            check(order.waitForCompletion(STEP_MAX), Status.VALID, order);
            var chain = new StringWriter();
            order.getCertificate().writeCertificate(chain);
            files.keep(wanted, chain.toString(), key);
        } catch (AcmeException e) {
            throw new IOException(words(e), e);
        } finally {
            publisher.publish(Map.of());
        }
    }

    private Account account() throws AcmeException, IOException {
        var builder =
                new AccountBuilder()
                        .agreeToTermsOfService()
                        .useKeyPair(files.account(wanted.directory()));
        if (wanted.email() != null) {
            builder.addEmail(wanted.email());
        }
        var directory = URI.create(wanted.directory());
        Path authorities = wanted.authorities();
        return builder.create(
                authorities == null
                        ? new Session(directory)
                        : new Session(directory, new Trusting(PemFiles.client(authorities))));
    }

    private void prove(List<Authorization> authorizations)
            throws AcmeException, IOException, InterruptedException {
        Map<String, String> answers = new HashMap<>();
        Map<Authorization, Http01Challenge> open = new HashMap<>();
        for (Authorization each : authorizations) {
            if (each.getStatus() != Status.VALID) {
                Http01Challenge challenge =
                        each.findChallenge(Http01Challenge.class)
                                .orElseThrow(() ->
                                        new IOException(
                                                "the authority offers no proof over HTTP"
                                                        + " for "
                                                        + each.getIdentifier()));
                answers.put(challenge.getToken(), challenge.getAuthorization());
                open.put(each, challenge);
            }
        }
        publisher.publish(answers);
        for (Http01Challenge challenge : open.values()) {
            challenge.trigger();
        }
        for (var each : open.entrySet()) {
            if (each.getKey().waitForCompletion(STEP_MAX) != Status.VALID) {
                each.getValue().fetch();
                throw new IOException(
                        each.getKey().getIdentifier().getDomain() + ": " + why(each.getValue()));
            }
        }
    }

    private static String why(Challenge challenge) {
        return challenge.getError().map(AcmeOrder::words).orElse("the proof was not accepted");
    }

    private static void check(Status status, Status wanted, Order order) throws IOException {
        if (status != wanted) {
            String reason = order.getError().map(AcmeOrder::words).orElse("no reason given");
            throw new IOException("the order is " + status + ": " + reason);
        }
    }

    private static String words(Problem problem) {
        return problem.getDetail().orElse(problem.getType().toString());
    }

    private static String words(AcmeException e) {
        Throwable cause = e.getCause();
        String words = String.valueOf(e.getMessage());
        return cause == null || words.contains(String.valueOf(cause.getMessage()))
                ? words
                : words + ": " + cause.getMessage();
    }

    /// An authority whose own certificate is signed by one that the JDK does not know.
    private static final class Trusting extends GenericAcmeProvider {
        private final SSLContext context;

        Trusting(SSLContext context) {
            this.context = context;
        }

        @Override
        public HttpClient createHttpClient(@Nullable NetworkSettings settings) {
            return HttpClient.newBuilder()
                    .sslContext(context)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
        }
    }
}
