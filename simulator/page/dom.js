// Builds elements. Data only ever becomes text or an attribute, never markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  reply: "M10 5 3 12l7 7v-4c5 0 8 1 11 5-1-7-4-11-11-11z",
  edit: "M4 20h4L19 9l-4-4L4 16zM17 3l4 4",
  unsend: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  photo: "M4 6h16v13H4zM4 16l5-5 4 4 3-3 4 4M9 9.5v.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  mention: "M16 12a4 4 0 1 1-1.2-2.8M16 8v5a2.5 2.5 0 0 0 5 0v-1a9 9 0 1 0-4 7.5",
  send: "M3 20 21 12 3 4v6l11 2-11 2z",
  more: "M12 5v.01M12 12v.01M12 19v.01",
  close: "M6 6l12 12M18 6 6 18",
  down: "M12 4v15M6 13l6 6 6-6",
  outside: "M9 5h10v10M19 5 7 17",
};

/** An element with attributes (`class`, `data-…`, `aria-…`), `text`, `on` listeners, children. */
export function el(tag, { text, on = {}, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value);
  }
  for (const [event, listener] of Object.entries(on)) made.addEventListener(event, listener);
  if (text !== undefined) made.textContent = text;
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", `icon icon-${name}`);
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

export function iconButton(name, label, on, attributes = {}) {
  return el("button", {
    type: "button", class: "icon-button", title: label, "aria-label": label,
    on: { click: on }, ...attributes,
  }, icon(name));
}

/** Only addresses a chat app would open; anything else is null. */
export function safeAddress(address) {
  if (!address) return null;
  try {
    const parsed = new URL(address, location.href);
    return ["http:", "https:", "tel:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

const LINK = /https?:\/\/[^\s<>"'()\u0e00-\u0e7f]+/g;

/** Text with its web addresses as links. */
export function linked(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    parts.push(text.slice(end, found.index), outsideLink(found[0], { text: found[0] }));
    end = found.index + found[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}

export function outsideLink(address, attributes, ...children) {
  const href = safeAddress(address);
  return el(href ? "a" : "span", {
    ...(href && { href, target: "_blank", rel: "noopener noreferrer" }), ...attributes,
  }, ...children);
}

const toasts = document.getElementById("toasts");

/** A short message at the foot of the page that goes by itself. */
export function toast(text, kind = "info") {
  const shown = el("p", { class: `toast toast-${kind}`, text });
  toasts.append(shown);
  shown.addEventListener("animationend", () => shown.remove());
}

const dialog = document.getElementById("ask");

/** Ask for one value; null when the person cancels. `say` echoes the value in words. */
export function ask(title, label, { type = "text", value = "", say = () => "", ...limits } = {}) {
  const field = document.getElementById("ask-value");
  const said = document.getElementById("ask-said");
  document.getElementById("ask-title").textContent = title;
  document.getElementById("ask-label").textContent = label;
  for (const name of ["min", "max", "maxlength"]) field.removeAttribute(name);
  for (const [name, limit] of Object.entries(limits)) if (limit) field.setAttribute(name, limit);
  field.type = type;
  field.required = true;
  field.value = value;
  const echo = () => { said.textContent = say(field.value); };
  field.oninput = echo;
  echo();
  dialog.returnValue = "";
  dialog.showModal();
  field.focus();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "ok" ? field.value : null);
  });
}
