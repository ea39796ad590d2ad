// Keeps the page in step with the stage: asks for news, hands it to the chats, keeps the tabs.

import * as api from "./api.js";
import { Chat } from "./chat.js";
import { showTime, startClock } from "./clock.js";
import { el, toast } from "./dom.js";
import { labelPage, switchLanguage, words } from "./words.js";

const RETRY = 1500; // milliseconds before asking again after a failure
const columns = document.getElementById("chats");
const tabs = document.getElementById("tabs");
const chats = new Map();
const names = new Map();
const still = matchMedia("(prefers-reduced-motion: reduce)");
let revision = 0;
let active = null;

async function follow() {
  let lost = false;
  for (;;) {
    try {
      const news = await api.state(revision);
      // Whoever answers after a silence, or counts from the beginning, may be another stage.
      if (lost || news.revision < revision) location.reload();
      else take(news);
    } catch (problem) {
      console.error(problem);
      if (!lost) toast(words("lost"), "problem");
      lost = true;
      await new Promise((resolve) => { setTimeout(resolve, RETRY); });
    }
  }
}

function take(state) {
  const first = revision === 0;
  showTime(new Date(state.now));
  for (const person of state.people) names.set(person.id, person.name);
  state.chats.forEach((facts) => chatOf(facts, state.bot_name));
  dropMissing(state.chats);
  for (const chat of chats.values()) {
    const news = state.bubbles.filter((bubble) => bubble.chat === chat.id);
    if (news.length) chat.take(news, { quietly: first });
  }
  revision = state.revision;
  document.body.dataset.revision = revision;
}

function chatOf(facts, botName) {
  const known = chats.get(facts.id);
  if (!known) return addChat(facts, botName);
  if (JSON.stringify(known.facts) !== JSON.stringify(facts)) {
    known.adopt(facts, botName);
    labelTab(known);
  }
  return known;
}

function addChat(facts, botName) {
  const chat = new Chat(facts, names, botName);
  chats.set(chat.id, chat);
  chat.tab = el("button", {
    type: "button", role: "tab", class: `tab ${chat.app}`, id: `tab-${chat.id}`,
    "data-tab": chat.id, "aria-controls": chat.node.id,
    on: { click: () => show(chat) },
  });
  chat.onUnread = () => {
    if (isInSight(chat)) chat.unread = 0;
    labelTab(chat);
  };
  labelTab(chat);
  tabs.append(chat.tab);
  columns.append(chat.node);
  visible.observe(chat.node);
  if (!active) activate(chat);
  return chat;
}

function dropMissing(listed) {
  const ids = new Set(listed.map((facts) => facts.id));
  for (const [id, chat] of chats) {
    if (ids.has(id)) continue;
    chat.tab.remove();
    chat.node.remove();
    chats.delete(id);
    if (active === chat) activate(chats.values().next().value ?? null);
  }
}

function labelTab(chat) {
  if (!chat.tab) return;
  chat.tab.replaceChildren(
    el("span", { class: "tab-app", text: chat.app === "line" ? "LINE" : "TG" }),
    el("span", { text: chat.facts.title }));
  if (chat.unread > 0) {
    chat.tab.append(el("span", {
      class: "tab-unread", text: String(chat.unread), "aria-label": words("unread", chat.unread),
    }));
  }
}

function activate(chat) {
  active = chat;
  for (const other of chats.values()) {
    other.tab.setAttribute("aria-selected", String(other === chat));
    other.tab.tabIndex = other === chat ? 0 : -1;
    other.node.classList.toggle("active", other === chat);
  }
}

/** A tab shows its chat: alone on a phone, scrolled into view where there is room for several. */
function show(chat) {
  activate(chat);
  chat.node.scrollIntoView({ behavior: still.matches ? "instant" : "smooth", block: "nearest", inline: "nearest" });
  chat.tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  chat.toEnd();
}

/** Whether most of a chat's column can be seen now. */
function isInSight(chat) {
  const { left, right, width } = chat.node.getBoundingClientRect();
  return width > 0 && Math.min(right, innerWidth) - Math.max(left, 0) >= width / 2;
}

const visible = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    const chat = chats.get(target.dataset.chat);
    if (chat && isIntersecting) chat.read();
  }
}, { threshold: 0.5 });

tabs.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || !active) return;
  const all = [...chats.values()];
  const next = all[(all.indexOf(active) + step + all.length) % all.length];
  show(next);
  next.tab.focus();
});

columns.addEventListener("focusin", (event) => {
  const chat = chats.get(event.target.closest("[data-chat]")?.dataset.chat);
  if (chat && chat !== active) activate(chat);
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.getElementById("language").addEventListener("click", () => {
  switchLanguage();
  labelPage();
  showTime();
  for (const chat of chats.values()) {
    chat.rerender();
    labelTab(chat);
  }
});

labelPage();
startClock();
follow();
