// One chat: its head, its messages, its quick replies; what is written in it is the composer's.

import { actionButton } from "./actions.js";
import { act, Refused } from "./api.js";
import { renderBubble, renderDay } from "./bubble.js";
import { Composer } from "./composer.js";
import { dayOf } from "./dates.js";
import { el, icon, toast } from "./dom.js";
import { tapInApp, withDate } from "./taps.js";
import { recalled, remember, words } from "./words.js";

const NEAR = 80; // pixels from the end of the log that still count as "at the end"

export class Chat {
  /** `names` are those of everybody on the stage, also of people who have left. */
  constructor(facts, names, botName) {
    this.id = facts.id;
    this.app = facts.platform;
    this.facts = facts;
    this.botName = botName;
    this.bubbles = new Map();
    this.names = names;
    this.unread = 0;
    this.followed = true;
    this.scrolled = 0;
    this.me = null;
    this.onUnread = () => {};
    this.node = el("section", {
      class: `chat ${this.app} ${facts.kind}`, id: `chat-${this.id}`,
      "data-chat": this.id, role: "tabpanel",
    });
    this.composer = new Composer(this);
    this.build();
    this.adopt(facts, botName);
  }

  // ---- what the rest of the page asks for

  /** Take over what the simulator says of the chat now. */
  adopt(facts, botName) {
    this.facts = facts;
    this.botName = botName;
    const known = facts.members.some((member) => member.id === this.me);
    if (!known) {
      const before = recalled(this.kept());
      const chosen = facts.members.find((member) => member.id === before) ?? facts.members[0];
      this.me = chosen?.id ?? null;
      this.renderLog();
    }
    this.renderHead();
  }

  /** Show bubbles that are new or have changed. */
  take(bubbles, { quietly = false } = {}) {
    const followed = this.followed;
    for (const bubble of bubbles) this.takeOne(bubble, quietly);
    this.renderQuickReplies();
    this.empty.hidden = this.bubbles.size > 0;
    if (quietly || followed || bubbles.some((bubble) => bubble.sender === this.me)) this.toEnd();
    else if (bubbles.length) this.newer.hidden = false;
  }

  rerender() {
    this.build();
    this.renderHead();
    this.renderLog();
  }

  read() {
    this.unread = 0;
    this.onUnread(this);
  }

  // ---- what a bubble asks for

  find(id) {
    return this.bubbles.get(id);
  }

  nameOf(sender) {
    return sender === "bot" ? this.botName : this.names.get(sender) ?? sender;
  }

  reply(bubble) {
    this.composer.reply(bubble);
  }

  edit(bubble) {
    this.composer.edit(bubble);
  }

  /** LINE lets texts be corrected in groups only. */
  canEdit(bubble) {
    return bubble.kind === "text" && (this.app === "telegram" || this.facts.kind === "group");
  }

  say(text) {
    return this.attempt(() => act("say", { chat: this.id, person: this.me, text }));
  }

  unsend(bubble) {
    return this.attempt(() => act("unsend", { bubble: bubble.id }));
  }

  /** Do what tapping a button does; says whether it has done its work. */
  async perform(bubble, action) {
    const here = tapInApp(action, () => this.composer.pickPhoto());
    if (here !== null) return here;
    const told = action.type === "datetimepicker" ? await withDate(action) : action;
    if (!told) return false;
    const done = await this.attempt(() =>
      act("tap", { chat: this.id, person: this.me, bubble: bubble.id, action: told }));
    if (done && action.inputOption === "openKeyboard" && this.onPhone()) {
      this.composer.prefill(action.fillInText ?? "");
    }
    return done !== null;
  }

  // ---- drawing

  build() {
    this.node.replaceChildren(
      this.head = el("header", { class: "head" }),
      el("div", { class: "log-frame" },
        this.log = el("div", {
          class: "log", role: "log", tabindex: 0, "aria-label": words("log", this.facts.title),
          on: { scroll: () => this.look() },
        }),
        this.newer = el("button", {
          type: "button", class: "newer", hidden: true, on: { click: () => this.toEnd() },
        }, icon("down"), words("newer"))),
      this.quick = el("div", {
        class: "quick", role: "group", "aria-label": words("quick_replies"), hidden: true,
      }),
      this.composer.build());
    // A picture takes its room only when it has come; loading does not bubble, so it is captured.
    this.log.addEventListener("load", () => { if (this.followed) this.toEnd(); }, true);
    this.empty = el("p", { class: "empty", text: words("empty") });
    this.log.append(this.empty);
  }

  renderHead() {
    const { title, kind, members, bot } = this.facts;
    const here = kind === "group"
      ? `${words("members", members.length)}${bot ? ` ${words("with_bot")}` : ""}` : words("private");
    this.node.setAttribute("aria-label", `${words(this.app)} ${title}`);
    this.head.replaceChildren(
      el("div", { class: "badge", "aria-hidden": "true", text: this.app === "line" ? "LINE" : "TG" }),
      el("div", { class: "head-words" },
        el("h2", { text: title }), el("p", { text: `${words(this.app)} · ${here}` })),
      this.menu());
    this.composer.offerSpeakers(members);
  }

