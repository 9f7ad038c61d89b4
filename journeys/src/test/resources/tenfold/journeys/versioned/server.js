// Answers with its version; a version called "bad" fails every second request.
const http = require('http');
const fs = require('fs');

const version = fs.readFileSync('version', 'utf8').trim();
let count = 0;
const server = http.createServer((request, answer) => {
    request.resume();
    request.on('end', () => {
        count++;
        const fails = version === 'bad' && request.url !== '/health' && count % 2 === 0;
        answer.writeHead(fails ? 500 : 200, {'content-type': 'text/plain'});
        answer.end(version);
    });
});
server.keepAliveTimeout = 120000;
server.listen(process.env.PORT, process.env.HOST);
process.on('SIGTERM', () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
});
