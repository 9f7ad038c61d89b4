package forum.site;

import forum.http.Request;
import java.sql.SQLException;

/// Recognises who sends a request.
public interface Visitors {
    Visitor of(Request request) throws SQLException;
}
