package tenfold.edge.kit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Web servers of others, each with its own reading of where a request ends. Set up here, they read
/// every request to its end, answer it with 200, and print a line that begins with its path.
public enum WebServer {
    NODE("node") {
        @Override
        List<String> arguments(int port, Path folder) {
            return List.of("-e", NODE_PROGRAM, Integer.toString(port));
        }
    },
    NGINX("nginx") {
        @Override
        List<String> arguments(int port, Path folder) throws IOException {
            Path file = folder.resolve("nginx.conf");
            Files.writeString(
                    file,
                    NGINX_CONFIGURATION
                            .replace("PORT", Integer.toString(port))
                            .replace("FOLDER", folder.toString()));
            return List.of("-e", "stderr", "-p", folder.toString(), "-c", file.toString());
        }
    };

    private static final String NODE_PROGRAM =
            """
            require('http').createServer((q, a) => {
              let n = 0; q.on('data', d => n += d.length);
              q.on('end', () => { if (q.url !== '/health') console.log(q.url + ' ' + n); a.end('ok'); });
            }).listen(Number(process.argv[1]), '127.0.0.1');
            """;

    /// It passes requests on to itself: so it must read their bodies before it answers.
    private static final String NGINX_CONFIGURATION =
            """
            daemon off;
            master_process off;
            pid FOLDER/pid;
            events {}
            http {
              client_body_temp_path FOLDER/body;
              proxy_temp_path FOLDER/proxy;
              fastcgi_temp_path FOLDER/fastcgi;
              uwsgi_temp_path FOLDER/uwsgi;
              scgi_temp_path FOLDER/scgi;
              log_format seen '$request_uri $request_length';
              access_log off;
              server {
                listen 127.0.0.1:PORT;
                location / { access_log /dev/stdout seen; proxy_pass http://unix:FOLDER/inner; }
                location = /health { return 200; }
              }
              server {
                listen unix:FOLDER/inner;
                return 200 ok;
              }
            }
            """;

    private final String program;

    WebServer(String program) {
        this.program = program;
    }

    /// Where it is installed, if it is.
    public Optional<Path> program() {
        String folders = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
        return Stream.of(folders.split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// What it is started with; `folder` is its own.
    abstract List<String> arguments(int port, Path folder) throws IOException;
}
