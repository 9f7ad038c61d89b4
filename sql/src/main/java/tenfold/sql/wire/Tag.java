package tenfold.sql.wire;

/// The first byte of each message. Some letters mean one thing from a client and another from a
/// server.
public final class Tag {
    // From clients.
    public static final byte QUERY = 'Q';
    public static final byte PARSE = 'P';
    public static final byte BIND = 'B';
    public static final byte EXECUTE = 'E';
    public static final byte DESCRIBE = 'D';
    public static final byte CLOSE = 'C';
    public static final byte SYNC = 'S';
    public static final byte FLUSH = 'H';
    public static final byte FUNCTION_CALL = 'F';
    public static final byte COPY_FAIL = 'f';
    public static final byte PASSWORD = 'p';
    public static final byte TERMINATE = 'X';

    // From both.
    public static final byte COPY_DATA = 'd';
    public static final byte COPY_DONE = 'c';

    // From servers.
    public static final byte AUTHENTICATION = 'R';
    public static final byte PARAMETER_STATUS = 'S';
    public static final byte BACKEND_KEY = 'K';
    public static final byte READY = 'Z';
    public static final byte ERROR = 'E';
    public static final byte NOTICE = 'N';
    public static final byte NOTIFICATION = 'A';
    public static final byte PARSE_COMPLETE = '1';
    public static final byte BIND_COMPLETE = '2';
    public static final byte CLOSE_COMPLETE = '3';
    public static final byte ROW_DESCRIPTION = 'T';
    public static final byte PARAMETER_DESCRIPTION = 't';
    public static final byte NO_DATA = 'n';
    public static final byte DATA_ROW = 'D';
    public static final byte COMMAND_COMPLETE = 'C';
    public static final byte EMPTY_QUERY = 'I';
    public static final byte PORTAL_SUSPENDED = 's';
    public static final byte COPY_IN = 'G';
    public static final byte COPY_OUT = 'H';
    public static final byte FUNCTION_RESULT = 'V';
    public static final byte NEGOTIATE = 'v';

    private Tag() {}

    /// Whether a server's message is read whole by whoever passes it on: it is short, or changes
    /// what the connection can be used for.
    public static boolean isReadWhole(byte tag) {
        return tag == READY
                || tag == ERROR
                || tag == PARAMETER_STATUS
                || tag == COMMAND_COMPLETE
                || tag == NOTICE
                || tag == NOTIFICATION;
    }
}