  menu() {
    const { kind, bot } = this.facts;
    const group = kind === "group";
    const item = (key, name, person) => el("button", {
      type: "button", role: "menuitem", text: words(key), "data-move": name,
      on: { click: () => { list.open = false; this.move(name, person); } },
    });
    const items = [
      bot ? item(group ? "kick" : "block", "kick") : item(group ? "invite" : "unblock", "join"),
      group && this.me ? item("leave", "leave", this.me) : null,
      group && this.app === "telegram" ? item("migrate", "migrate") : null,
    ];
    const list = el("details", { class: "menu" },
      el("summary", { "aria-label": words("menu"), title: words("menu") }, icon("more")),
      el("div", { class: "menu-items", role: "menu" }, items));
    return list;
  }

  renderLog() {
    this.log.replaceChildren(this.empty);
    this.last = null;
    for (const bubble of this.bubbles.values()) this.append(bubble);
    this.empty.hidden = this.bubbles.size > 0;
    this.renderQuickReplies();
    this.toEnd();
  }

  takeOne(bubble, quietly) {
    const before = this.bubbles.get(bubble.id);
    if (bubble.deleted) {
      this.bubbles.delete(bubble.id);
      this.rowOf(bubble.id)?.remove();
      return;
    }
    if (bubble.kind === "system" && bubble.silent) {
      if (!quietly) this.flash(bubble.text);
      return;
    }
    this.bubbles.set(bubble.id, bubble);
    const row = before && this.rowOf(bubble.id);
    if (row) row.replaceWith(renderBubble(bubble, this, { again: row.classList.contains("again") }));
    else this.append(bubble);
    if (before || quietly) return;
    if (bubble.force_reply && bubble.sender === "bot") this.composer.quote(bubble);
    if (bubble.sender !== this.me && bubble.kind !== "system") {
      this.unread += 1;
      this.onUnread(this);
    }
  }

  /** Show words for a moment over the chat, as Telegram does with the answer to a pressed button. */
  flash(text) {
    const shown = el("p", { class: "flash", role: "status", text });
    shown.addEventListener("animationend", () => shown.remove());
    this.log.after(shown);
  }

  append(bubble) {
    const at = new Date(bubble.at);
    const newDay = !this.last || dayOf(new Date(this.last.at)) !== dayOf(at);
    if (newDay) this.log.append(renderDay(at));
    const again = !newDay && this.last.kind !== "system" && this.last.sender === bubble.sender
      && at - new Date(this.last.at) < 60_000;
    this.log.append(renderBubble(bubble, this, { again }));
    this.last = bubble;
  }

  rowOf(id) {
    return this.log.querySelector(`[data-bubble="${CSS.escape(id)}"]`);
  }

  /**
   * LINE shows the quick replies of the last message only, and on phones only; a keyboard of
   * Telegram stays until another takes its place.
   */
  renderQuickReplies() {
    const said = [...this.bubbles.values()];
    const shown = this.app === "line" ? said.at(-1)
      : said.findLast((bubble) => bubble.quick_replies.length > 0);
    const items = shown && (this.app === "telegram" || this.onPhone()) ? shown.quick_replies : [];
    const tap = async (action) => {
      const done = await this.perform(shown, action);
      if (done && this.app === "line") this.quick.hidden = true;
    };
    this.quick.replaceChildren(...items.map((action) => actionButton(action, tap, "quick-reply")));
    this.quick.hidden = items.length === 0;
  }

  // ---- acting

  speakAs(person) {
    this.me = person;
    remember(this.kept(), person);
    this.composer.forget();
    this.renderLog();
    this.renderHead();
  }

  move(name, person = null) {
    return this.attempt(() => act(name, { chat: this.id, person }));
  }

  /** What came of a deed; null when it was refused, which the person who tried is told. */
  async attempt(deed) {
    try {
      return await deed();
    } catch (problem) {
      toast(problem instanceof Refused ? words("refused", problem.message) : words("lost"), "problem");
      return null;
    }
  }

  // ---- small facts

  onPhone() {
    return this.facts.members.find((member) => member.id === this.me)?.device !== "pc";
  }

  kept() {
    return `tidtam.speaker.${this.id}`;
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
  }

  /** Who looks at the end goes on seeing the end, until scrolling back. */
  look() {
    const back = this.log.scrollTop < this.scrolled;
    this.scrolled = this.log.scrollTop;
    if (this.atEnd()) { this.followed = true; this.newer.hidden = true; } else if (back) this.followed = false;
  }

  toEnd() {
    this.newer.hidden = true;
    this.followed = true;
    this.log.scrollTop = this.log.scrollHeight;
  }
}
