// One message as LINE or Telegram shows it.

import { actionButton } from "./actions.js";
import { fileAddress } from "./api.js";
import { clockTime, dayLabel } from "./dates.js";
import { el, icon, iconButton, linked, outsideLink } from "./dom.js";
import { renderFlex } from "./flex.js";
import { richText, tapCommands } from "./rich.js";
import { renderTemplate } from "./template.js";
import { words } from "./words.js";

const COLOURS = 7; // avatar colours in apps.css

/** The line across a chat where a new day begins. */
export function renderDay(moment) {
  return el("div", { class: "day", role: "separator" }, el("span", { text: dayLabel(moment) }));
}

/**
 * A bubble in its row. `chat` says who looks: `chat.me`, `chat.nameOf(id)`, `chat.app`,
 * `chat.find(bubbleId)`, `chat.perform(bubble, action)`, `chat.say(text)`,
 * `chat.canEdit(bubble)`, `chat.reply|edit|unsend(bubble)`.
 */
export function renderBubble(bubble, chat, { again = false } = {}) {
  if (bubble.kind === "system") {
    return el("div", { class: "system", "data-bubble": bubble.id },
      el("span", { text: bubble.text }));
  }
  const own = bubble.sender === chat.me;
  const row = el("article", {
    class: `row ${own ? "own" : "other"} from-${bubble.sender === "bot" ? "bot" : "person"}`,
    "data-bubble": bubble.id, "data-kind": bubble.kind, "data-sender": bubble.sender,
    "aria-label": `${chat.nameOf(bubble.sender)} ${clockTime(new Date(bubble.at))}`,
  });
  row.classList.toggle("again", again);
  row.classList.toggle("is-edited", bubble.edited);
  if (!own) row.append(avatar(bubble.sender, chat));
  row.append(el("div", { class: "stack" },
    own || again ? null : senderName(bubble.sender, chat),
    el("div", { class: isStrip(bubble) ? "beside strip" : "beside" }, content(bubble, chat), toolbar(bubble, chat), stamp(bubble, chat)),
    keyboard(bubble, chat)));
  return row;
}

function avatar(sender, chat) {
  const name = chat.nameOf(sender);
  return el("div", {
    class: `avatar colour-${sender === "bot" ? "bot" : hash(sender) % COLOURS}`,
    "aria-hidden": "true", text: firstLetter(name),
  });
}

function senderName(sender, chat) {
  const tag = sender === "bot" ? el("span", { class: "tag", text: words("bot") }) : null;
  return el("div", { class: `sender colour-${hash(sender) % COLOURS}` },
    el("span", { text: chat.nameOf(sender) }), tag);
}

function stamp(bubble, chat) {
  const at = new Date(bubble.at);
  return el("div", { class: "stamp" },
    bubble.edited ? el("span", { class: "edited", text: words("edited") }) : null,
    el("time", { datetime: bubble.at, text: clockTime(at) }),
    chat.app === "telegram" && bubble.sender === chat.me
      ? el("span", { class: "ticks", "aria-hidden": "true", text: "✓✓" }) : null);
}

function content(bubble, chat) {
  switch (bubble.kind) {
    case "flex":
      return card(bubble, renderFlex(bubble.flex, (action) => chat.perform(bubble, action)));
    case "template":
      return card(bubble, renderTemplate(bubble.flex, (action) => chat.perform(bubble, action)));
    case "image":
      return photo(bubble, chat);
    case "file":
      return balloon(bubble, chat, document_(bubble), caption(bubble, chat));
    case "sticker":
      return el("div", { class: "sticker", text: bubble.text || words("sticker") });
    default:
      return balloon(bubble, chat, caption(bubble, chat));
  }
}

/** Whether a card is as wide as the chat, so that the time stands below it. */
function isStrip(bubble) {
  return ["carousel", "image_carousel"].includes(bubble.flex?.type);
}

function card(bubble, drawn) {
  return el("div", { class: "card", role: "group", "aria-label": bubble.text || words("card") }, drawn);
}

function balloon(bubble, chat, ...children) {
  const topic = bubble.topic ? el("div", { class: "topic", text: words("topic", bubble.topic) }) : null;
  const kind = bubble.kind === "image" ? "picture" : "";
  const wordless = bubble.text ? "" : "wordless";
  return el("div", { class: `balloon ${kind} ${wordless}` }, topic, preview(bubble, chat), ...children);
}

function caption(bubble, chat) {
  if (!bubble.text) return null;
  const said = el("div", { class: "words" }, bubble.html ? richText(bubble.text) : linked(bubble.text));
  return chat.app === "telegram" ? tapCommands(said, (command) => chat.say(command)) : said;
}

function preview(bubble, chat) {
  if (!bubble.quote) return null;
  const quoted = chat.find(bubble.quote);
  return el("div", { class: "quote", "data-quote": bubble.quote },
    el("strong", { text: quoted ? chat.nameOf(quoted.sender) : "" }),
    el("span", { text: quoted ? summary(quoted) : "…" }));
}

/** A bubble in one line, for quotes and the reply bar. */
export function summary(bubble) {
  const text = bubble.html ? richText(bubble.text).map((part) => part.textContent).join("") : bubble.text;
  if (text) return text.replace(/\s+/g, " ").slice(0, 200);
  if (bubble.file_name) return bubble.file_name;
  return bubble.kind === "image" ? words("photo") : words("card");
}

function photo(bubble, chat) {
  const address = bubble.image ?? (bubble.file && fileAddress(bubble.file));
  const shown = el("img", { src: address, alt: bubble.file_name ?? words("photo"), class: "photo" });
  return balloon(bubble, chat, outsideLink(address ?? "", { class: "photo-link" }, shown),
    caption(bubble, chat));
}

function document_(bubble) {
  const kilobytes = bubble.file_size ? Math.max(1, Math.round(bubble.file_size / 1024)) : null;
  const address = bubble.file && fileAddress(bubble.file);
  return el(address ? "a" : "div", {
    class: "document", "data-file": bubble.file_name,
    ...(address && { href: address, download: bubble.file_name, title: words("download") }),
  }, el("span", { class: "document-icon" }, icon("file")),
  el("span", { class: "document-name" },
    el("span", { text: bubble.file_name ?? words("file") }),
    kilobytes && el("small", { text: words("size", kilobytes) })));
}

function toolbar(bubble, chat) {
  const own = bubble.sender === chat.me;
  return el("div", { class: "tools" },
    iconButton("reply", words("reply"), () => chat.reply(bubble), { "data-tool": "reply" }),
    own && chat.canEdit(bubble)
      ? iconButton("edit", words("edit"), () => chat.edit(bubble), { "data-tool": "edit" }) : null,
    own ? iconButton("unsend", words("unsend"), () => chat.unsend(bubble), { "data-tool": "unsend" }) : null);
}

function keyboard(bubble, chat) {
  if (!bubble.keyboard?.length) return null;
  const rows = bubble.keyboard.map((row) => el("div", { class: "keyboard-row" },
    row.map((button) => actionButton(button, (action) => chat.perform(bubble, action), "key"))));
  return el("div", { class: "keyboard", role: "group", "aria-label": words("buttons") }, rows);
}

function firstLetter(name) {
  // A Thai name may begin with a vowel that is written before its consonant.
  const letters = [...name.replace(/^(นาย|นางสาว|นาง|น\.ส\.)\s*/, "")];
  return letters.find((letter) => /[ก-ฮA-Za-z]/.test(letter)) ?? letters[0] ?? "?";
}

function hash(text) {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)) % 65_521;
  return sum;
}
