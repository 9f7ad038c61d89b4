// The console: one stream of events from control, drawn as it comes. It knows nothing that the
// HTTP API does not say, and goes on by itself when control comes back.

import { html, latency, prose, rate, since } from "./format.js";
import { Chart } from "./chart.js";
import { Diagram } from "./diagram.js";
import { past, running, servers } from "./growth.js";
import { Ladder } from "./ladder.js";
import { Log } from "./log.js";
import { Pages } from "./pages.js";
import { instances, load, routes, targets } from "./tiers.js";

const RETRY_MAX = 10_000;
const HIDDEN_MAX = 60_000;
const PLAN_EVERY = 5_000;
const byId = (id) => document.getElementById(id);

const diagram = new Diagram(byId("diagram"));
const rates = new Chart(byId("chart-rate"), rate);
const latencies = new Chart(byId("chart-latency"), latency);
const log = new Log(byId("log"), byId("sources"), newest);
const ladder = new Ladder({ findings: byId("findings"), outlook: byId("outlook"), offers: byId("offers"), dialog: byId("dialog") });

let events = null;
let retryAfter = 1000;
let hiddenSince = 0;
let knownMoves = null;
let plannedAt = 0;
let pages = null;

function state(name, words) {
  document.body.dataset.state = name;
  byId("connection").textContent = words;
}

function banner(words) {
  const place = byId("banner");
  place.hidden = !words;
  place.textContent = words;
}

async function signIn() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!token) return;
  history.replaceState(null, "", location.pathname);
  const answer = await fetch("/api/v1/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token }),
  });
  if (!answer.ok) byId("signed-out-why").textContent = (await answer.json()).message;
}

function connect() {
  events?.close();
  events = new EventSource("/api/v1/events");
  events.addEventListener("background", (event) => background(JSON.parse(event.data)));
  events.addEventListener("status", (event) => status(JSON.parse(event.data)));
  events.addEventListener("sources", (event) => log.know(JSON.parse(event.data)));
  events.addEventListener("log", (event) => log.add(JSON.parse(event.data)));
  events.addEventListener("error", lost);
}

/** The newest lines of one source, for when a busier one has pushed them out. */
async function newest(source) {
  const answer = await fetch(`/api/v1/logs?lines=200&source=${encodeURIComponent(source)}`);
  return answer.ok ? (await answer.text()).split("\n").filter(Boolean).map((line) => JSON.parse(line)) : [];
}

/** The stream ended: because the session did, or because control is away for a while. */
async function lost() {
  events?.close();
  events = null;
  let code = 0;
  try {
    code = (await fetch("/api/v1/status")).status;
  } catch {
    // Nobody listens: control is being restarted.
  }
  if (code === 401) {
    state("signed-out", "signed out");
    byId("signed-out").hidden = false;
    banner("");
    return;
  }
  state("lost", "reconnecting");
  banner("Control does not answer. The application is not affected; this page goes on by itself.");
  setTimeout(connect, retryAfter);
  retryAfter = Math.min(RETRY_MAX, retryAfter * 2);
}

function background({ ladder, history: points }) {
  retryAfter = 1000;
  log.clear();
  rates.start(points.map((point) => ({ at: Date.parse(point.at), value: point.requestsPerSecond })));
  latencies.start(points.map((point) => ({ at: Date.parse(point.at), value: point.p95Micros })));
  byId("ladder").replaceChildren(...ladder.map((step) =>
    html("li", { class: step.here ? "here" : "", title: step.built ? step.what : `${step.what}. Not built yet.`, ...(step.here ? { "aria-current": "step" } : {}) },
      html("b", {}, step.name), `${step.users} ${step.users === "1" ? "user" : "users"}`)));
}

function status(now) {
  const stale = now.node?.stale;
  state(stale ? "stale" : "live", stale ? "stale" : "live");
  banner(stale ? `The node has not reported for ${Math.round(now.node.reportAgeMillis / 1000)} s. What is shown is old.` : "");
  document.title = `${now.problems.length ? `(${now.problems.length}) ` : ""}${now.application} · Tenfold`;
  byId("application").textContent = now.application;
  links(now.urls);
  byId("advice").textContent = now.next.advice;
  byId("reason").textContent = now.next.reason;
  byId("command").textContent = now.next.command ?? "";
  byId("command").hidden = !now.next.command;
  problems(now.problems);
  byId("diagram-title").textContent = `${now.stage.name} · for ${now.stage.users} ${now.stage.users === "1" ? "user" : "users"}, on the way to ${now.stage.of}`;
  diagram.draw(now);
  const at = Date.parse(now.at);
  rates.add(at, now.edge?.requestsPerSecond ?? 0);
  latencies.add(at, now.edge?.latency.p95Micros ?? 0, now.goals.p95Micros);
  instances(now, byId("instances"));
  routes(now, byId("routes"));
  targets(now, byId("targets"));
  load(now, byId("load"));
  servers(now, byId("servers"), byId("cluster"));
  running(now.move, byId("running"));
  byId("undo").hidden = !now.move || now.move.running || now.move.undone;
  plan(pages.shown);
  moves(now.move);
  footer(now);
}

/** Asks for all steps when one has begun or ended. */
async function moves(newest) {
  const key = newest ? JSON.stringify([newest.number, newest.running, newest.phase, newest.undone]) : "none";
  if (knownMoves === key) return;
  knownMoves = key;
  try {
    const answer = await fetch("/api/v1/moves");
    if (answer.ok) past((await answer.json()).moves, byId("steps"), byId("no-steps"));
  } catch {
    // The stream says that control is away; what is shown stays, and is asked for again.
    knownMoves = null;
  }
}

function links(urls) {
  const wanted = [[urls.app, urls.app.replace("http://", "")], [urls.appTls, "https"]];
  if (byId("links").childElementCount === wanted.length) return;
  byId("links").replaceChildren(...wanted.map(([href, words]) => html("a", { href, target: "_blank", rel: "noopener" }, words)));
}

function problems(found) {
  const key = JSON.stringify(found);
  const list = byId("problems");
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  list.replaceChildren(...found.map((one) =>
    html("li", {}, html("code", { class: "code" }, one.code), html("b", {}, one.message), html("span", {}, ...prose(one.next)))));
}

/** What is advised changes slowly, and is asked for while somebody looks at it. */
async function plan(page) {
  if (page !== "ladder" || document.body.dataset.state !== "live" || Date.now() - plannedAt < PLAN_EVERY) return;
  plannedAt = Date.now();
  try {
    await ladder.load();
  } catch {
    // The stream says that control is away; what is shown stays.
  }
}

function footer(now) {
  byId("footer").replaceChildren(
    html("span", {}, `running for ${since(now.since, now.at)}`),
    html("span", {}, `image ${now.image.wanted}`),
    html("span", {}, now.urls.database),
    html("span", {}, now.dataFolder));
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    hiddenSince = Date.now();
    setTimeout(() => {
      if (document.hidden && Date.now() - hiddenSince >= HIDDEN_MAX) {
        events?.close();
        events = null;
      }
    }, HIDDEN_MAX + 500);
  } else if (!events && document.body.dataset.state !== "signed-out") {
    connect();
  }
});
byId("undo").addEventListener("click", () => ladder.take("Take back the newest step", "undo", {}));
addEventListener("hashchange", () => {
  if (location.hash.startsWith("#token=")) location.reload();
});

try {
  await signIn();
} catch {
  // Nobody listens; the stream says so and tries again.
}
pages = new Pages(byId("pages"), (page) => {
  plannedAt = 0;
  plan(page);
});
connect();
