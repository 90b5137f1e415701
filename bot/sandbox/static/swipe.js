// Drag a bubble to the right to answer it, as on a phone.

const FAR = 60;

export function swipe(chat, answer) {
  let row = null;
  let from = 0;
  const let_go = () => {
    if (row) row.style.transform = "";
    row = null;
  };
  chat.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    row = event.target.closest(".row[data-sid]");
    from = event.clientX;
  });
  chat.addEventListener("pointermove", (event) => {
    if (!row) return;
    const by = Math.min(Math.max(event.clientX - from, 0), FAR + 20);
    row.style.transform = by > 8 ? `translateX(${by}px)` : "";
    if (by <= FAR) return;
    answer(row.dataset.sid);
    let_go();
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) chat.addEventListener(end, let_go);
}
