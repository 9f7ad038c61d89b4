// A small chart of the last five minutes: one number now, its trace, and its scale.

import { html, svg } from "./format.js";

const SECONDS = 300;
const WIDTH = 600;
const HEIGHT = 120;

export class Chart {
  #points = [];
  #show;
  #value;
  #area;
  #trace;
  #goal;
  #top;

  /** `show` turns a value into words and unit. */
  constructor(host, show) {
    this.#show = show;
    this.#value = html("span", { class: "value" }, "–");
    this.#top = html("span", {}, "");
    this.#area = svg("path", { class: "area" });
    this.#trace = svg("path", { class: "trace" });
    this.#goal = svg("line", { class: "goal", x1: 0, x2: WIDTH, y1: -9, y2: -9, visibility: "hidden" });
    host.replaceChildren(
      this.#value,
      html("div", { class: "axis" }, this.#top),
      svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
        svg("line", { class: "rule", x1: 0, x2: WIDTH, y1: 0, y2: 0 }),
        svg("line", { class: "rule", x1: 0, x2: WIDTH, y1: HEIGHT, y2: HEIGHT }),
        this.#area, this.#trace, this.#goal),
      html("div", { class: "axis" }, html("span", {}, "5 minutes ago"), html("span", {}, "now")));
  }

  start(points) {
    this.#points = points.slice(-SECONDS);
  }

  add(at, value, goal = null) {
    this.#points.push({ at, value });
    const oldest = at - SECONDS * 1000;
    while (this.#points.length > SECONDS * 2 || this.#points[0]?.at < oldest) this.#points.shift();
    this.#draw(at, goal);
    this.#value.textContent = this.#show(value);
  }

  #draw(now, goal) {
    const highest = Math.max(...this.#points.map((point) => point.value), 0);
    const top = ceiling(Math.max(highest, goal && goal < highest * 4 ? goal : 0));
    const x = (point) => (WIDTH * (1 - (now - point.at) / (SECONDS * 1000))).toFixed(1);
    const y = (value) => (HEIGHT - (HEIGHT * value) / top).toFixed(1);
    const line = this.#points.map((point) => `${x(point)} ${y(point.value)}`).join("L");
    this.#trace.setAttribute("d", line ? `M${line}` : "");
    const first = this.#points[0];
    this.#area.setAttribute("d", line ? `M${x(first)} ${HEIGHT}L${line}L${WIDTH} ${HEIGHT}Z` : "");
    this.#top.textContent = highest > 0 ? this.#show(top) : "";
    const visible = goal && goal <= top;
    this.#goal.setAttribute("visibility", visible ? "visible" : "hidden");
    if (visible) {
      this.#goal.setAttribute("y1", y(goal));
      this.#goal.setAttribute("y2", y(goal));
    }
  }
}

/** The next of 1, 2, 5, 10, 20 ... */
function ceiling(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value);
}
