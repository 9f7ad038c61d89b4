// Tables that become lists of cards on a narrow page: each cell knows its column's name.

import { html, look, shape, svg } from "./format.js";

/** `columns` are `{ name, number, wide, of(row) }`; `of` gives words, an element, or a list of both. */
export function fill(table, columns, rows) {
  if (!table.tHead) {
    table.append(
      html("thead", {}, html("tr", {}, ...columns.map(({ name, number }) =>
        html("th", { scope: "col", class: number ? "number" : null }, name)))),
      html("tbody"));
  }
  table.tBodies[0].replaceChildren(...rows.map((row) => html("tr", {}, ...columns.map((column, i) =>
    html("td", {
      class: [column.number && "number", column.wide && "wide"].filter(Boolean).join(" ") || null,
      "data-label": i === 0 || column.wide ? null : column.name.toLowerCase(),
    }, ...[column.of(row)].flat().filter((part) => part !== null && part !== undefined))))));
}

/** A shape and a word, in the tone of the state. */
export function state(tone, words) {
  return html("span", { class: `state ${tone}` }, svg("svg", { viewBox: "-.5 -.5 11 11", "aria-hidden": "true" }, shape(tone)), words);
}

export function stateOf(name, routed) {
  const { tone, word } = look(name, routed);
  return state(tone, word);
}
