package tenfold.base.process;

/// A signal that we send to a child.
public enum Signal {
    INT(2, 2),
    QUIT(3, 3),
    KILL(9, 9),
    TERM(15, 15),
    /// Freezes a process; for fault tests.
    STOP(19, 17),
    CONT(18, 19);

    private static final boolean MAC = System.getProperty("os.name", "").startsWith("Mac");

    private final int linux;
    private final int mac;

    Signal(int linux, int mac) {
        this.linux = linux;
        this.mac = mac;
    }

    public int number() {
        return MAC ? mac : linux;
    }
}
