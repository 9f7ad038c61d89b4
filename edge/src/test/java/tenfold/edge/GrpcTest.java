package tenfold.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.edge.kit.RunningEdge;
import tenfold.model.HealthCheck;
import tenfold.model.ServiceProtocol;
import tenfold.testkit.Await;

/// gRPC's own client and server, with the edge between them.
@Timeout(60)
class GrpcTest {
    private static final Metadata.Key<String> DETAIL =
            Metadata.Key.of("detail", Metadata.ASCII_STRING_MARSHALLER);
    private static final MethodDescriptor<byte[], byte[]> SAY = method(MethodType.UNARY, "Say");
    private static final MethodDescriptor<byte[], byte[]> COUNT =
            method(MethodType.SERVER_STREAMING, "Count");
    private static final MethodDescriptor<byte[], byte[]> SUM =
            method(MethodType.CLIENT_STREAMING, "Sum");
    private static final MethodDescriptor<byte[], byte[]> CHAT =
            method(MethodType.BIDI_STREAMING, "Chat");
    private static final CountDownLatch CANCELLED = new CountDownLatch(2);

    private static @Nullable Server server;
    private static @Nullable RunningEdge edge;
    private static @Nullable ManagedChannel channel;

    @BeforeAll
    static void starts() throws Exception {
        server =
                NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                        .addService(service())
                        .build()
                        .start();
        edge = RunningEdge.opened(Edge::new);
        HealthCheck anything =
                new HealthCheck(
                        "/",
                        false,
                        RunningEdge.QUICK.interval(),
                        RunningEdge.QUICK.timeout(),
                        1,
                        2);
        edge.checking(anything.speaking(new ServiceProtocol(ServiceProtocol.Kind.HTTP2, false)));
        edge.serve(server.getPort());
        edge.awaitHealthy(1);
        channel =
                NettyChannelBuilder.forAddress(new InetSocketAddress("127.0.0.1", edge.port()))
                        .usePlaintext()
                        .build();
    }

    @AfterAll
    static void ends() {
        requireNonNull(channel).shutdownNow();
        requireNonNull(server).shutdownNow();
        requireNonNull(edge).close();
    }

    @Test
    void oneMessageEachWay() {
        for (int i = 0; i < 100; i++) {
            assertThat(say("hello " + i)).isEqualTo("you said hello " + i);
        }
        byte[] large = new byte[3 << 20];
        Arrays.fill(large, (byte) 'x');
        assertThat(ask(SAY, large)).hasSize(large.length + 9);
    }

