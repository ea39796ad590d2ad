// Taps whose work is done by the app itself: the camera, the clipboard, a picker of dates.

import { actionAddress, actionLabel } from "./actions.js";
import { fromField, shortDate, shortDay } from "./dates.js";
import { ask, toast } from "./dom.js";
import { words } from "./words.js";

const CAMERA = /\/R\/nv\/camera/;

/** Do what needs no bot; null when the bot must be told, else whether the work is done. */
export function tapInApp(action, pickPhoto) {
  const address = action.uri ?? action.url ?? "";
  if (["camera", "cameraRoll"].includes(action.type) || CAMERA.test(address)) {
    pickPhoto();
    return false; // the button stays until a photo is sent
  }
  if (action.type === "clipboard" || action.copy_text) {
    copy(action.clipboardText ?? action.copy_text.text);
    return true;
  }
  if (!address || actionAddress(action)) return null;
  toast(words("cannot_open"), "problem");
  return false;
}

/** The action with the date or time a person picks for it; null when the picker is left. */
export async function withDate(action) {
  const { initial, min, max, mode } = action;
  const value = await ask(actionLabel(action), words("pick_date"), {
    type: mode === "datetime" ? "datetime-local" : mode,
    value: initial?.replace("t", "T") ?? "", min, max,
    say: (picked) => inWords(picked, mode),
  });
  return value && { ...action, params: { [mode]: value } };
}

function inWords(picked, mode) {
  if (mode === "time") return "";
  const moment = fromField(mode === "date" ? `${picked}T00:00` : picked);
  if (!moment) return "";
  return mode === "date" ? shortDay(moment) : shortDate(moment);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(words("copied"));
  } catch {
    toast(text);
  }
}
