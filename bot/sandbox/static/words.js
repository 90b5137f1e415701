// WhatsApp's own marks in a text: *bold*, _italic_, ~struck~, ```code```, and links.

import { el } from "./dom.js";

const MARKS = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])|```([^]+?)```|(?<![\p{L}\p{N}])([*_~])(?!\s)([^\n]*?[^\s])\3(?![\p{L}\p{N}])/gu;
const TAG = { "*": "strong", _: "em", "~": "s" };

export function words(text) {
  const parts = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(MARKS)) {
    const [all, link, code, mark, inner] = found;
    parts.append(text.slice(from, found.index));
    if (link) parts.append(el("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, link));
    else if (code) parts.append(el("code", {}, code));
    else parts.append(el(TAG[mark], {}, words(inner)));
    from = found.index + all.length;
  }
  parts.append(text.slice(from));
  return parts;
}