    @Test
    void aFailureArrivesWithItsStatusAndTrailers() {
        assertThatThrownBy(() -> say("fail"))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> {
                            assertThat(failure.getStatus().getCode())
                                    .isEqualTo(Status.Code.FAILED_PRECONDITION);
                            assertThat(failure.getStatus().getDescription()).isEqualTo("not today");
                            assertThat(requireNonNull(failure.getTrailers()).get(DETAIL))
                                    .isEqualTo("tomorrow");
                        });
        assertThatThrownBy(() -> ask(method(MethodType.UNARY, "Unknown"), new byte[0]))
                .hasMessageContaining("UNIMPLEMENTED");
    }

    @Test
    void manyMessagesComeBack() {
        Iterator<byte[]> answers =
                ClientCalls.blockingServerStreamingCall(
                        open(), COUNT, CallOptions.DEFAULT, "5000".getBytes(UTF_8));
        for (int i = 0; i < 5000; i++) {
            assertThat(new String(answers.next(), UTF_8)).isEqualTo(Integer.toString(i));
        }
        assertThat(answers.hasNext()).isFalse();
    }

    @Test
    void manyMessagesGoThere() throws InterruptedException {
        var answers = new Answers();
        StreamObserver<byte[]> out =
                ClientCalls.asyncClientStreamingCall(
                        open().newCall(SUM, CallOptions.DEFAULT), answers);
        for (int i = 0; i < 5000; i++) {
            out.onNext(Integer.toString(i).getBytes(UTF_8));
        }
        out.onCompleted();
        assertThat(answers.next()).isEqualTo("12497500");
        assertThat(answers.next()).isEqualTo("END");
    }

    @Test
    void bothTalkInTurns() throws InterruptedException {
        var answers = new Answers();
        StreamObserver<byte[]> out =
                ClientCalls.asyncBidiStreamingCall(
                        open().newCall(CHAT, CallOptions.DEFAULT), answers);
        for (int i = 0; i < 200; i++) {
            out.onNext(("n" + i).getBytes(UTF_8));
            assertThat(answers.next()).isEqualTo("n" + i + "!");
        }
        out.onCompleted();
        assertThat(answers.next()).isEqualTo("END");
    }

    @Test
    void aDeadlineAndACancelReachTheServer() throws Exception {
        assertThatThrownBy(() ->
                        ClientCalls.blockingUnaryCall(
                                open(),
                                SAY,
                                CallOptions.DEFAULT.withDeadlineAfter(200, TimeUnit.MILLISECONDS),
                                "wait".getBytes(UTF_8)))
                .hasMessageContaining("DEADLINE_EXCEEDED");
        var answers = new Answers();
        ClientCalls.asyncBidiStreamingCall(open().newCall(CHAT, CallOptions.DEFAULT), answers)
                .onNext("wait".getBytes(UTF_8));
        assertThat(answers.next()).isEqualTo("wait!");
        requireNonNull(answers.call).cancel("enough", null);
        assertThat(CANCELLED.await(15, TimeUnit.SECONDS)).isTrue();
        Await.until(
                "nothing in flight",
                RunningEdge.PATIENCE,
                () -> requireNonNull(edge).targets().getFirst().inFlight() == 0);
    }

    private static ManagedChannel open() {
        return requireNonNull(channel);
    }

    private static String say(String text) {
        return new String(ask(SAY, text.getBytes(UTF_8)), UTF_8);
    }

    private static byte[] ask(MethodDescriptor<byte[], byte[]> method, byte[] message) {
        return ClientCalls.blockingUnaryCall(open(), method, CallOptions.DEFAULT, message);
    }

    private static ServerServiceDefinition service() {
        return ServerServiceDefinition.builder("test.Talk")
                .addMethod(SAY, ServerCalls.asyncUnaryCall(GrpcTest::answer))
                .addMethod(COUNT, ServerCalls.asyncServerStreamingCall(GrpcTest::count))
                .addMethod(SUM, ServerCalls.asyncClientStreamingCall(GrpcTest::sum))
                .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(GrpcTest::chat))
                .build();
    }

    private static void answer(byte[] message, StreamObserver<byte[]> out) {
        String text = new String(message, UTF_8);
        if (text.equals("wait")) {
            countCancel();
            return;
        }
        if (text.equals("fail")) {
            var trailers = new Metadata();
            trailers.put(DETAIL, "tomorrow");
            out.onError(
                    Status.FAILED_PRECONDITION
                            .withDescription("not today")
                            .asRuntimeException(trailers));
            return;
        }
        out.onNext(("you said " + text).getBytes(UTF_8));
        out.onCompleted();
    }

    private static void countCancel() {
        Context.current().addListener(_ -> CANCELLED.countDown(), Runnable::run);
    }

    private static void count(byte[] message, StreamObserver<byte[]> out) {
        int most = Integer.parseInt(new String(message, UTF_8));
        for (int i = 0; i < most; i++) {
            out.onNext(Integer.toString(i).getBytes(UTF_8));
        }
        out.onCompleted();
    }

    private static StreamObserver<byte[]> sum(StreamObserver<byte[]> out) {
        return new StreamObserver<>() {
            private long sum;

            @Override
            public void onNext(byte[] message) {
                sum += Long.parseLong(new String(message, UTF_8));
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {
                out.onNext(Long.toString(sum).getBytes(UTF_8));
                out.onCompleted();
            }
        };
    }

    private static StreamObserver<byte[]> chat(StreamObserver<byte[]> out) {
        return new StreamObserver<>() {
            @Override
            public void onNext(byte[] message) {
                String text = new String(message, UTF_8);
                if (text.equals("wait")) {
                    countCancel();
                }
                out.onNext((text + "!").getBytes(UTF_8));
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {
                out.onCompleted();
            }
        };
    }

    /// What came, in its order; `END` or the failure last.
    private static final class Answers implements ClientResponseObserver<byte[], byte[]> {
        private final LinkedBlockingQueue<String> came = new LinkedBlockingQueue<>();
        volatile @Nullable ClientCallStreamObserver<byte[]> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<byte[]> begun) {
            call = begun;
        }

        @Override
        public void onNext(byte[] message) {
            came.add(new String(message, UTF_8));
        }

        @Override
        public void onError(Throwable failure) {
            came.add(failure.toString());
        }

        @Override
        public void onCompleted() {
            came.add("END");
        }

        String next() throws InterruptedException {
            return requireNonNull(came.poll(15, TimeUnit.SECONDS));
        }
    }

    private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName("test.Talk", name))
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
