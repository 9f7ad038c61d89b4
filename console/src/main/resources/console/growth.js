// The database's servers and the steps of growth: the one that runs, and the proofs of past ones.

import { bytes, clock, html, latency, look, shape, since, svg } from "./format.js";

const PHASES = ["prepare", "copy", "follow", "verify", "switch", "reversible"];
const PROTECTION = {
  PROTECTED: ["good", "every acknowledged write is on two disks"],
  WRITES_WAIT: ["bad", "writes wait for a standby"],
  UNPROTECTED: ["bad", "the newest writes are on one disk"],
  NONE_WANTED: ["wait", "acknowledged writes are on one disk"],
};

/** The table of servers, and one sentence about all of them. */
export function servers(now, table, summary) {
  const { cluster } = now;
  table.closest("section").hidden = !cluster;
  if (!cluster) return;
  const [tone, words] = PROTECTION[cluster.protection] ?? ["wait", cluster.protection.toLowerCase()];
  summary.replaceChildren(state(tone, words),
    ` · durability ${cluster.durability.toLowerCase()} · epoch ${cluster.epoch} · automatic failover ${cluster.automaticFailover ? "on" : "paused"}${cluster.held ? ` · ${cluster.held}` : ""}`);
  table.tBodies[0].replaceChildren(...cluster.servers.map((one) => server(one, now)));
}

function server(one, now) {
  const cell = (words, label) => html("td", { class: "number", "data-label": label }, words);
  const { tone, word } = look(one.state);
  return html("tr", {},
    html("td", {}, html("b", {}, one.id)),
    html("td", { "data-label": "zone" }, one.zone),
    html("td", { "data-label": "part" }, part(one)),
    html("td", { class: "wide" }, state(tone, word), html("small", {}, one.reason)),
    html("td", { "data-label": "since" }, since(one.since, now.at)),
    cell(lag(one), "lag"),
    cell(one.serving ? "yes" : "no", "statements"),
    cell(one.buffersMib ? `${one.buffersMib} MB` : "–", "buffers"),
    cell(String(one.restarts), "restarts"));
}

export function part(one, short = false) {
  const word = one.part.toLowerCase();
  if (one.part === "JOINING" && one.totalBytes) return `joining, ${Math.min(100, Math.floor(100 * one.copiedBytes / one.totalBytes))} %`;
  if (!one.synchronous) return word;
  return short ? `sync ${word}` : `${word}, synchronous`;
}

/** How far a server is behind; nothing for one that follows nobody. */
export function lag(one) {
  if (one.part !== "STANDBY" && one.part !== "REPLICA") return "–";
  const size = one.lagBytes < 1024 ? `${one.lagBytes} B` : one.lagBytes < 1 << 20 ? `${Math.round(one.lagBytes / 1024)} kB` : bytes(one.lagBytes);
  return one.lagMillis ? `${size}, ${latency(one.lagMillis * 1000)}` : size;
}

function state(tone, words) {
  return html("span", { class: `state ${tone}` }, svg("svg", { viewBox: "-.5 -.5 11 11", "aria-hidden": "true" }, shape(tone)), words);
}

/** The step that runs: its phases, how far it is, and what it does. */
export function running(move, host) {
  const key = JSON.stringify(move?.running ? [move.number, move.phase, move.leg, move.progress, move.share, move.problem] : null);
  if (host.dataset.key === key) return;
  host.dataset.key = key;
  host.hidden = !move?.running;
  if (!move?.running) return;
  const at = PHASES.indexOf(move.phase);
  const back = move.phase === "back";
  const track = html("ol", { class: "phases" }, ...PHASES.map((phase, i) =>
    html("li", { class: back ? "" : i < at ? "past" : i === at ? "here" : "", ...(i === at ? { "aria-current": "step" } : {}) }, phase)));
  const share = move.share === null ? [] : [html("progress", { max: "1", value: String(move.share), "aria-label": "part of this phase" })];
  host.replaceChildren(
    html("p", {}, html("b", {}, move.words), ` · step ${move.number}, part ${move.leg} of ${move.legs}`),
    track, ...share,
    html("p", { class: "doing" }, back ? state("warn", "going back") : "", back ? " · " : "", move.progress || move.action),
    ...(move.problem ? [html("p", { class: "doing" }, move.problem)] : []));
}

/** Steps that are over, the newest first, each with its proof. */
export function past(moves, table, empty) {
  const over = moves.filter((move) => !move.running);
  empty.hidden = moves.length > 0;
  table.hidden = over.length === 0;
  table.tBodies[0].replaceChildren(...over.map((move) => {
    const { proof } = move;
    const cell = (words, label) => html("td", { class: "number", "data-label": label }, words);
    return html("tr", {},
      html("td", {}, html("b", {}, String(move.number))),
      html("td", { class: "wide" }, move.words, html("small", {}, move.problem && move.phase === "back" ? move.problem : proven(proof))),
      html("td", { "data-label": "ended" }, ended(move)),
      html("td", { "data-label": "at" }, clock(move.startedAt)),
      cell(latency(move.millis * 1000), "took"),
      cell(proof.rowsCompared === null ? "–" : proof.rowsCompared.toLocaleString("en").replaceAll(",", " "), "rows compared"),
      cell(proof.pauseMillis === null ? "–" : `${proof.pauseMillis} ms`, "write pause"),
      cell(String(proof.clientErrors), "client errors"));
  }));
}

function ended(move) {
  if (move.undone) return state("wait", "taken back");
  if (move.phase === "back") return state("warn", "went back");
  return state("good", move.keepsWayBack ? "way back open" : move.phase);
}

function proven(proof) {
  const parts = [];
  if (proof.rowsCompared !== null) parts.push(`${proof.tablesCompared} tables compared, none differs`);
  if (proof.bytesCopied) parts.push(`${bytes(proof.bytesCopied)} copied`);
  if (proof.pauseMillis !== null) parts.push(`${proof.lagBytes} B behind at the switch, ${proof.held} statements waited, ${proof.ended} transactions ended`);
  parts.push(`${proof.statements.toLocaleString("en").replaceAll(",", " ")} statements meanwhile, ${proof.toRetry} told to retry, ${proof.unknown} of unknown outcome`);
  return parts.join(" · ");
}
