package forum.proofs;

import forum.db.Database;
import forum.http.Html;
import forum.http.Request;
import forum.http.Response;
import forum.http.Router;
import forum.site.Show;
import forum.site.Site;
import java.sql.SQLException;
import java.util.List;

/// A page that asks much of the database: who answers fastest, over all posts ever written.
public final class Report {
    private record Helper(String name, long answers, long threads, long minutesMedian) {}

    private final Site site;
    private final Database database;

    public Report(Site site, Database database) {
        this.site = site;
        this.database = database;
    }

    public void addTo(Router router) {
        router.get("/report", this::show);
    }

    private List<Helper> helpers() throws SQLException {
        return database.snapshot(sql -> {
            sql.script("SET LOCAL statement_timeout = '10s'");
            sql.script("SET LOCAL work_mem = '32MB'");
            return sql.list(
                    """
                    WITH answers AS (
                        SELECT author_id, thread_id, created_at
                            - lag(created_at) OVER (PARTITION BY thread_id ORDER BY number) AS after,
                            lag(author_id) OVER (PARTITION BY thread_id ORDER BY number) AS answered
                        FROM posts
                    )
                    SELECT u.name, count(*), count(DISTINCT a.thread_id),
                        extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY a.after)) / 60
                    FROM answers a JOIN users u ON u.id = a.author_id
                    WHERE a.answered <> a.author_id
                    GROUP BY u.name HAVING count(*) >= 5
                    ORDER BY 4, 2 DESC LIMIT 20
                    """,
                    row ->
                            new Helper(
                                    row.getString(1),
                                    row.getLong(2),
                                    row.getLong(3),
                                    Math.round(row.getDouble(4))));
        });
    }

    private Response show(Request request) throws SQLException {
        Html rows =
                Html.join(
                        helpers().stream()
                                .map(helper ->
                                        Html.of(
                                                "<tr><td>{}{}</td><td>{} min</td><td>{}</td><td>{}</td></tr>",
                                                Show.face(helper.name()),
                                                Show.member(helper.name()),
                                                Show.count(helper.minutesMedian()),
                                                Show.count(helper.answers()),
                                                Show.count(helper.threads()))));
        Html content =
                Html.of(
                        """
                        <h1>Quickest helpers</h1>
                        <p class="soft">Median time until the answer, over every post there is.</p>
                        <table><thead><tr><th>Member</th><th>Answers after</th><th>Answers</th><th>Threads</th></tr></thead>
                        <tbody>{}</tbody></table>
                        """,
                        rows);
        return site.page(request, site.visitor(request), "Quickest helpers", content);
    }
}
