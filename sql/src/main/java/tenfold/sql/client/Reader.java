package tenfold.sql.client;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Takes the answers of [Connection#exchange] in the order in which they come.
@FunctionalInterface
public interface Reader {
    void result(Result result) throws IOException;

    /// One piece of copied data, valid during the call.
    default void data(ByteBuffer piece) throws IOException {
        throw new ProtocolException("the server copies data that nobody asked for");
    }

    /// The copy that is going on has ended.
    default void dataEnds() throws IOException {}

    /// Takes copied data alone.
    @FunctionalInterface
    interface Data {
        void accept(ByteBuffer piece) throws IOException;
    }
}
