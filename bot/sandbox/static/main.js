// Three seats, one stream.

import { listen } from "./api.js";
import { Bar } from "./bar.js";
import { Person } from "./person.js";
import { Phone } from "./phone.js";
import { learn, line, linesOf, now, state } from "./state.js";
import { Wire } from "./wire.js";

const SEATS = { prospect: "Prospect", rep: "Sales rep", manager: "Manager" };
const lost = document.getElementById("lost");
const wire = new Wire();
const seats = Object.entries(SEATS).map(([role, label]) => makeSeat(role, label));
const bar = new Bar(complain, () => seats[0].person.meet(true));

function makeSeat(role, label) {
  const root = document.getElementById("seat").content.cloneNode(true).firstElementChild;
  root.classList.add(role);
  root.dataset.role = role;
  root.setAttribute("aria-label", `${label}'s phone`);
  root.querySelector("textarea").setAttribute("aria-label", `Message from the ${label.toLowerCase()}`);
  document.getElementById("stage").append(root);
  const seat = { role, root, phone: new Phone(root, complain), wanted: sessionStorage.getItem(role) ?? "" };
  seat.person = new Person(root, role, label, (id) => choose(seat, id), complain);
  return seat;
}

// A person may be chosen a moment before the stream has told of them.
function choose(seat, id) {
  seat.wanted = id;
  sessionStorage.setItem(seat.role, id);
  if (line(id)) settle(seat);
}

function settle(seat) {
  const id = line(seat.wanted) ? seat.wanted : linesOf(seat.role)[0]?.id;
  seat.root.hidden = !id;
  if (id && seat.phone.id !== id) seat.phone.show(id);
  seat.person.draw(id);
  seat.person.tick(id);
}

function complain(words) {
  lost.textContent = words;
  lost.hidden = false;
  clearTimeout(complain.timer);
  complain.timer = setTimeout(() => { lost.hidden = true; }, 5000);
}

function heard(yes) {
  clearTimeout(complain.timer);
  lost.hidden = yes;
  if (!yes) lost.textContent = "The sandbox is not answering. Trying again…";
}

function tick(jumped = false) {
  bar.tick(jumped);
  for (const seat of seats) {
    seat.phone.tick(now());
    seat.person.tick(seat.phone.id);
  }
}

listen((news) => {
  const different = learn(news);
  wire.take(different.calls, different);
  bar.draw();
  for (const seat of seats) {
    if (different.restarted) seat.phone.id = "";
    else seat.phone.take(different.bubbles);
    settle(seat);
  }
  tick(different.jumped);
}, heard);

setInterval(() => tick(), 1000);
document.addEventListener("visibilitychange", () => seats.forEach((seat) => seat.phone.noticeScroll()));
document.title = `${document.body.dataset.business} · Sapa sandbox`;
