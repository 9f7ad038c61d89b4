// The database's servers and the steps of growth: the one that runs, and the proofs of past ones.

import { bytes, clock, html, latency, since } from "./format.js";
import { fill, state, stateOf } from "./table.js";

const PHASES = ["prepare", "copy", "follow", "verify", "switch", "reversible"];
const PROTECTION = {
  PROTECTED: ["good", "every acknowledged write is on two disks"],
  WRITES_WAIT: ["bad", "writes wait for a standby"],
  UNPROTECTED: ["bad", "the newest writes are on one disk"],
  NONE_WANTED: ["wait", "acknowledged writes are on one disk"],
};

const SERVERS = (now) => [
  { name: "Server", of: (one) => html("b", {}, one.id) },
  { name: "Zone", of: (one) => one.zone },
  { name: "Part", of: (one) => part(one) },
  { name: "State", wide: true, of: (one) => [stateOf(one.state), html("small", {}, one.reason)] },
  { name: "Since", of: (one) => since(one.since, now.at) },
  { name: "Lag", number: true, of: lag },
  { name: "Statements", number: true, of: (one) => (one.serving ? "yes" : "no") },
  { name: "Buffers", number: true, of: (one) => (one.buffersMib ? `${one.buffersMib} MB` : "–") },
  { name: "Restarts", number: true, of: (one) => String(one.restarts) },
];

/** The table of servers, and one sentence about all of them. */
export function servers(now, table, summary) {
  const { cluster } = now;
  if (!cluster) return;
  const [tone, words] = PROTECTION[cluster.protection] ?? ["wait", cluster.protection.toLowerCase()];
  summary.replaceChildren(state(tone, words),
    ` · durability ${cluster.durability.toLowerCase()} · epoch ${cluster.epoch} · automatic failover ${cluster.automaticFailover ? "on" : "paused"}${cluster.held ? ` · ${cluster.held}` : ""}`);
  fill(table, SERVERS(now), cluster.servers);
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

const STEPS = [
  { name: "Step", of: (move) => html("b", {}, String(move.number)) },
  { name: "What, and its proof", wide: true, of: (move) => [move.words, html("small", {}, move.problem && move.phase === "back" ? move.problem : proven(move.proof))] },
  { name: "Ended", of: (move) => ended(move) },
  { name: "At", of: (move) => clock(move.startedAt) },
  { name: "Took", number: true, of: (move) => latency(move.millis * 1000) },
  { name: "Rows compared", number: true, of: ({ proof }) => (proof.rowsCompared === null ? "–" : proof.rowsCompared.toLocaleString("en").replaceAll(",", " ")) },
  { name: "Write pause", number: true, of: ({ proof }) => (proof.pauseMillis === null ? "–" : `${proof.pauseMillis} ms`) },
  { name: "Client errors", number: true, of: ({ proof }) => String(proof.clientErrors) },
];

/** Steps that are over, the newest first, each with its proof. */
export function past(moves, table, empty) {
  const over = moves.filter((move) => !move.running);
  empty.hidden = moves.length > 0;
  table.hidden = over.length === 0;
  fill(table, STEPS, over);
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
