// The page of metrics: panels and a question, each the answer of one query over time.

import { html, svg } from "./format.js";

const WIDTH = 600;
const HEIGHT = 160;
const MOMENTS = 240;
const SERIES_MAX = 12;
const EVERY = 10_000;
const PANELS = [
  ["Requests per second, by class", "sum by (class) (rate(tenfold_edge_responses_total[1m]))"],
  ["Latency of requests, seconds", "tenfold_edge_latency_seconds"],
  ["Requests per second, by instance", "rate(tenfold_target_requests_total[1m])"],
  ["Statements per second", "rate(tenfold_sql_statements_total[1m])"],
  ["Latency of statements, seconds", "tenfold_sql_latency_seconds"],
  ["Busy share of the processors", "rate(tenfold_host_busy_seconds_total[1m]) / tenfold_host_processors"],
  ["Processors used, by part", "rate(tenfold_part_cpu_seconds_total[1m])"],
  ["Memory that is free, bytes", "tenfold_host_memory_available_bytes"],
  ["Cache, requests per second by result", "sum by (result) (rate(tenfold_edge_cache_requests_total[1m]))"],
  ["Replica lag, seconds", "tenfold_sql_server_lag_seconds"],
];
const byId = (id) => document.getElementById(id);

async function ask(query, back) {
  const end = Math.floor(Date.now() / 1000);
  const step = Math.max(1, Math.ceil(back / MOMENTS));
  const parameters = new URLSearchParams({ query, start: end - back, end, step });
  const answer = await fetch(`/api/v1/metrics/query_range?${parameters}`);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message);
  return { series: body.data.result, warnings: body.warnings ?? [], end, back };
}

function banner(words) {
  byId("banner").hidden = !words;
  byId("banner").textContent = words;
}

const number = (value) => {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1e9) return `${(value / 1e9).toPrecision(3)} G`;
  if (Math.abs(value) >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  return Number(value.toPrecision(4)).toString();
};

function name(metric) {
  const { __name__: metricName = "", ...labels } = metric;
  const words = Object.entries(labels).map(([label, value]) => `${label}="${value}"`).join(", ");
  return words ? `${metricName}{${words}}` : metricName || "value";
}

/** One drawing: a line a series, gaps where there was nothing, values under the pointer. */
function draw(host, { series, warnings, end, back }) {
  const shown = series.slice(0, SERIES_MAX);
  const values = shown.map((one) => one.values.map(([at, value]) => [at, Number(value)]));
  const all = values.flat().map(([, value]) => value).filter(Number.isFinite);
  if (all.length === 0) {
    host.replaceChildren(html("p", { class: "empty" }, "no data in this time"));
    return;
  }
  const low = Math.min(0, ...all);
  const high = Math.max(...all) > low ? Math.max(...all) : low + 1;
  const x = (at) => (WIDTH * (at - end + back)) / back;
  const y = (value) => HEIGHT - (HEIGHT * (value - low)) / (high - low);
  const apart = (back / MOMENTS) * 2.5;
  const traces = values.map((points, index) => {
    let path = "";
    let before = -Infinity;
    for (const [at, value] of points) {
      if (!Number.isFinite(value)) continue;
      path += `${at - before > apart ? "M" : "L"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      before = at;
    }
    return svg("path", { class: `trace hue-${index % 6}`, d: path });
  });
  const cursor = svg("line", { class: "cursor", y1: 0, y2: HEIGHT, x1: -9, x2: -9 });
  const plot = svg("svg", { class: "plot", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": `${series.length} series` },
    svg("line", { class: "rule", x1: 0, x2: WIDTH, y1: 0, y2: 0 }),
    svg("line", { class: "rule", x1: 0, x2: WIDTH, y1: HEIGHT, y2: HEIGHT }), ...traces, cursor);
  const marks = shown.map((one, index) => html("span", { class: `hue-${index % 6}` }, number(values[index].at(-1)[1])));
  const when = html("span", {}, "now");
  plot.addEventListener("pointermove", (event) => {
    const box = plot.getBoundingClientRect();
    const at = end - back + (back * (event.clientX - box.left)) / box.width;
    cursor.setAttribute("x1", x(at));
    cursor.setAttribute("x2", x(at));
    when.textContent = new Date(at * 1000).toLocaleString();
    values.forEach((points, index) => {
      const nearest = points.reduce((a, b) => (Math.abs(b[0] - at) < Math.abs(a[0] - at) ? b : a));
      marks[index].textContent = number(nearest[1]);
    });
  });
  host.replaceChildren(
    html("div", { class: "scale" }, html("span", {}, number(high)), when),
    plot,
    html("div", { class: "scale" }, html("span", {}, number(low)), html("span", {}, new Date((end - back) * 1000).toLocaleString())),
    html("ul", { class: "legend" }, ...shown.map((one, index) => html("li", {}, marks[index], " ", name(one.metric)))),
    ...(series.length > SERIES_MAX ? [html("p", { class: "empty" }, `and ${series.length - SERIES_MAX} more`)] : []),
    ...warnings.map((words) => html("p", { class: "empty" }, words)));
}

async function show(host, query, back) {
  try {
    draw(host, await ask(query, back));
  } catch (problem) {
    host.replaceChildren(html("p", { class: "empty" }, problem.message));
  }
}

async function alarms() {
  const answer = await fetch("/api/v1/alarms");
  if (answer.status === 401) {
    banner("This page opens from the console. Get a link with `tenfold status`.");
    return;
  }
  banner("");
  const { alarms: all } = await answer.json();
  const rows = all.map((one) =>
    html("tr", {}, html("td", {}, one.name), html("td", {}, one.state.replace("_", " ").toLowerCase()), html("td", {}, one.reason)));
  byId("alarms").replaceChildren(
    html("thead", {}, html("tr", {}, html("th", {}, "alarm"), html("th", {}, "state"), html("th", {}, "why"))),
    html("tbody", {}, ...(rows.length ? rows : [html("tr", {}, html("td", { colspan: 3 }, "none is defined"))])));
}

const panels = PANELS.map(([title, query]) => {
  const host = html("div", {});
  byId("panels").append(html("section", { class: "card", "aria-label": title }, html("h2", {}, title), host));
  return { host, query };
});

async function refresh() {
  if (document.hidden) return;
  const back = Number(byId("back").value);
  await alarms();
  await show(byId("asked"), byId("query").value, back);
  for (const { host, query } of panels) await show(host, query, back);
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  refresh();
});
byId("back").addEventListener("change", refresh);
refresh();
setInterval(refresh, EVERY);
