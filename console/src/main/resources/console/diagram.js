// The talk's picture of this stage, drawn from the real topology: users, edge, instances, database.

import { bytes, latency, look, rate, shape, svg } from "./format.js";
import { lag, part } from "./growth.js";

const SHOWN_MAX = 6;
const SERVERS_SHOWN_MAX = 6;
const SERVER = { w: 200, h: 60, pitch: 68 };
const ZONE = { head: 24, foot: 6, gap: 12, side: 10 };

/** The servers to draw by zone, the primary's zone first; nothing while there is only one. */
function zones(cluster) {
  if (!cluster || cluster.servers.length < 2) return [];
  const weight = (one) => (one.id === cluster.primary ? 0 : one.part === "STANDBY" ? 1 : 2);
  const shown = [...cluster.servers].sort((a, b) => weight(a) - weight(b)).slice(0, SERVERS_SHOWN_MAX);
  const names = [...new Set(shown.map((one) => one.zone))];
  return names.map((name) => ({ name, servers: shown.filter((one) => one.zone === name) }));
}

/** How high the zones are, one above the other. */
function tower(groups) {
  return groups.reduce((sum, { servers }) => sum + ZONE.head + servers.length * SERVER.pitch + ZONE.foot + ZONE.gap, -ZONE.gap);
}

/** A box for each zone and each server in it. */
function place(groups, x, y, w) {
  let top = y;
  return groups.map((group) => {
    const h = ZONE.head + group.servers.length * SERVER.pitch + ZONE.foot;
    const zone = { ...group, box: { x: x - ZONE.side, y: top, w: w + 2 * ZONE.side, h } };
    zone.boxes = group.servers.map((_, i) => ({ x, y: top + ZONE.head + i * SERVER.pitch, w, h: SERVER.h }));
    top += h + ZONE.gap;
    return zone;
  });
}

