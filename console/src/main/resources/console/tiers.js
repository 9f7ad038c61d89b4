// The tables of the tiers: routes and targets of the edge, instances of the fleet, the primary's load.

import { bytes, html, latency, rate, since } from "./format.js";
import { fill, state, stateOf } from "./table.js";

const WAITS = { CPU: "computes", IO: "waits for the disk", LOCK: "waits for a lock", COMMIT: "commits", CLIENT: "waits for its client", OTHER: "waits for something else" };

const INSTANCES = (now) => [
  { name: "Instance", of: (one) => html("b", {}, one.id) },
  { name: "State", wide: true, of: (one) => [stateOf(one.state, one.routed), html("small", {}, one.reason)] },
  { name: "Since", of: (one) => since(one.since, now.at) },
  { name: "Requests", number: true, of: (one) => `${rate(one.requestsPerSecond)}/s` },
  { name: "p95", number: true, of: (one) => latency(one.latency.p95Micros) },
  { name: "In flight", number: true, of: (one) => String(one.inFlight) },
  { name: "Memory", number: true, of: (one) => bytes(one.memoryBytes) },
  { name: "Restarts", number: true, of: (one) => String(one.restarts) },
  { name: "Port", number: true, of: (one) => String(one.port) },
];

export function instances(now, table) {
  fill(table, INSTANCES(now), now.instances);
}

const ROUTES = [
  { name: "Route", of: (one) => html("b", {}, one.name) },
  { name: "Requests", number: true, of: (one) => `${rate(one.requestsPerSecond)}/s` },
  { name: "Errors", number: true, of: (one) => `${rate(one.errorsPerSecond)}/s` },
  { name: "p50", number: true, of: (one) => latency(one.latency.p50Micros) },
  { name: "p95", number: true, of: (one) => latency(one.latency.p95Micros) },
  { name: "p99", number: true, of: (one) => latency(one.latency.p99Micros) },
  { name: "Out", number: true, of: (one) => `${bytes(one.bytesOutPerSecond)}/s` },
];

export function routes(now, table) {
  fill(table, ROUTES, now.edge?.routes ?? []);
}

const TARGETS = [
  { name: "Target", of: (one) => html("b", {}, one.id) },
  { name: "State", wide: true, of: (one) => state(one.routed ? "good" : "warn", one.routed ? "gets requests" : "gets none") },
  { name: "Requests", number: true, of: (one) => `${rate(one.requestsPerSecond)}/s` },
  { name: "Failures", number: true, of: (one) => `${rate(one.failuresPerSecond)}/s` },
  { name: "p95", number: true, of: (one) => latency(one.latency.p95Micros) },
  { name: "In flight", number: true, of: (one) => String(one.inFlight) },
];

export function targets(now, table) {
  fill(table, TARGETS, now.instances);
}

const STATEMENTS = [
  { name: "Statement", wide: true, of: (one) => [html("code", {}, one.text), one.remedy ? html("small", {}, one.remedy) : null] },
  { name: "Active", number: true, of: (one) => one.active.toFixed(2) },
  { name: "Takes about", number: true, of: (one) => latency(one.micros) },
  { name: "Reads", of: (one) => (one.reads ? "yes" : "no") },
];

/** What the primary's sessions do, as a bar of waits, and the statements behind it. */
export function load(now, host) {
  const seen = now.database?.load;
  if (!seen?.samples) {
    host.replaceChildren(html("p", { class: "empty" }, "Nothing was seen yet."));
    return;
  }
  const waits = Object.entries(seen.waits).sort(([, a], [, b]) => b - a);
  const bar = html("div", { class: "waits", role: "img", "aria-label": waits.map(([name, active]) => `${WAITS[name]}: ${active.toFixed(2)}`).join(", ") },
    ...waits.map(([name, active]) => {
      const part = html("i", { class: `wait-${name.toLowerCase()}` });
      part.style.flexGrow = String(active);
      return part;
    }));
  const legend = html("p", { class: "summary" }, ...waits.map(([name, active]) =>
    html("span", { class: `key wait-${name.toLowerCase()}` }, `${WAITS[name]} ${active.toFixed(2)}`)));
  const table = html("table");
  fill(table, STATEMENTS, seen.statements);
  host.replaceChildren(
    html("p", {}, html("b", {}, seen.active.toFixed(2)), ` sessions are active on average over the last ${seen.samples} s; ${seen.reading.toFixed(2)} of them only read`),
    bar, legend, ...(seen.statements.length ? [html("div", { class: "scroll" }, table)] : []));
}
