// The pages of the console: one is shown, the address says which (`#/data`), digits choose.

import { html } from "./format.js";

const PAGES = [["overview", "Overview"], ["ladder", "Ladder"], ["traffic", "Traffic"], ["fleet", "Fleet"], ["data", "Data"], ["steps", "Steps"], ["logs", "Logs"]];

export class Pages {
  #shown = "";
  #entered;

  /** `entered` is told which page is shown now. */
  constructor(nav, entered) {
    this.#entered = entered;
    nav.replaceChildren(...PAGES.map(([name, title], i) =>
      html("a", { href: `#/${name}`, id: `to-${name}`, "aria-keyshortcuts": String(i + 1) }, title)),
      html("a", { href: "metrics.html" }, "Metrics"));
    addEventListener("hashchange", () => this.#show());
    addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select, dialog");
      const page = PAGES[Number(event.key) - 1];
      if (page && !typing && !event.ctrlKey && !event.altKey && !event.metaKey) location.hash = `#/${page[0]}`;
    });
    this.#show();
  }

  get shown() {
    return this.#shown;
  }

  #show() {
    const wanted = location.hash.slice(2);
    this.#shown = PAGES.some(([name]) => name === wanted) ? wanted : "overview";
    for (const [name] of PAGES) {
      document.getElementById(`page-${name}`).hidden = name !== this.#shown;
      const link = document.getElementById(`to-${name}`);
      if (name === this.#shown) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.#entered(this.#shown);
  }
}
