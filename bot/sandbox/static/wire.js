// The wire log: every request between the product and its provider.

import { el } from "./dom.js";
import { second } from "./time.js";

export class Wire {
  constructor() {
    this.panel = document.getElementById("wire");
    this.list = document.getElementById("calls");
    this.opener = document.getElementById("wire-opener");
    this.opener.addEventListener("click", () => this.open(this.panel.hidden));
    document.getElementById("wire-closer").addEventListener("click", () => this.open(false));
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.open(false));
  }

  open(yes) {
    this.panel.hidden = !yes;
    this.opener.setAttribute("aria-expanded", String(yes));
    (yes ? document.getElementById("wire-closer") : this.opener).focus();
  }

  take(calls, { restarted }) {
    if (restarted) this.list.replaceChildren();
    for (const call of calls) this.list.prepend(row(call));
    while (this.list.children.length > 300) this.list.lastChild.remove();
  }
}

// Ids are long, and mostly noise here.
const brief = (what) => what.replace(/[0-9a-f]{20,}/g, (id) => `${id.slice(0, 6)}…`);

function row(call) {
  const good = call.status >= 200 && call.status < 300;
  return el("li", {},
    el("time", {}, second(call.at)),
    el("span", { class: call.inward ? "in" : "out", title: call.inward ? "from the product" : "to the product" }, call.inward ? "←" : "→"),
    el("span", { class: "what", title: call.what }, brief(call.what), " ", el("span", { class: "note" }, call.note)),
    el("span", { class: good ? "good" : "bad" }, call.status || "none"),
    el("span", { class: "ms" }, `${call.ms} ms`));
}
