// The newest log lines with a filter by source; follows the end unless somebody scrolled up.

import { clock, html } from "./format.js";

const LINES_MAX = 500;

export class Log {
  #list;
  #buttons;
  #lines = [];
  #source = "";
  #sources = new Set();

  constructor(list, buttons) {
    this.#list = list;
    this.#buttons = buttons;
    this.#offer();
    this.#show();
  }

  clear() {
    this.#lines = [];
    this.#show();
  }

  add(line) {
    this.#lines.push(line);
    if (this.#lines.length > LINES_MAX) this.#lines.shift();
    if (!this.#sources.has(line.source)) {
      this.#sources.add(line.source);
      this.#offer();
    }
    if (this.#source && this.#source !== line.source) return;
    const follows = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 40;
    this.#list.querySelector(".empty")?.remove();
    this.#list.append(item(line));
    while (this.#list.childElementCount > LINES_MAX) this.#list.firstElementChild.remove();
    if (follows) this.#list.scrollTop = this.#list.scrollHeight;
  }

  #offer() {
    const names = ["", ...[...this.#sources].sort()];
    this.#buttons.replaceChildren(...names.map((name) => {
      const button = html("button", { type: "button", "aria-pressed": String(name === this.#source) }, name || "all");
      button.addEventListener("click", () => {
        this.#source = name;
        this.#offer();
        this.#show();
      });
      return button;
    }));
  }

  #show() {
    const lines = this.#lines.filter((line) => !this.#source || line.source === this.#source);
    const rows = lines.map(item);
    this.#list.replaceChildren(...(rows.length ? rows : [html("li", { class: "empty" }, "No lines yet. What the application prints appears here.")]));
    this.#list.scrollTop = this.#list.scrollHeight;
  }
}

function item(line) {
  const words = line.source === "access" ? access(line.line) : line.line;
  const trouble = /\b(ERROR|FATAL|PANIC|SEVERE|Exception)\b|^5\d\d /.test(words);
  return html("li", {}, html("time", {}, clock(line.at)), html("i", { title: line.source }, line.source),
    html("span", trouble ? { class: "trouble" } : {}, words));
}

/** An access line is JSON; its most asked parts in one row. */
function access(text) {
  try {
    const { status, method, path, ms, target } = JSON.parse(text);
    if (!status) return text;
    return [status, method, path, ms === undefined ? "" : ` ${ms} ms`, target ? ` ${target}` : ""].filter(Boolean).join(" ");
  } catch {
    return text;
  }
}
