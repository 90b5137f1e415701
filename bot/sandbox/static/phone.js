// One seat: a person, the phone in their hand, and the chat on it.

import { api } from "./api.js";
import { drawBubble, gist } from "./bubble.js";
import { Composer } from "./composer.js";
import { el, initials } from "./dom.js";
import { openSheet } from "./sheet.js";
import { chat, inTurn, line, look, state, takeManner, unread } from "./state.js";
import { swipe } from "./swipe.js";
import { day, hour } from "./time.js";

const NEAR = 90; // pixels from the bottom that still count as being there

// A bubble whose looks are the same is not drawn again: a button under a finger stays where it is.
const looks = (b) => JSON.stringify([b.chosen, b.why, b.shown, b.mine && b.status]);

export class Phone {
  constructor(root, complain) {
    this.root = root;
    this.complain = complain;
    this.id = "";
    this.nodes = new Map();
    this.chat = root.querySelector(".chat");
    this.down = root.querySelector(".down");
    this.composer = new Composer(root, {
      say: (text, quoted) => this.do((more) => api.say(this.id, text, { reply_to: quoted?.sid ?? "", ...more })),
      attach: () => this.attach(),
      author: (bubble) => this.author(bubble),
    });
    // When the composer or a neighbour grows, whoever was at the end stays there.
    this.stuck = true;
    new ResizeObserver(() => this.stuck && this.toEnd(false)).observe(this.chat);
    this.chat.addEventListener("scroll", () => this.noticeScroll(), { passive: true });
    this.down.addEventListener("click", () => this.toEnd(true));
    swipe(this.chat, (sid) => this.answer(state.bubbles.get(sid)));
  }

  // Show another person's phone.
  show(id) {
    this.id = id;
    this.nodes.clear();
    this.last = null;
    this.typing = el("div", { class: "row typing first", "aria-label": "typing" },
      el("div", { class: "stack" }, el("div", { class: "bubble" }, el("i"), el("i"), el("i"))));
    const hint = el("p", { class: "hint" }, "Messages go to the product over Twilio's wire protocol. Nothing leaves this machine.");
    this.chat.replaceChildren(hint, this.typing);
    this.composer.quote(null);
    for (const bubble of chat(id)) this.place(bubble, false);
    this.head();
    this.toEnd(false);
  }

  // Bubbles that are new or different.
  take(bubbles) {
    const mine = bubbles.filter((b) => b.line === this.id).sort((a, b) => a.place - b.place);
    const atEnd = this.isAtEnd();
    for (const bubble of mine) this.place(bubble, true);
    this.head();
    if (mine.length && (atEnd || mine.some((b) => b.mine && b.status === "sent"))) this.toEnd(true);
    else this.noticeScroll();
  }

  place(bubble, fresh) {
    const known = this.nodes.get(bubble.sid);
    if (known && known.dataset.look === looks(bubble)) return;
    if (known) {
      const drawn = this.draw(bubble, known.classList.contains("first"), false);
      const focused = known.contains(document.activeElement) && [...known.querySelectorAll("button")].indexOf(document.activeElement);
      known.replaceWith(drawn);
      this.nodes.set(bubble.sid, drawn);
      if (Number.isInteger(focused)) drawn.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
      return;
    }
    const today = day(bubble.at);
    const newDay = this.last?.day !== today;
    if (newDay) this.typing.before(el("span", { class: "chip" }, today));
    const node = this.draw(bubble, newDay || this.last.mine !== bubble.mine, fresh);
    this.nodes.set(bubble.sid, node);
    this.typing.before(node);
    this.last = { day: today, mine: bubble.mine };
  }

  draw(bubble, first, fresh) {
    const act = {
      press: (choice) => this.do((more) => api.press(this.id, choice.id, bubble.sid, more)),
      open: () => this.openList(bubble),
      answer: () => this.answer(bubble),
      find: (sid) => this.find(sid),
    };
    // A pressed button says which message it belongs to; WhatsApp draws that as a quote too.
    const quoted = state.bubbles.get(bubble.quotes);
    const node = drawBubble(bubble, { first, fresh, quoted, business: state.head.business, act });
    node.dataset.look = looks(bubble);
    return node;
  }

  head() {
    const owner = line(this.id);
    if (!owner) return;
    const { business } = state.head;
    this.root.querySelector(".head .face").textContent = initials(business);
    this.root.querySelector(".head b").textContent = business;
    this.root.querySelector(".head small").textContent = owner.typing ? "typing…" : "Business account";
    this.chat.setAttribute("aria-label", `${owner.name}'s chat with ${business}`);
    const silent = !owner.until && !chat(this.id).some((bubble) => bubble.mine);
    this.composer.offer(silent ? state.head.openers[this.root.dataset.role] ?? [] : []);
    const grew = this.typing.hidden && owner.typing;
    const atEnd = this.isAtEnd();
    this.typing.hidden = !owner.typing;
    if (grew && atEnd) this.toEnd(true);
  }

  tick(at) {
    this.root.querySelector(".hour").textContent = hour(at);
  }

  do(task) {
    const manner = takeManner();
    return inTurn(this.id, () => task(manner)).catch((error) => this.complain(error.message));
  }

  attach() {
    const send = (kind, caption) => () => this.do(() => api.media(this.id, kind, caption));
    const rows = [
      { icon: "photo", label: "Photo", act: send("image", "") },
      { icon: "mic", label: "Voice note", act: send("audio", "") },
      { icon: "file", label: "Document", act: send("document", "profil-usaha.pdf") },
      { icon: "pin", label: "Location", act: send("location", "") },
    ];
    if (line(this.id)?.roles.includes("prospect")) {
      rows.push({ icon: "ad", label: "Write from an advertisement", note: "Says halo, with the click's referral",
        act: () => this.do((more) => api.say(this.id, "Halo, saya lihat iklannya", { ad: true, ...more })) });
    }
    openSheet(this.root, "Send", rows, this.composer.attachButton);
  }

  openList(bubble) {
    const rows = bubble.choices.map((choice) => ({
      label: choice.label,
      note: choice.note,
      chosen: choice.id === bubble.chosen,
      act: () => this.do((more) => api.press(this.id, choice.id, bubble.sid, more)),
    }));
    openSheet(this.root, bubble.menu, rows, this.nodes.get(bubble.sid)?.querySelector(".choices button"));
  }

  answer(bubble) {
    if (bubble) this.composer.quote(bubble, gist(bubble));
  }

  author(bubble) {
    return bubble.mine ? "You" : state.head.business;
  }

  find(sid) {
    const node = this.nodes.get(sid);
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.remove("found");
    requestAnimationFrame(() => node.classList.add("found"));
  }

  isAtEnd() {
    return this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < NEAR;
  }

  toEnd(smoothly) {
    this.chat.scrollTo({ top: this.chat.scrollHeight, behavior: smoothly ? "smooth" : "instant" });
    this.noticeScroll(true);
  }

  noticeScroll(going = false) {
    const atEnd = going || this.isAtEnd();
    this.stuck = atEnd;
    const waiting = unread(this.id);
    this.down.hidden = atEnd;
    this.down.querySelector("b").textContent = waiting || "";
    if (atEnd && waiting && document.visibilityState === "visible") look(this.id);
  }
}
