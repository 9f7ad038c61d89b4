// The newest log lines with a filter by source; follows the end unless somebody scrolled up.

import { clock, html } from "./format.js";

const LINES_MAX = 500;

export class Log {
  #list;
  #buttons;
  #fetch;
  #lines = [];
  #source = "";
  #sources = new Set();

  /** `fetch` gives the newest lines of a source. */
  constructor(list, buttons, fetch) {
    this.#list = list;
    this.#buttons = buttons;
    this.#fetch = fetch;
    this.#offer();
    this.#show(this.#lines);
  }

  clear() {
    this.#lines = [];
    this.#choose(this.#source);
  }

  know(sources) {
    this.#sources = new Set(sources);
    this.#offer();
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
    const focused = this.#buttons.contains(document.activeElement);
    this.#buttons.replaceChildren(...names.map((name) => {
      const button = html("button", { type: "button", "aria-pressed": String(name === this.#source) }, name || "all");
      button.addEventListener("click", () => this.#choose(name));
      return button;
    }));
    if (focused) this.#buttons.querySelector('[aria-pressed="true"]').focus();
  }

  async #choose(name) {
    this.#source = name;
    this.#offer();
    this.#show(this.#lines.filter((line) => !name || line.source === name));
    if (!name) return;
    try {
      const lines = await this.#fetch(name);
      if (this.#source === name && lines.length) this.#show(lines);
    } catch {
      // The stream says that control is away; what is shown stays.
    }
  }

  #show(lines) {
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
