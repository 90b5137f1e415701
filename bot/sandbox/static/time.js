// Product time, in the business's zone.

import { state } from "./state.js";

const kept = new Map();
function format(options) {
  const key = state.head.zone + JSON.stringify(options);
  if (!kept.has(key)) kept.set(key, new Intl.DateTimeFormat("en-GB", { ...options, timeZone: state.head.zone }));
  return kept.get(key);
}

export const hour = (at) => format({ hour: "2-digit", minute: "2-digit" }).format(at);
export const second = (at) => format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);
export const day = (at) => format({ weekday: "short", day: "numeric", month: "short", year: "numeric" }).format(at);
export const dayAndPlace = (at) => `${day(at)} · ${state.head.zone.split("/").at(-1).replaceAll("_", " ")}`;

// How late: to the second at first, later nobody counts them.
export const lateness = (ms) => (ms < 3600_000 ? `+${span(ms)}` : `+${Math.floor(ms / 3600_000)} h`);

// 23:41:07, or 4:12 when there are no hours.
export function span(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const minutes = Math.floor(s / 60) % 60;
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`;
}
