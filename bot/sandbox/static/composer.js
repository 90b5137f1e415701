// The text box: Enter sends, Shift and Enter break the line.

import { el } from "./dom.js";

export class Composer {
  constructor(root, { say, attach, author }) {
    this.box = root.querySelector("textarea");
    this.bar = root.querySelector(".quoting");
    this.attachButton = root.querySelector(".attach");
    this.author = author;
    this.quoted = null;
    const form = root.querySelector(".composer");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.box.value;
      if (!text.trim()) return;
      say(text, this.quoted);
      this.box.value = "";
      this.quote(null);
      this.box.focus();
    });
    this.openers = root.querySelector(".openers");
    this.say = say;
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.quote(null);
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    this.attachButton.addEventListener("click", attach);
    this.bar.querySelector("button").addEventListener("click", () => this.quote(null));
  }

  // Words to begin with, as long as nothing was said.
  offer(texts) {
    if (this.openers.textContent === texts.join("")) return;
    this.openers.replaceChildren(...texts.map((text) => el("button", { type: "button", onclick: () => this.say(text, null) }, text)));
  }

  quote(bubble, gist = "") {
    this.quoted = bubble;
    this.bar.hidden = !bubble;
    if (!bubble) return;
    this.bar.querySelector("b").textContent = this.author(bubble);
    this.bar.querySelector("span").textContent = gist;
    this.box.focus();
  }
}
