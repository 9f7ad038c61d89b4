package forum.forums;

import forum.db.Database;
import java.sql.Array;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The names behind author ids, fetched in one go for a whole page.
final class Authors {
    private Authors() {}

    static Map<Long, String> of(Database database, List<Threads.Post> posts) throws SQLException {
        Long[] ids = posts.stream().map(Threads.Post::authorId).distinct().toArray(Long[]::new);
        return database.run(sql -> {
            Map<Long, String> names = new HashMap<>();
            Array array = sql.connection().createArrayOf("bigint", ids);
            sql.list(
                    "SELECT id, name FROM users WHERE id = ANY (?)",
                    row -> names.put(row.getLong(1), row.getString(2)),
                    array);
            array.free();
            return names;
        });
    }
}
