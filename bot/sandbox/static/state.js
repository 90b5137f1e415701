// Everything the page knows; the stream adds to it.

import { api } from "./api.js";

export const state = {
  epoch: "",
  head: { lines: [], sla: [], faults: [], openers: {}, business: "", zone: "UTC", number: "" },
  bubbles: new Map(), // by sid
  calls: [],
  offset: 0, // product time minus the browser's
  manner: {}, // how the next message from a phone is delivered
};

export const now = () => Date.now() + state.offset;
export const line = (id) => state.head.lines.find((found) => found.id === id);
export const linesOf = (role) => state.head.lines.filter((found) => found.roles.includes(role));

// On a screen stands what arrived, and as a ghost what the provider did not deliver.
const onScreen = (bubble) => bubble.place > 0;
export const chat = (id) =>
  [...state.bubbles.values()].filter((b) => b.line === id && onScreen(b)).sort((a, b) => a.place - b.place);
export const unread = (id) => chat(id).filter((b) => !b.mine && b.shown && !b.seen).length;

// Take in news; tell what is different.
export function learn(news) {
  const restarted = state.epoch !== news.epoch;
  if (restarted) {
    state.bubbles.clear();
    state.calls = [];
  }
  state.epoch = news.epoch;
  const offset = news.now - Date.now();
  const jumped = !restarted && Math.abs(offset - state.offset) > 20_000;
  state.offset = offset;
  state.head = news;
  for (const bubble of news.bubbles) state.bubbles.set(bubble.sid, bubble);
  state.calls.push(...news.calls);
  state.calls.splice(0, state.calls.length - 300);
  return { restarted, jumped, bubbles: news.bubbles.filter(onScreen), calls: news.calls };
}

// One message at a time per phone, as fingers do; the way it is delivered is used up by the first.
const queues = new Map();
export function inTurn(id, task) {
  const turn = (queues.get(id) ?? Promise.resolve()).catch(() => {}).then(task);
  queues.set(id, turn);
  return turn;
}

export function takeManner() {
  const manner = state.manner;
  state.manner = {};
  return manner;
}

const looking = new Map();
export function look(id) {
  if (looking.has(id)) return;
  looking.set(id, setTimeout(() => {
    looking.delete(id);
    api.look(id).catch(() => {});
  }, 350));
}
