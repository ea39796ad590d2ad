// The bar with the simulated time and the ways to turn it.

import { act, Refused } from "./api.js";
import { fromField, longDate, nextMorning, shortDate, toField } from "./dates.js";
import { toast } from "./dom.js";
import { words } from "./words.js";

const HOUR = 3600 * 1000;
const TURNS = {
  hour: (now) => new Date(now.getTime() + HOUR),
  morning: nextMorning,
  day: (now) => new Date(now.getTime() + 24 * HOUR),
  week: (now) => new Date(now.getTime() + 7 * 24 * HOUR),
};

const bar = document.getElementById("clock");
const shown = document.getElementById("now");
const turning = document.getElementById("turning");
const pick = document.getElementById("pick");
const field = document.getElementById("pick-time");
const said = document.getElementById("pick-said");

let now = null;

export function showTime(moment = now) {
  if (!moment) return;
  now = moment;
  shown.dateTime = now.toISOString();
  shown.textContent = longDate(now);
  sayPicked();
}

/** Let time pass until `to`; the bot works meanwhile, so this may take a while. */
async function turn(to) {
  if (to < now) {
    toast(words("backwards"), "problem");
    return;
  }
  busy(words("turning", shortDate(to)));
  try {
    const told = await act("clock", { to: to.toISOString() });
    showTime(new Date(told.now));
  } catch (problem) {
    toast(problem instanceof Refused ? words("refused", problem.message) : words("lost"), "problem");
  } finally {
    busy(null);
  }
}

function busy(text) {
  turning.hidden = !text;
  turning.textContent = text ?? "";
  bar.setAttribute("aria-busy", String(Boolean(text)));
  for (const button of bar.querySelectorAll("button")) button.disabled = Boolean(text);
}

function sayPicked() {
  const moment = fromField(field.value);
  said.textContent = moment ? shortDate(moment) : "";
}

export function startClock() {
  for (const button of bar.querySelectorAll("[data-turn]")) {
    button.addEventListener("click", () => now && turn(TURNS[button.dataset.turn](now)));
  }
  field.addEventListener("input", sayPicked);
  pick.addEventListener("toggle", () => {
    if (!pick.open || !now) return;
    field.min = toField(now);
    field.value = toField(nextMorning(now));
    sayPicked();
  });
  pick.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const moment = fromField(field.value);
    if (!moment) return;
    pick.open = false;
    turn(moment);
  });
}
