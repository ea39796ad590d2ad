// Telegram's HTML messages: its few tags, rebuilt one by one; everything else becomes plain text.

import { el, linked, outsideLink } from "./dom.js";

const TAGS = {
  B: "strong", STRONG: "strong", I: "em", EM: "em", U: "u", INS: "u", S: "s", STRIKE: "s", DEL: "s",
  CODE: "code", PRE: "pre", BLOCKQUOTE: "blockquote",
};

/** The parts of an HTML message as nodes of our own making. */
export function richText(html) {
  // The parsed document is inert: no script runs, nothing is loaded.
  return rebuild(new DOMParser().parseFromString(`<body>${html}`, "text/html").body);
}

function rebuild(parent) {
  return [...parent.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      return linked(node.data).map((part) => (typeof part === "string" ? new Text(part) : part));
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return [];
    if (node.tagName === "A") {
      return [outsideLink(node.getAttribute("href") ?? "", { text: node.textContent })];
    }
    const tag = TAGS[node.tagName];
    return tag ? [el(tag, {}, rebuild(node))] : rebuild(node);
  });
}
