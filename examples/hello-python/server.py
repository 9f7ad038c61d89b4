import os
import platform
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Hello(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        text = f"Hello from Python {platform.python_version()}, process {os.getpid()}. You asked for {self.path}\n"
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *arguments):
        pass


signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
address = (os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8080")))
ThreadingHTTPServer(address, Hello).serve_forever()
