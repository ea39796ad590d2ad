// Writing in a chat: who speaks, what is replied to or corrected, files, the menu of commands.

import { act, menu, sendFiles } from "./api.js";
import { summary } from "./bubble.js";
import { el, iconButton } from "./dom.js";
import { words } from "./words.js";

const TALLEST = 130; // pixels the field may grow to

export class Composer {
  constructor(chat) {
    this.chat = chat;
    this.draft = { quote: null, editing: null, mention: false };
    this.sending = false;
  }

  // ---- what the chat asks for

  /** Begin a reply. */
  reply(bubble) {
    this.quote(bubble);
    this.field.focus();
  }

  /** Begin a reply without taking the focus, as Telegram does when the bot asks for one. */
  quote(bubble) {
    Object.assign(this.draft, { quote: bubble.id, editing: null });
    this.render();
  }

  edit(bubble) {
    Object.assign(this.draft, { quote: null, editing: bubble.id });
    this.prefill(bubble.text);
  }

  /** Write the beginning of a message for the person to finish. */
  prefill(text) {
    this.field.value = text;
    this.field.focus();
    this.render();
  }

  pickPhoto() {
    this.photoField.click();
  }

  offerSpeakers(members) {
    this.speaker.replaceChildren(...members.map((member) => el("option", {
      value: member.id,
      text: member.device === "pc" ? `${member.name} (${words("on_pc")})` : member.name,
    })));
    this.speaker.value = this.chat.me ?? "";
    this.form.classList.toggle("away", !this.chat.me);
    this.render();
  }

  forget() {
    if (this.draft.editing) this.field.value = "";
    this.draft = { quote: null, editing: null, mention: false };
    this.render();
  }

  // ---- drawing

  /** The form at the foot of the chat, made anew; what was typed stays. */
  build() {
    const typed = this.field?.value ?? "";
    this.bar = el("div", { class: "draft-bar", hidden: true });
    this.speaker = el("select", { on: { change: () => this.chat.speakAs(this.speaker.value) } });
    this.form = el("form", {
      class: "composer",
      on: { submit: (event) => { event.preventDefault(); this.send(); } },
    },
    this.bar,
    el("label", { class: "speaker" }, el("span", { text: words("speaker") }), this.speaker),
    this.writing());
    this.field.value = typed;
    return this.form;
  }

  /** The line with the field and its buttons. */
  writing() {
    this.photoField = this.fileField("photo", "image/*");
    this.otherField = this.fileField("file", undefined);
    this.mention = iconButton("mention", words("mention"), () => this.toggleMention(), {
      "data-tool": "mention", "aria-pressed": "false",
    });
    this.field = el("textarea", {
      rows: 1, class: "field", placeholder: words("placeholder"), maxlength: 20_000,
      on: { input: () => this.render(), keydown: (event) => this.key(event) },
    });
    const photo = iconButton("photo", words("attach_photo"), () => this.photoField.click(), {
      "data-tool": "photo",
    });
    const file = iconButton("file", words("attach_file"), () => this.otherField.click(), {
      "data-tool": "file",
    });
    const send = iconButton("send", words("send"), () => {}, { "data-tool": "send" });
    send.type = "submit";
    const commands = this.chat.app === "telegram" ? this.commands() : null;
    return el("div", { class: "write" },
      photo, file, commands, this.mention, this.field, send, this.photoField, this.otherField);
  }

  toggleMention() {
    this.draft.mention = !this.draft.mention;
    this.render();
    this.field.focus();
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
    const offered = await this.chat.attempt(() => menu(this.chat.id, this.chat.me)) ?? [];
    if (offered.length === 0) return [el("p", { text: words("no_commands") })];
    return offered.map(({ command, description }) => el("button", {
      type: "button", role: "menuitem", "data-command": command,
      on: {
        click: () => {
          list.open = false;
          this.draft.mention = this.chat.facts.kind === "group";
          this.prefill(`/${command} `);
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

  render() {
    const { quote, editing, mention } = this.draft;
    const about = this.chat.bubbles.get(quote ?? editing);
    this.mention.setAttribute("aria-pressed", String(mention));
    this.field.setAttribute("aria-label", words("message", this.chat.nameOf(this.chat.me ?? "")));
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, TALLEST)}px`;
    this.bar.hidden = !about;
    if (!about) return;
    const title = editing ? words("editing") : words("reply_to", this.chat.nameOf(about.sender));
    this.bar.replaceChildren(
      el("div", { class: "draft-about" }, el("strong", { text: title }), el("span", { text: summary(about) })),
      iconButton("close", words("cancel"), () => this.forget(), { "data-tool": "cancel" }));
  }

  // ---- sending

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") {
      this.forget();
    }
  }

  async send() {
    const text = this.field.value.trim();
    if (!text || this.sending) return;
    const { quote, editing, mention } = this.draft;
    const { id: chat, me: person } = this.chat;
    const told = await this.once(() => (editing
      ? act("edit", { bubble: editing, text })
      : act("say", { chat, person, text, quote, mention_bot: mention })));
    if (!told) return;
    if (this.field.value.trim() === text) this.field.value = ""; // what was typed meanwhile stays
    this.forget();
  }

  /** In LINE a picture neither answers a message nor carries words: those wait to be sent. */
  async sendFiles(files, as) {
    const { id, me, app } = this.chat;
    const caption = this.draft.editing ? "" : this.field.value.trim();
    const more = app === "line" ? {} : { quote: this.draft.quote, text: caption };
    const told = await this.once(() => sendFiles(id, me, files, { as, ...more }));
    if (!told) return;
    if (more.text) this.field.value = "";
    if (more.quote) this.forget();
    this.render();
  }

  /** Send, not twice for two presses of a key; says so when Telegram tells the bot nothing. */
  async once(deed) {
    this.sending = true;
    const told = await this.chat.attempt(deed);
    this.sending = false;
    const { app, facts } = this.chat;
    if (app === "telegram" && facts.bot && told?.events.length === 0) {
      this.chat.flash(words("unheard"));
    }
    return told;
  }
}
