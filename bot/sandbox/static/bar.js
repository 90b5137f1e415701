// The top bar: product time and how to move it, and the menu of troubles.

import { api } from "./api.js";
import { el } from "./dom.js";
import { now, state } from "./state.js";
import { dayAndPlace, second } from "./time.js";

const NAMES = { "429:2": "429 next", 500: "500 next", hang: "hang next", accept_hang: "accept, then hang next", 63016: "63016 next" };
const MANNERS = { copies: { copies: 3, parallel: true }, forged: { forged: true } };

export class Bar {
  constructor(complain, meet) {
    this.meet = meet;
    this.complain = complain;
    this.receipts = false;
    for (const button of document.querySelectorAll("[data-advance]")) {
      button.addEventListener("click", () => this.ask(api.advance(button.dataset.advance)));
    }
    this.opener = document.getElementById("trouble");
    this.menu = document.getElementById("trouble-menu");
    this.items = [...this.menu.querySelectorAll("button")];
    this.opener.addEventListener("click", () => this.open(this.menu.hidden));
    this.menu.addEventListener("click", (event) => this.pick(event.target.closest("button")));
    this.menu.addEventListener("keydown", (event) => this.walk(event));
    document.addEventListener("click", (event) => !event.target.closest(".menu") && this.open(false, false));
  }

  ask(promise) {
    promise.catch((error) => this.complain(error.message));
  }

  open(yes, focus = true) {
    if (this.menu.hidden === !yes) return;
    this.menu.hidden = !yes;
    this.opener.setAttribute("aria-expanded", String(yes));
    if (focus) (yes ? this.items[0] : this.opener).focus();
  }

  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") this.open(false);
    if (!step) return;
    event.preventDefault();
    const at = this.items.indexOf(document.activeElement);
    this.items[(at + step + this.items.length) % this.items.length].focus();
  }

  pick(item) {
    if (!item) return;
    const { fault, receipts, manner } = item.dataset;
    if (fault) this.ask(api.fault(fault));
    else if (receipts) this.ask(api.shuffleReceipts());
    else if (manner) state.manner = MANNERS[manner];
    else if ("hidden" in item.dataset) this.meet();
    else {
      state.manner = {};
      this.ask(api.calm());
    }
    this.open(false);
    this.draw();
  }

  draw() {
    const armed = state.head.faults.map(({ fault }) => NAMES[fault] ?? `${fault} next`);
    if (state.manner.copies) armed.push("delivered ×3 next");
    if (state.manner.forged) armed.push("forged next");
    const box = document.getElementById("armed");
    if (box.textContent !== armed.join("")) box.replaceChildren(...armed.map((words) => el("span", {}, words)));
  }

  tick(jumped) {
    const clock = document.getElementById("now");
    clock.textContent = second(now());
    document.getElementById("day").textContent = dayAndPlace(now());
    if (!jumped) return;
    clock.classList.remove("jumped");
    requestAnimationFrame(() => clock.classList.add("jumped"));
  }
}
