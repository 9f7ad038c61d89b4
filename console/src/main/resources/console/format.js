// Numbers as people read them, and safe building of elements.

const SVG = "http://www.w3.org/2000/svg";

export function rate(perSecond) {
  if (perSecond >= 1000) return `${(perSecond / 1000).toFixed(perSecond >= 10000 ? 0 : 1)}k`;
  if (perSecond >= 100) return perSecond.toFixed(0);
  return perSecond < 0.05 ? "0" : perSecond.toFixed(1);
}

export function latency(micros) {
  if (!micros) return "–";
  if (micros < 1000) return `${micros} µs`;
  if (micros < 100000) return `${(micros / 1000).toFixed(1)} ms`;
  return micros < 10000000 ? `${Math.round(micros / 1000)} ms` : `${(micros / 1e6).toFixed(1)} s`;
}

export function bytes(count) {
  if (!count) return "–";
  const mib = count / (1 << 20);
  return mib < 1024 ? `${Math.round(mib)} MB` : `${(mib / 1024).toFixed(1)} GB`;
}

export function since(then, now) {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(then)) / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} days`;
}

export function clock(at) {
  return at ? new Date(at).toLocaleTimeString([], { hour12: false }) : "";
}

/** One HTML element; children that are strings become text, never markup. */
export function html(name, attributes = {}, ...children) {
  return build(document.createElement(name), attributes, children);
}

/** Words with `code` in them. */
export function prose(text) {
  return text.split("`").map((part, i) => (i % 2 ? html("code", {}, part) : part));
}

export function svg(name, attributes = {}, ...children) {
  return build(document.createElementNS(SVG, name), attributes, children);
}

function build(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** How a state looks: a tone, a word, and a shape so that colour is not needed to tell. */
export function look(state, routed = true) {
  switch (state) {
    case "HEALTHY": return routed ? { tone: "good", word: "healthy" } : { tone: "wait", word: "healthy, not yet routed" };
    case "RUNNING": return { tone: "good", word: "running" };
    case "STARTING": case "PREPARING": case "WAITING": return { tone: "wait", word: state.toLowerCase() };
    case "RECOVERING": case "STOPPING": return { tone: "warn", word: state.toLowerCase() };
    case "UNHEALTHY": return { tone: "warn", word: "unhealthy" };
    case "BACKOFF": return { tone: "bad", word: "ended, will restart" };
    default: return { tone: "bad", word: state.toLowerCase() };
  }
}

/** A disc, a ring, a triangle or a square of 10 units. */
export function shape(tone, x = 0, y = 0) {
  const at = { transform: `translate(${x} ${y})`, class: `mark-${tone}` };
  switch (tone) {
    case "good": return svg("circle", { ...at, cx: 5, cy: 5, r: 5 });
    case "wait": return svg("path", { ...at, "fill-rule": "evenodd", d: "M5 0a5 5 0 1 0 0 10a5 5 0 1 0 0-10zm0 2.4a2.6 2.6 0 1 1 0 5.2a2.6 2.6 0 1 1 0-5.2z" });
    case "warn": return svg("path", { ...at, d: "M5 0l5.2 9.6h-10.4z" });
    default: return svg("rect", { ...at, width: 10, height: 10, rx: 1 });
  }
}
