package tenfold.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import tenfold.base.Check;

/// Logs many clients in to a PostgreSQL address and keeps them connected, each on one socket, until
/// it is stopped. Arguments: port, database, user, file of the password, number of clients, file to
/// create when all are connected.
///
/// `pgbench -c 10000` would do, but it derives the key from the password anew for each client,
/// which costs minutes of CPU; here it is derived once.
final class IdleClients {
    private static final int TIMEOUT_MILLIS = 30_000;

    private IdleClients() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        String password = Files.readString(Path.of(arguments[3])).strip();
        var login = new ScramLogin(arguments[1], arguments[2], password);
        int count = Integer.parseInt(arguments[4]);
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            login.run(socket.getInputStream(), socket.getOutputStream());
            clients.add(socket);
        }
        Check.that(clients.size() == count, "%d clients", clients.size());
        Files.writeString(Path.of(arguments[5]), "connected");
        new CountDownLatch(1).await();
    }
}
