// One message, drawn as WhatsApp draws it.

import { el, icon } from "./dom.js";
import { hour } from "./time.js";
import { words } from "./words.js";

const TICKS = {
  sent: ["tick", "Sent"],
  delivered: ["ticks", "Delivered"],
  read: ["ticks", "Read"],
};

// `act` holds what a reader can do: press(choice), open(list), answer(), find(sid); `quoted` is the message answered to.
export function drawBubble(bubble, { first, fresh, quoted, business, act }) {
  const ghost = !bubble.mine && !bubble.shown;
  const classes = ["row", bubble.mine && "mine", first && "first", fresh && "new", ghost && "ghost"];
  const body = el("div", { class: "bubble" },
    quoted ? drawQuote(quoted, business, act) : "",
    bubble.ad ? drawAd(bubble.ad) : "",
    el("div", { class: "pad" }, ...drawBody(bubble)),
    drawMeta(bubble),
    bubble.why ? el("p", { class: "reason" }, icon("fail", "mark"), drawReason(bubble, ghost)) : "",
  );
  const stack = el("div", { class: "stack" }, body, drawChoices(bubble, act, ghost));
  if (!ghost) {
    stack.append(el("button", { class: "answer", type: "button", "aria-label": "Reply", title: "Reply", onclick: act.answer }, icon("reply")));
  }
  return el("div", { class: classes.filter(Boolean).join(" "), "data-sid": bubble.sid }, stack);
}

function drawBody(bubble) {
  const text = el("p", { class: "words-of" }, words(bubble.text));
  switch (bubble.kind) {
    case "image":
      return [el("div", { class: "picture", role: "img", "aria-label": "Photo" }, icon("photo")), text];
    case "audio":
      return [el("div", { class: "file" }, icon("mic"), el("span", { class: "wave" }), "0:07")];
    case "document":
      return [el("div", { class: "file" }, icon("file"), bubble.text || "Document")];
    case "location":
      return [el("div", { class: "file" }, icon("pin"), bubble.text)];
    default:
      return [text];
  }
}

function drawMeta(bubble) {
  const meta = el("span", { class: "meta" }, el("time", {}, hour(bubble.at)));
  if (bubble.mine) {
    const [name, label] = TICKS[bubble.status] ?? ["wait", "Not delivered"];
    const ticks = icon(name, `ticks ${bubble.status}`);
    meta.append(ticks, el("span", { class: "hide" }, label));
    meta.title = label;
  }
  if (bubble.template) meta.title = `Template ${bubble.template}`;
  return meta;
}

const drawReason = (bubble, ghost) =>
  ghost ? `Not delivered (${bubble.error}). ${bubble.why}` : `${bubble.why}.`;

function drawChoices(bubble, act, ghost) {
  if (!bubble.choices.length) return "";
  if (bubble.menu) {
    const opener = el("button", { type: "button", disabled: ghost, "aria-haspopup": "dialog", onclick: act.open }, icon("list"), bubble.menu);
    return el("div", { class: "choices" }, opener);
  }
  return el("div", { class: "choices" }, ...bubble.choices.map((choice) => {
    const chosen = choice.id === bubble.chosen;
    return el("button", { type: "button", disabled: ghost, class: chosen ? "chosen" : "", onclick: () => act.press(choice) },
      icon(chosen ? "check" : "reply"), choice.label);
  }));
}

function drawQuote(quoted, business, act) {
  return el("button", { type: "button", class: quoted.mine ? "quote me" : "quote", onclick: () => act.find(quoted.sid) },
    el("b", {}, quoted.mine ? "You" : business), el("span", {}, gist(quoted)));
}

const drawAd = (headline) =>
  el("div", { class: "ad" }, el("i", {}, icon("ad")), el("span", {}, el("strong", {}, headline), el("small", {}, "From an advertisement")));

export const gist = (bubble) =>
  bubble.text.replaceAll("\n", " ") || { image: "Photo", audio: "Voice note", location: "Location" }[bubble.kind] || "Message";
