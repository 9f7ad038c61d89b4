package tenfold.model;

import tenfold.base.Check;

/// Memory settings of a PostgreSQL server, in MiB, and its connection limit.
public record ServerMemory(
        int sharedBuffersMib,
        int effectiveCacheMib,
        int workMib,
        int maintenanceWorkMib,
        int connectionsMax) {
    public ServerMemory {
        Check.that(sharedBuffersMib >= 16, "sharedBuffersMib %d is below 16", sharedBuffersMib);
        Check.that(workMib >= 1, "workMib %d is below 1", workMib);
        Check.that(connectionsMax >= 10, "connectionsMax %d is below 10", connectionsMax);
    }

    /// A quarter of half the machine for shared buffers, within 64 MiB to 8 GiB: the application
    /// and the platform share the machine.
    public static ServerMemory forMachine(long memoryMib) {
        int shared = Math.clamp(memoryMib / 8, 64, 8192);
        int cache = Math.clamp(memoryMib / 2, 128, 1 << 20);
        int maintenance = Math.clamp(memoryMib / 32, 32, 1024);
        return new ServerMemory(shared, cache, 4, maintenance, 100);
    }
}
