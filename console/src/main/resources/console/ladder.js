// What is advised and why, the steps that could be taken, and the dialog that takes one.

import { html, prose } from "./format.js";
import { state } from "./table.js";

const KIND = { fix: ["warn", "mend first"], step: ["wait", "step"], stay: ["good", "stay"] };
const NUMBER = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

async function ask(path, body) {
  const answer = await fetch(`/api/v1/${path}`, body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.next ? `${found.message} (${found.code}): ${found.next}` : `${found.message} (${found.code})`);
  return found;
}

export class Ladder {
  #findings;
  #outlook;
  #offers;
  #dialog;

  constructor({ findings, outlook, offers, dialog }) {
    this.#findings = findings;
    this.#outlook = outlook;
    this.#offers = offers;
    this.#dialog = dialog;
  }

  async load() {
    const plan = await ask("plan");
    const findings = plan.findings.length ? plan.findings : [{ kind: "stay", finding: { why: plan.next.reason, evidence: [] } }];
    this.#findings.replaceChildren(...findings.map(finding));
    const words = outlook(plan.outlook);
    this.#outlook.hidden = !words;
    this.#outlook.textContent = words;
    this.#offers.replaceChildren(...plan.offers.map((offer) => this.#offer(offer)));
  }

  #offer(offer) {
    const open = !/ [A-Z]{3,}\b/.test(offer.command); // FOLDER and the like: a person has to say what
    const button = html("button", { type: "button", class: "action" }, "Look at it");
    button.addEventListener("click", () => this.take(offer.title, "grow", { step: offer.step, arguments: given(offer.command) }));
    return html("section", { class: `card offer${offer.due ? " due" : ""}` },
      html("div", { class: "head" }, html("h3", {}, offer.title), offer.due ? state("wait", "due") : ""),
      html("p", {}, offer.why),
      evidence(offer.evidence),
      html("dl", {},
        html("dt", {}, "effect"), html("dd", {}, ...prose(offer.effect)),
        html("dt", {}, "cost"), html("dd", {}, ...prose(offer.cost)),
        html("dt", {}, "taken back by"), html("dd", {}, ...prose(offer.undo.includes("`") ? offer.undo : `\`${offer.undo}\``))),
      offer.blockedBy ? html("p", { class: "blocked" }, state("warn", "not now"), ` ${offer.blockedBy}`) : "",
      html("div", { class: "head" }, html("code", { class: "command" }, offer.command), open ? button : ""));
  }

  /** Shows what a step would check and do; only then it can be taken. */
  async take(title, path, body) {
    const close = html("button", { type: "button", class: "action quiet" }, "Close");
    close.addEventListener("click", () => this.#dialog.close());
    const head = html("h2", { id: "dialog-title" }, title);
    this.#dialog.replaceChildren(head, html("p", { role: "status" }, "looking at every check ..."), close);
    this.#dialog.showModal();
    try {
      const { plan } = await ask(path, { ...body, dryRun: true });
      const go = html("button", { type: "button", class: "action", ...(plan.allowed ? {} : { disabled: "" }) }, path === "undo" ? "Take it back" : "Take the step");
      go.addEventListener("click", () => this.#go(go, path, body));
      this.#dialog.replaceChildren(head,
        html("ul", { class: "guards" }, ...plan.guards.map((guard) => html("li", {}, state(guard.passed ? "good" : "bad", guard.words)))),
        html("ol", {}, ...plan.actions.map((action) => html("li", {}, action))),
        html("p", { class: "summary" }, ...prose(`${plan.effect} ${plan.cost} Taken back by \`${plan.undo}\`.`)),
        html("div", { class: "buttons" }, close, go));
      (plan.allowed ? go : close).focus();
    } catch (refused) {
      this.#dialog.replaceChildren(head, html("p", { role: "alert" }, refused.message), close);
    }
  }

  async #go(button, path, body) {
    button.disabled = true;
    try {
      await ask(path, { ...body, dryRun: false });
      this.#dialog.close();
      location.hash = "#/overview";
    } catch (refused) {
      button.replaceWith(html("p", { role: "alert" }, refused.message));
    }
  }
}

/** The options of `tenfold grow STEP --memory 2GB` as the API wants them. */
function given(command) {
  return Object.fromEntries([...command.matchAll(/--([\w-]+)(?: ([^\s-]\S*))?/g)].map(([, name, value]) => [name, value ?? "true"]));
}

function finding({ kind, finding: one }) {
  const [tone, word] = KIND[kind];
  return html("li", {}, html("div", { class: "head" }, html("h3", {}, one.title ?? "nothing needed"), state(tone, word)),
    html("p", {}, one.why), evidence(one.evidence));
}

/** A bar for each number, with its mark. */
function evidence(all) {
  return html("div", { class: "evidence" }, ...all.flatMap(({ signal, value, mark, unit }) => {
    const top = Math.max(value, mark) * 1.15 || 1;
    const shown = unit === "of 1" ? `${Math.round(value * 100)} %` : `${NUMBER.format(value)} ${unit}`;
    const from = unit === "of 1" ? `${Math.round(mark * 100)} %` : NUMBER.format(mark);
    return [html("span", {}, signal),
      html("meter", { min: "0", max: String(top), value: String(value), high: String(mark), title: `mark ${from}` }),
      html("b", {}, shown), html("small", {}, `mark ${from}`)];
  }));
}

function outlook(known) {
  const words = [];
  const day = (at) => new Date(at).toLocaleDateString("en-CA");
  if (known?.law) {
    const { throughputMax, peakConcurrency, measuredTo } = known.law;
    words.push(throughputMax === null
      ? `More at once always brought more, as far as seen (${NUMBER.format(measuredTo)} requests at once).`
      : `At most about ${NUMBER.format(throughputMax)} requests/s${peakConcurrency === null ? "" : `, at ${NUMBER.format(peakConcurrency)} requests at once`}; measured up to ${NUMBER.format(measuredTo)}, predicted beyond.`);
  }
  if (known?.forecast) {
    const { limit, early, likely, late } = known.forecast;
    words.push(`The daily peak reaches ${NUMBER.format(limit)} requests/s, what this carries, ${likely ? `about ${day(likely)}` : "in more than a year"} (between ${day(early)} and ${late ? day(late) : "never"}).`);
  }
  return words.join(" ");
}
