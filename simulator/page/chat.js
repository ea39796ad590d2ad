// One chat: its head, its messages, its quick replies, and the hands of whoever is chosen to speak.

import { actionAddress, actionButton, actionLabel } from "./actions.js";
import { act, menu, Refused, sendFiles } from "./api.js";
import { renderBubble, renderDay, summary } from "./bubble.js";
import { dayOf, fromField, shortDate } from "./dates.js";
import { ask, el, icon, iconButton, toast } from "./dom.js";
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
    this.me = null;
    this.draft = { quote: null, editing: null, mention: false };
    this.onUnread = () => {};
    this.node = el("section", {
      class: `chat ${this.app} ${facts.kind}`, id: `chat-${this.id}`,
      "data-chat": this.id, role: "tabpanel",
    });
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
    const atEnd = this.atEnd();
    for (const bubble of bubbles) this.takeOne(bubble, quietly);
    this.renderQuickReplies();
    this.empty.hidden = this.bubbles.size > 0;
    if (quietly || atEnd || bubbles.some((bubble) => bubble.sender === this.me)) this.toEnd();
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
    Object.assign(this.draft, { quote: bubble.id, editing: null });
    this.renderDraft();
    this.field.focus();
  }

  edit(bubble) {
    Object.assign(this.draft, { quote: null, editing: bubble.id });
    this.field.value = bubble.text;
    this.renderDraft();
    this.field.focus();
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

  /**
   * Do what tapping a button does: some of it happens in the app, the rest is told the bot.
   * Says whether the button has done its work, so that quick replies may go.
   */
  async perform(bubble, action) {
    if (this.happensHere(action)) return action.type === "clipboard";
    const told = action.type === "datetimepicker" ? await this.withDate(action) : action;
    if (!told) return false;
    const done = await this.attempt(() =>
      act("tap", { chat: this.id, person: this.me, bubble: bubble.id, action: told }));
    if (done && action.inputOption === "openKeyboard") this.prefill(action.fillInText ?? "");
    return done !== null;
  }

  // ---- taps that stay in the app

  happensHere(action) {
    const address = action.uri ?? action.url ?? "";
    if (["camera", "cameraRoll"].includes(action.type) || /\/R\/nv\/camera/.test(address)) {
      this.photoField.click();
    } else if (action.type === "clipboard" || action.copy_text) {
      copy(action.clipboardText ?? action.copy_text.text);
    } else if (address && !actionAddress(action)) {
      toast(words("cannot_open"), "problem");
    } else {
      return false;
    }
    return true;
  }

  async withDate(action) {
    const type = action.mode === "datetime" ? "datetime-local" : action.mode;
    const say = (value) => {
      const moment = type !== "time" && fromField(value.length === 10 ? `${value}T00:00` : value);
      return moment ? shortDate(moment).slice(0, type === "date" ? -8 : undefined) : "";
    };
    const { initial, min, max } = action;
    const value = await ask(actionLabel(action), words("pick_date"), {
      type, value: initial?.replace("t", "T") ?? "", min, max, say,
    });
    return value && { ...action, params: { [action.mode]: value } };
  }

  /** On a phone the keyboard opens with the bot's words already typed. */
  prefill(text) {
    if (!this.onPhone()) return;
    this.field.value = text;
    this.field.focus();
    this.renderDraft();
  }

  // ---- drawing

  build() {
    this.node.replaceChildren(
      this.head = el("header", { class: "head" }),
      el("div", { class: "log-frame" },
        this.log = el("div", {
          class: "log", role: "log", tabindex: 0, "aria-label": words("log", this.facts.title),
          on: { scroll: () => { if (this.atEnd()) this.newer.hidden = true; } },
        }),
        this.newer = el("button", {
          type: "button", class: "newer", hidden: true, on: { click: () => this.toEnd() },
        }, icon("down"), words("newer"))),
      this.quick = el("div", {
        class: "quick", role: "group", "aria-label": words("quick_replies"), hidden: true,
      }),
      this.composer());
    this.empty = el("p", { class: "empty", text: words("empty") });
    this.log.append(this.empty);
  }

  composer() {
    this.photoField = this.fileField("photo", "image/*");
    this.otherField = this.fileField("file", undefined);
    this.bar = el("div", { class: "draft-bar", hidden: true });
    this.mention = iconButton("mention", words("mention"), () => {
      this.draft.mention = !this.draft.mention;
      this.renderDraft();
      this.field.focus();
    }, { "data-tool": "mention", "aria-pressed": "false" });
    this.field = el("textarea", {
      rows: 1, class: "field", placeholder: words("placeholder"), maxlength: 20_000,
      on: {
        input: () => this.renderDraft(),
        keydown: (event) => this.key(event),
      },
    });
    const send = iconButton("send", words("send"), () => {}, { "data-tool": "send" });
    send.type = "submit";
    this.form = el("form", {
      class: "composer",
      on: { submit: (event) => { event.preventDefault(); this.send(); } },
    },
    this.bar,
    el("label", { class: "speaker" }, el("span", { text: words("speaker") }),
      this.speaker = el("select", { on: { change: () => this.speakAs(this.speaker.value) } })),
    el("div", { class: "write" },
      iconButton("photo", words("attach_photo"), () => this.photoField.click(), { "data-tool": "photo" }),
      iconButton("file", words("attach_file"), () => this.otherField.click(), { "data-tool": "file" }),
      this.app === "telegram" ? this.commands() : null,
    this.mention, this.field, send, this.photoField, this.otherField));
    return this.form;
  }

  /** Telegram's menu of the bot's commands; one that is chosen waits for what belongs to it. */
  commands() {
    const items = el("div", { class: "menu-items", role: "menu" });
    const list = el("details", {
      class: "menu commands",
      on: { toggle: async () => { if (list.open) items.replaceChildren(...await this.commandItems(list)); } },
    },
    el("summary", { "aria-label": words("commands"), title: words("commands"), "data-tool": "commands" },
      el("span", { class: "slash", text: "/" })), items);
    return list;
  }

  async commandItems(list) {
    const offered = await this.attempt(() => menu(this.id, this.me)) ?? [];
    if (offered.length === 0) return [el("p", { text: words("no_commands") })];
    return offered.map(({ command, description }) => el("button", {
      type: "button", role: "menuitem", "data-command": command,
      on: {
        click: () => {
          list.open = false;
          this.draft.mention = this.facts.kind === "group";
          this.field.value = `/${command} `;
          this.field.focus();
          this.renderDraft();
        },
      },
    }, el("strong", { text: `/${command}` }), el("span", { text: description })));
  }

  fileField(as, accept) {
    return el("input", {
      type: "file", multiple: true, accept, hidden: true, "data-as": as, tabindex: -1,
      "aria-label": words(as === "photo" ? "attach_photo" : "attach_file"),
      on: {
        change: async (event) => {
          const files = [...event.target.files];
          if (files.length) await this.sendFiles(files, as);
          event.target.value = "";
        },
      },
    });
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
    this.speaker.replaceChildren(...members.map((member) => el("option", {
      value: member.id,
      text: member.device === "pc" ? `${member.name} (${words("on_pc")})` : member.name,
    })));
    this.speaker.value = this.me ?? "";
    this.form.classList.toggle("away", !this.me);
    this.renderDraft();
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
    this.draftFollows(bubble);
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

  /** Telegram opens a reply by itself when the bot asks for one. */
  draftFollows(bubble) {
    if (!bubble.force_reply || bubble.sender !== "bot") return;
    Object.assign(this.draft, { quote: bubble.id, editing: null });
    this.renderDraft();
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

  renderDraft() {
    const { quote, editing, mention } = this.draft;
    const about = this.bubbles.get(quote ?? editing);
    this.mention.setAttribute("aria-pressed", String(mention));
    this.field.setAttribute("aria-label", words("message", this.nameOf(this.me ?? "")));
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, 130)}px`;
    this.bar.hidden = !about;
    if (!about) return;
    const title = editing ? words("editing") : words("reply_to", this.nameOf(about.sender));
    this.bar.replaceChildren(
      el("div", { class: "draft-about" }, el("strong", { text: title }), el("span", { text: summary(about) })),
      iconButton("close", words("cancel"), () => this.forgetDraft(), { "data-tool": "cancel" }));
  }

  // ---- acting

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") {
      this.forgetDraft();
    }
  }

  async send() {
    const text = this.field.value.trim();
    if (!text && !this.draft.mention) return;
    const { quote, editing, mention } = this.draft;
    const told = await this.attempt(() => (editing
      ? act("edit", { bubble: editing, text })
      : act("say", { chat: this.id, person: this.me, text, quote, mention_bot: mention })));
    if (!told) return;
    this.field.value = "";
    this.forgetDraft();
    if (this.facts.bot && told.events.length === 0) this.flash(words("unheard"));
  }

  /** In LINE a picture neither answers a message nor carries words: those wait to be sent. */
  async sendFiles(files, as) {
    const more = this.app === "line" ? {}
      : { quote: this.draft.quote, text: this.draft.editing ? "" : this.field.value.trim() };
    const told = await this.attempt(() => sendFiles(this.id, this.me, files, { as, ...more }));
    if (!told) return;
    if (more.text) this.field.value = "";
    if (more.quote) this.forgetDraft();
    this.renderDraft();
    if (this.facts.bot && told.events.length === 0) this.flash(words("unheard"));
  }

  forgetDraft() {
    if (this.draft.editing) this.field.value = "";
    this.draft = { quote: null, editing: null, mention: false };
    this.renderDraft();
  }

  speakAs(person) {
    this.me = person;
    remember(this.kept(), person);
    this.forgetDraft();
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

  toEnd() {
    this.newer.hidden = true;
    this.log.scrollTop = this.log.scrollHeight;
  }
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(words("copied"));
  } catch {
    toast(text);
  }
}
