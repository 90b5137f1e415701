// The sheet that rises from below: the rows of a list, or what can be attached.

import { el, icon } from "./dom.js";

export function openSheet(root, title, rows, opener) {
  const sheet = root.querySelector(".sheet");
  const veil = root.querySelector(".veil");
  const [closer, heading] = sheet.querySelector("header").children;
  heading.textContent = title;
  sheet.setAttribute("aria-label", title);

  const close = () => {
    sheet.hidden = veil.hidden = true;
    opener?.focus({ preventScroll: true });
  };
  const buttons = rows.map((row) => el("button", {
    type: "button",
    class: row.chosen ? "chosen" : "",
    onclick: () => { close(); row.act(); },
  }, row.icon ? icon(row.icon) : el("span", { class: "dot" }), el("span", {}, row.label), row.note ? el("small", {}, row.note) : ""));
  sheet.querySelector(".rows").replaceChildren(...buttons);

  closer.onclick = veil.onclick = close;
  sheet.onkeydown = (event) => {
    const all = [closer, ...buttons];
    const at = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1, Tab: event.shiftKey ? -1 : 1 }[event.key];
    if (event.key === "Escape") close();
    if (!step) return;
    event.preventDefault(); // the focus stays in the sheet
    all[(at + step + all.length) % all.length].focus();
  };
  sheet.hidden = veil.hidden = false;
  (buttons[0] ?? closer).focus({ preventScroll: true });
}
