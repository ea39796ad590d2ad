// Telegram's HTML messages: its few tags, rebuilt one by one; everything else becomes plain text.

import { el, linked, outsideLink } from "./dom.js";

const TAGS = {
  b: "strong", strong: "strong", i: "em", em: "em", u: "u", ins: "u", s: "s", strike: "s", del: "s",
  code: "code", pre: "pre", blockquote: "blockquote", a: "a", "tg-spoiler": "span", span: "span",
};
const TOKEN = /<(\/?)([a-z-]+)([^>]*)>|&(amp|lt|gt|quot|#\d{1,7}|#x[0-9a-f]{1,6});|[^<&]+|[<&]/gi;
const REFERENCE = /&(amp|lt|gt|quot|#\d{1,7}|#x[0-9a-f]{1,6});/gi;
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"' };
const ADDRESS = /href\s*=\s*(?:"([^"]*)"|'([^']*)')/i;

/** The parts of an HTML message as nodes of our own making; the browser never parses it. */
export function richText(html) {
  const root = el("div");
  const open = [root];
  for (const [token, end, tag, attributes, reference] of html.matchAll(TOKEN)) {
    const name = TAGS[tag?.toLowerCase()];
    if (name && end) {
      if (open.length > 1) open.pop();
    } else if (name) {
      const made = element(name, attributes);
      open.at(-1).append(made);
      open.push(made);
    } else {
      open.at(-1).append(reference ? character(reference) : token);
    }
  }
  root.normalize();
  linkTexts(root);
  return [...root.childNodes];
}

function element(name, attributes) {
  if (name !== "a") return el(name);
  const [, double, single] = ADDRESS.exec(attributes) ?? [];
  return outsideLink(plain(double ?? single ?? ""), {});
}

function character(reference) {
  const code = reference.toLowerCase();
  if (code in NAMED) return NAMED[code];
  const point = code.startsWith("#x") ? Number.parseInt(code.slice(2), 16) : Number(code.slice(1));
  return point <= 0x10ffff ? String.fromCodePoint(point) : "";
}

function plain(text) {
  return text.replace(REFERENCE, (_, reference) => character(reference));
}

function linkTexts(root) {
  for (const text of textsOf(root)) text.replaceWith(...linked(text.data));
}

/** The text nodes below a node that stand in no link and no code. */
function textsOf(node) {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  return texts.filter((found) => !found.parentElement.closest("a, code, pre"));
}

const COMMAND = /(?<![\w/<>@])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])/g;

/** Make the commands in a text tappable, as Telegram does; `say(text)` is called for a tap. */
export function tapCommands(node, say) {
  for (const text of textsOf(node)) text.replaceWith(...withCommands(text.data, say));
  return node;
}

function withCommands(text, say) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(COMMAND)) {
    const command = found[0];
    parts.push(text.slice(end, found.index), el("button", {
      type: "button", class: "command", text: command, "data-action": command,
      "data-kind": "command", on: { click: () => say(command) },
    }));
    end = found.index + command.length;
  }
  parts.push(text.slice(end));
  return parts;
}