/** Boxes and wires for a wide page: left to right. */
function wide(count, groups) {
  const rows = Math.max(1, count);
  const pitch = 74;
  const high = groups.length ? tower(groups) : 0;
  const height = Math.max(270, 84 + rows * pitch, high + 92);
  const middle = (height + 20) / 2;
  const top = middle - (rows * pitch) / 2 + 6;
  const boxes = {
    users: { x: 16, y: middle - 40, w: 96, h: 80 },
    machine: { x: 236, y: 16, w: 868, h: height - 32 },
    edge: { x: 264, y: middle - 46, w: 176, h: 92 },
    instances: Array.from({ length: rows }, (_, i) => ({ x: 560, y: top + i * pitch, w: 216, h: 62 })),
    database: { x: 896, y: middle - 54, w: 184, h: 108 },
    zones: place(groups, 874, middle - high / 2 + 6, SERVER.w),
  };
  const wire = (a, b) => {
    const from = { x: a.x + a.w, y: a.y + a.h / 2 };
    const to = { x: b.x, y: b.y + b.h / 2 };
    const bend = (to.x - from.x) / 2;
    return `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
  };
  const label = (a, b) => ({ x: (a.x + a.w + b.x) / 2, y: (a.y + a.h / 2 + b.y + b.h / 2) / 2 });
  return { width: 1120, height, boxes, wire, label };
}

/** The same for a phone: top to bottom. */
function tall(count, groups) {
  const rows = Math.max(1, count);
  const first = 292;
  const last = first + rows * 74;
  const base = groups.length ? tower(groups) : 108;
  const boxes = {
    users: { x: 132, y: 0, w: 96, h: 76 },
    machine: { x: 2, y: 138, w: 356, h: last + base + 90 - 138 },
    edge: { x: 92, y: 166, w: 176, h: 78 },
    instances: Array.from({ length: rows }, (_, i) => ({ x: 44, y: first + i * 74, w: 272, h: 62 })),
    database: { x: 88, y: last + 44, w: 184, h: 108 },
    zones: place(groups, 54, last + 40, 252),
  };
  const wire = (a, b) => `M${a.x + a.w / 2} ${a.y + a.h}L${b.x + b.w / 2} ${b.y}`;
  const label = (a, b) => ({ x: (a.x + a.w / 2 + b.x + b.w / 2) / 2, y: (a.y + a.h + b.y) / 2 });
  return { width: 360, height: last + base + 94, boxes, wire, label, stacked: true };
}

export class Diagram {
  #host;
  #key = "";
  #slots = new Map();

  constructor(host) {
    this.#host = host;
    new ResizeObserver(() => this.#last && this.draw(this.#last)).observe(host);
  }

  #last = null;

  /** Draws anew when the shape changed, else only changes the words. */
  draw(status) {
    this.#last = status;
    const narrow = this.#host.clientWidth < 640;
    const shown = status.instances.slice(0, SHOWN_MAX);
    const groups = zones(status.cluster);
    const key = JSON.stringify([narrow, status.instances.length, status.database?.id,
      shown.map((one) => [one.id, one.state, one.routed]), status.database?.state, Boolean(status.edge),
      groups.map((zone) => [zone.name, zone.servers.map((one) => [one.id, one.part, one.state])])]);
    if (key !== this.#key) {
      this.#key = key;
      this.#build(status, shown, narrow ? tall(shown.length, groups) : wide(shown.length, groups));
    }
    this.#fill(status, shown);
    this.#fillServers(status, groups);
  }

  #build(status, shown, plan) {
    this.#slots.clear();
    const { boxes } = plan;
    const root = svg("svg", { viewBox: `0 0 ${plan.width} ${plan.height}`, role: "img", "aria-labelledby": "diagram-words" });
    root.append(svg("title", { id: "diagram-words" }, ""));
    root.append(svg("rect", { ...rect(boxes.machine), rx: 18, class: "machine" }));
    const { x, y, h } = boxes.machine;
    root.append(this.#text("machine", x + 18, plan.stacked ? y + h - 14 : y + 24, "small"));
    this.#wires(root, plan, shown);
    this.#users(root, boxes.users);
    this.#edge(root, boxes.edge, status.edge);
    shown.forEach((one, i) => this.#instance(root, boxes.instances[i], one));
    if (!shown.length) this.#placeholder(root, boxes.instances[0]);
    if (boxes.zones.length) this.#zones(root, boxes.zones, status.cluster);
    else this.#database(root, boxes.database, status.database);
    this.#host.replaceChildren(root);
  }

  /** Where statements go: the only server, or the primary of several. */
  #target({ database, zones: all }) {
    return all.length ? all[0].boxes[0] : database;
  }

  #wires(root, plan, shown) {
    const { boxes, wire, label } = plan;
    const target = this.#target(boxes);
    const pairs = [["in", boxes.users, boxes.edge]];
    const targets = plan.stacked ? boxes.instances.slice(0, 1) : boxes.instances;
    const sources = plan.stacked ? boxes.instances.slice(-1) : boxes.instances;
    targets.forEach((box, i) => pairs.push([`to-${i}`, boxes.edge, box]));
    sources.forEach((box, i) => pairs.push([`sql-${i}`, box, target]));
    for (const [name, a, b] of pairs) {
      root.append(svg("path", { d: wire(a, b), class: "wire" }));
      const flow = svg("path", { d: wire(a, b), class: "flow idle" });
      this.#slots.set(`flow-${name}`, flow);
      root.append(flow);
    }
    const spot = label(boxes.users, boxes.edge);
    if (plan.stacked) {
      root.append(this.#text("rate", spot.x + 14, spot.y - 4, "on-line paper"));
      root.append(this.#text("latency", spot.x + 14, spot.y + 14, "small paper"));
    } else {
      root.append(this.#text("rate", spot.x - 6, spot.y - 12, "on-line paper", "middle"));
      root.append(this.#text("latency", spot.x - 6, spot.y + 24, "small paper", "middle"));
    }
    if (plan.stacked || !shown.length) return;
    shown.forEach((_, i) => {
      const from = boxes.instances[i];
      root.append(this.#text(`rate-${i}`, from.x - 14, from.y + 22, "small paper", "end"));
    });
  }

  #users(root, box) {
    const x = box.x + box.w / 2;
    const person = (dx, dy, scale) => svg("g", { transform: `translate(${x + dx} ${box.y + dy}) scale(${scale})`, class: "glyph" },
      svg("circle", { cx: 0, cy: 8, r: 7 }), svg("path", { d: "M-13 34c0-9 5-14 13-14s13 5 13 14" }));
    root.append(person(-22, 8, 0.8), person(22, 8, 0.8), svg("g", {}, person(0, 4, 1.05)));
    root.append(this.#text("users", x, box.y + 62, "name", "middle", "Users"));
    root.append(this.#text("connections", x, box.y + 78, "small", "middle"));
  }

  #edge(root, box, edge) {
    const closed = edge && edge.listeners.some((one) => !one.open);
    root.append(svg("rect", { ...rect(box), rx: 12, class: `box state-${closed ? "bad" : "good"}` }));
    const glyph = svg("g", { class: "glyph", transform: `translate(${box.x + 16} ${box.y + 16})` },
      svg("path", { d: "M1 9h7M14 3h5M14 15h5M8 9l6-6M8 9l6 6" }));
    root.append(glyph, this.#text("edge", box.x + 46, box.y + 30, "name", "start", "Edge"));
    root.append(this.#text("edge-1", box.x + 16, box.y + 54, "small"));
    root.append(this.#text("edge-2", box.x + 16, box.y + 72, "small"));
  }

  #instance(root, box, one) {
    const { tone, word } = look(one.state, one.routed);
    root.append(svg("rect", { ...rect(box), rx: 12, class: `box state-${tone}` }));
    root.append(shape(tone, box.x + 16, box.y + 16));
    root.append(this.#text(`name-${one.id}`, box.x + 36, box.y + 26, "name", "start", one.id));
    root.append(this.#text(`word-${one.id}`, box.x + box.w - 14, box.y + 26, `small state-${tone}`, "end", tone === "good" ? "" : word));
    root.append(this.#text(`facts-${one.id}`, box.x + 36, box.y + 47, "small"));
  }

  #placeholder(root, box) {
    root.append(svg("rect", { ...rect(box), rx: 12, class: "box state-wait" }));
    root.append(this.#text("none", box.x + box.w / 2, box.y + 36, "small", "middle", "no instance yet"));
  }

  #database(root, box, database) {
    const { tone } = database ? look(database.state) : { tone: "wait" };
    const { x, y, w, h } = box;
    const r = 13;
    root.append(svg("path", { class: `box state-${tone}`,
      d: `M${x} ${y + r}a${w / 2} ${r} 0 0 1 ${w} 0v${h - 2 * r}a${w / 2} ${r} 0 0 1 ${-w} 0z` }));
    root.append(svg("path", { class: "wire", d: `M${x} ${y + r}a${w / 2} ${r} 0 0 0 ${w} 0` }));
    root.append(shape(tone, x + 18, y + 42));
    root.append(this.#text("database", x + 38, y + 52, "name", "start", "PostgreSQL"));
    root.append(this.#text("database-1", x + 18, y + 73, "small"));
    root.append(this.#text("database-2", x + 18, y + 91, "small"));
  }

  /** Each zone with its servers, and the way of changes from the primary to its copies. */
  #zones(root, zones, cluster) {
    const from = zones[0].boxes[0];
    for (const zone of zones) {
      root.append(svg("rect", { ...rect(zone.box), rx: 14, class: "zone" }));
      root.append(this.#text(`zone-${zone.name}`, zone.box.x + 12, zone.box.y + 17, "small", "start", `zone ${zone.name}`));
    }
    zones.forEach((zone) => zone.servers.forEach((one, i) => {
      const box = zone.boxes[i];
      if (one.id !== cluster.primary) root.append(svg("path", { class: "replication", d: replication(from, box) }));
      this.#server(root, box, one);
    }));
  }

  #server(root, box, one) {
    const { tone } = look(one.state);
    const { x, y, w, h } = box;
    const r = 7;
    root.append(svg("path", { class: `box state-${tone}`,
      d: `M${x} ${y + r}a${w / 2} ${r} 0 0 1 ${w} 0v${h - 2 * r}a${w / 2} ${r} 0 0 1 ${-w} 0z` }));
    root.append(svg("path", { class: "wire", d: `M${x} ${y + r}a${w / 2} ${r} 0 0 0 ${w} 0` }));
    root.append(shape(tone, x + 14, y + 21));
    root.append(this.#text(`server-${one.id}`, x + 32, y + 31, "name", "start", one.id));
    root.append(this.#text(`part-${one.id}`, x + w - 12, y + 31, "small", "end", part(one, true)));
    root.append(this.#text(`behind-${one.id}`, x + 32, y + 48, "small"));
  }

  #fillServers({ cluster, database }, groups) {
    for (const one of groups.flatMap((zone) => zone.servers)) {
      const primary = one.id === cluster.primary && database;
      this.#say(`part-${one.id}`, part(one, true));
      this.#say(`behind-${one.id}`, primary
        ? `${rate(database.statementsPerSecond)} stmt/s · p95 ${latency(database.latency.p95Micros)}`
        : one.state === "RUNNING" && lag(one) !== "–" ? `${lag(one)} behind` : look(one.state).word);
    }
    const hidden = groups.length ? cluster.servers.length - groups.flatMap((zone) => zone.servers).length : 0;
    const last = groups.at(-1);
    if (last) this.#say(`zone-${last.name}`, `zone ${last.name}${hidden > 0 ? ` · and ${hidden} more servers` : ""}`);
  }

  #text(slot, x, y, style, anchor = "start", words = "") {
    const text = svg("text", { x, y, class: style, "text-anchor": anchor }, words);
    this.#slots.set(slot, text);
    return text;
  }

  #say(slot, words) {
    const text = this.#slots.get(slot);
    if (text && text.textContent !== words) text.textContent = words;
  }

  #run(slot, perSecond) {
    this.#slots.get(`flow-${slot}`)?.setAttribute("class", `flow ${perSecond < 0.05 ? "idle" : perSecond > 50 ? "busy" : ""}`);
  }

  #fill(status, shown) {
    const { edge, database, node } = status;
    const hidden = status.instances.length - shown.length;
    this.#say("machine", `this machine${node ? ` · platform ${bytes(node.memoryBytes)}` : ""}${hidden > 0 ? ` · and ${hidden} more instances` : ""}`);
    if (edge) {
      this.#say("rate", `${rate(edge.requestsPerSecond)} req/s`);
      this.#say("latency", edge.latency.p95Micros ? `p95 ${latency(edge.latency.p95Micros)}` : "");
      this.#say("connections", `${edge.connections} connected`);
      this.#say("edge-1", edge.listeners.map((one) => `:${one.address.port}`).join("  "));
      this.#say("edge-2", `${edge.inFlight} in flight · ${rate(edge.errorsPerSecond)} err/s`);
      this.#run("in", edge.requestsPerSecond);
    } else {
      this.#say("edge-1", "starting");
    }
    shown.forEach((one, i) => {
      this.#say(`rate-${i}`, one.routed ? `${rate(one.requestsPerSecond)}/s` : "");
      this.#say(`facts-${one.id}`, facts(one));
      const flows = one.routed ? one.requestsPerSecond : 0;
      this.#run(`to-${i}`, flows);
      this.#run(`sql-${i}`, flows > 0.05 && database ? database.statementsPerSecond : 0);
    });
    if (database) {
      this.#say("database-1", `${rate(database.statementsPerSecond)} stmt/s · p95 ${latency(database.latency.p95Micros)}`);
      this.#say("database-2", database.state === "RUNNING"
        ? `${database.busy} of ${database.connectionsMax} busy${database.waiting ? ` · ${database.waiting} wait` : ""}`
        : look(database.state).word);
    } else {
      this.#say("database-1", "starting");
    }
    const title = this.#host.querySelector("title");
    if (title) title.textContent = spoken(status);
  }
}

function rect({ x, y, w, h }) {
  return { x, y, width: w, height: h };
}

/** From the primary's side around to a copy's side. */
function replication(from, to) {
  const x = from.x + from.w;
  const a = from.y + from.h / 2;
  const b = to.y + to.h / 2;
  return `M${x} ${a}C${x + 22} ${a} ${x + 22} ${b} ${x} ${b}`;
}

function facts(one) {
  if (one.state !== "HEALTHY") return one.restarts ? `${one.restarts} restarts` : `port ${one.port}`;
  const p95 = one.latency.p95Micros ? `p95 ${latency(one.latency.p95Micros)} · ` : "";
  return `${p95}${bytes(one.memoryBytes)}`;
}

/** The picture in a sentence, for those who hear it. */
function spoken(status) {
  const healthy = status.instances.filter((one) => one.state === "HEALTHY").length;
  const edge = status.edge ? `Users send ${rate(status.edge.requestsPerSecond)} requests per second to the edge. ` : "";
  const database = status.database ? `The database is ${look(status.database.state).word}.` : "";
  const copies = status.cluster && status.cluster.servers.length > 1
    ? ` ${status.cluster.servers.map((one) => `${one.id} in zone ${one.zone} is ${part(one)}`).join(", ")}.` : "";
  return `${edge}${healthy} of ${status.instances.length} instances are healthy. ${database}${copies}`;
}
