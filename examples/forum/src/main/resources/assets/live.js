// Counts posts written while the page is open. A hidden page gives its connection back.
const line = document.getElementById("live");
let source;

function listen() {
  source = new EventSource("/live");
  source.addEventListener("post", event => {
    const [thread, number] = event.data.split(":");
    const posts = Number(line.dataset.new) + 1;
    line.dataset.new = posts;
    const link = document.createElement("a");
    link.href = `/threads/${thread}?page=${Math.ceil(number / 20)}#post${number}`;
    link.textContent = posts === 1 ? "1 new post" : `${posts} new posts`;
    line.replaceChildren(link);
  });
}

function follow() {
  if (document.hidden) {
    source?.close();
    source = undefined;
  } else if (!source) {
    listen();
  }
}

document.addEventListener("visibilitychange", follow);
addEventListener("pagehide", () => source?.close());
follow();
