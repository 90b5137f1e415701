// Above a phone: who holds it, their window, and the answer they owe.

import { el, initials, number } from "./dom.js";
import { api } from "./api.js";
import { line, linesOf, now, state, unread } from "./state.js";
import { lateness, span } from "./time.js";

const DAY = 24 * 3600 * 1000;
const LANGUAGES = { id: "Indonesian", ms: "Malay", en: "English" };

export class Person {
  constructor(root, role, label, choose, complain) {
    this.root = root;
    this.role = role;
    this.choose = choose;
    this.select = root.querySelector("select");
    this.select.setAttribute("aria-label", `Whose phone: ${label}`);
    this.select.addEventListener("change", () => choose(this.select.value));
    root.querySelector(".role").append(el("span", { class: "what" }, label));
    this.complain = complain;
    if (role === "prospect") this.addTools();
  }

  addTools() {
    this.tongues = Object.entries(LANGUAGES).map(([code, name]) =>
      el("button", { type: "button", title: name, "aria-label": `A prospect who writes ${name}`, "data-tongue": code, onclick: () => this.speak(code) }, code.toUpperCase()));
    const fresh = el("button", { type: "button", class: "fresh", title: "A prospect nobody has met, with a random number", onclick: () => this.meet(false) }, "+ New");
    this.root.querySelector(".role").append(el("span", { class: "tongues", role: "group", "aria-label": "The prospect's language" }, ...this.tongues), fresh);
  }

  meet(hidden) {
    const language = line(this.select.value)?.language ?? "id";
    api.newcomer(language, hidden).then((made) => this.choose(made.id), (error) => this.complain(error.message));
  }

  // The prospect of this language who was met last.
  speak(code) {
    const found = linesOf("prospect").filter((each) => each.language === code).at(-1);
    if (found) this.choose(found.id);
  }

  draw(id) {
    const owner = line(id);
    if (!owner) return;
    this.root.querySelector(".who .face").textContent = initials(owner.name);
    const nameless = owner.name === owner.id;
    this.root.querySelector(".chooser b").textContent = nameless ? number(id) : owner.name;
    this.root.querySelector(".chooser small").textContent = nameless ? "" : handle(owner);
    const options = linesOf(this.role).map((each) => {
      const waiting = each.id === id ? 0 : unread(each.id);
      const label = each.name === each.id ? number(each.id) : `${each.name}  ${handle(each)}`;
      return new Option(waiting ? `${label}  (${waiting} new)` : label, each.id, false, each.id === id);
    });
    const texts = (all) => [...all].map((option) => option.text + option.value).join();
    if (texts(options) !== texts(this.select.options)) this.select.replaceChildren(...options);
    this.select.value = id;
    this.tongues?.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.tongue === owner.language)));
  }

  tick(id) {
    this.tickWindow(line(id)?.until);
    this.tickSla(state.head.sla.filter((due) => due.phone === id).sort((a, b) => a.due - b.due)[0]);
  }

  tickWindow(until) {
    const left = until ? until - now() : 0;
    const box = this.root.querySelector(".window");
    box.className = `window ${left <= 0 ? "closed" : left < 3600_000 ? "short" : "open"}`;
    box.querySelector("i").style.width = `${Math.max(0, Math.min(100, (left / DAY) * 100))}%`;
    const words = left > 0 ? `24-hour window  ${span(left)}` : until ? "Window closed: templates only" : "No window yet: has not written";
    setText(box.querySelector(".words"), words);
  }

  tickSla(due) {
    const box = this.root.querySelector(".sla");
    box.hidden = !due;
    if (!due) return;
    const left = due.due - now();
    const whole = due.since ? due.due - due.since : 5 * 60_000;
    const share = Math.max(0, Math.min(1, left / whole));
    box.className = `sla ${left <= 0 ? "late" : share <= 0.4 ? "soon" : "calm"}`;
    box.querySelector(".left").style.strokeDashoffset = String(100 - share * 100);
    setText(box.querySelector("b"), left > 0 ? span(left) : lateness(-left));
    setText(box.querySelector("small"), due.label);
  }
}

const handle = (owner) => (owner.username ? `@${owner.username}` : number(owner.id));

// Touching nothing when nothing changed keeps screen readers quiet.
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
