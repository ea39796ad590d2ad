// Every word of the page itself, Thai first. What people and the bot say is not here.

const WORDS = {
  th: {
    title: "ห้องแชทจำลอง",
    other_language: "English",
    clock: "นาฬิกาจำลอง",
    turn_clock: "เลื่อนเวลา",
    plus_hour: "+1 ชั่วโมง",
    next_morning: "เช้าวันทำงานถัดไป",
    next_morning_title: "08.30 น. ของวันจันทร์–ศุกร์ถัดไป (ไม่ข้ามวันหยุดราชการ)",
    plus_day: "+1 วัน",
    plus_week: "+1 สัปดาห์",
    pick_time: "เลือกเวลา",
    pick_label: "ไปยังวันและเวลา",
    pick_go: "เลื่อนไป",
    turning: (to) => `กำลังเลื่อนเวลาไปยัง ${to} …`,
    backwards: "เวลาถอยหลังไม่ได้",
    chats: "ห้องแชท",
    loopback_note:
      "จำลองในเครื่องนี้เท่านั้น ไม่มีข้อความใดออกไปภายนอก · ใช้ http บน 127.0.0.1 แทน https ที่ LINE และ Telegram บังคับใช้จริง",
    line: "LINE",
    telegram: "Telegram",
    group: "กลุ่ม",
    private: "แชทส่วนตัว",
    members: (n) => `สมาชิก ${n} คน`,
    with_bot: "และบอท",
    bot: "บอท",
    speaker: "พูดในฐานะ",
    on_pc: "คอมพิวเตอร์",
    message: (name) => `ข้อความในนามของ ${name}`,
    placeholder: "พิมพ์ข้อความ",
    send: "ส่ง",
    attach_photo: "ส่งรูปภาพ",
    attach_file: "ส่งไฟล์",
    commands: "คำสั่งของบอท",
    no_commands: "บอทยังไม่ได้ตั้งเมนูคำสั่ง",
    mention: "กล่าวถึงบอท (@)",
    reply: "ตอบกลับ",
    reply_to: (name) => `ตอบกลับ ${name}`,
    edit: "แก้ไขข้อความ",
    editing: "แก้ไขข้อความ",
    unsend: "ยกเลิกข้อความ",
    edited: "แก้ไขแล้ว",
    cancel: "ยกเลิก",
    ok: "ตกลง",
    menu: "เมนูของห้อง",
    kick: "นำบอทออกจากกลุ่ม",
    invite: "เชิญบอทเข้ากลุ่ม",
    block: "บล็อกบอท",
    unblock: "เริ่มคุยกับบอท",
    leave: "ออกจากกลุ่ม",
    migrate: "อัปเกรดเป็นซูเปอร์กรุ๊ป",
    bot_away: "บอทไม่ได้อยู่ในห้องนี้",
    nobody: "ไม่มีสมาชิกในห้องนี้",
    empty: "ยังไม่มีข้อความ",
    newer: "ข้อความใหม่",
    unread: (n) => `ยังไม่ได้อ่าน ${n} ข้อความ`,
    quick_replies: "ปุ่มตอบด่วน",
    buttons: "ปุ่ม",
    log: (title) => `ข้อความในห้อง ${title}`,
    photo: "รูปภาพ",
    file: "ไฟล์",
    sticker: "สติกเกอร์",
    card: "การ์ดข้อความ",
    download: "ดาวน์โหลด",
    size: (kb) => `${kb} กิโลไบต์`,
    pick_date: "เลือกวันที่",
    copied: "คัดลอกแล้ว",
    cannot_open: "เปิดลิงก์นี้ในหน้าจำลองไม่ได้",
    unheard:
      "Telegram ไม่ส่งข้อความนี้ให้บอท: ในกลุ่ม บอทได้รับเฉพาะคำสั่งแบบ /คำสั่ง@บอท ข้อความที่ตอบกลับบอท และการกดปุ่ม",
    refused: (why) => `แอปไม่อนุญาต: ${why}`,
    lost: "ติดต่อเครื่องจำลองไม่ได้ กำลังลองใหม่…",
    topic: (name) => `หัวข้อ ${name}`,
  },
  en: {
    title: "Simulated chats",
    other_language: "ภาษาไทย",
    clock: "Simulated clock",
    turn_clock: "Turn the clock",
    plus_hour: "+1 hour",
    next_morning: "Next working morning",
    next_morning_title: "08:30 of the next Monday to Friday (public holidays are not skipped)",
    plus_day: "+1 day",
    plus_week: "+1 week",
    pick_time: "Pick a time",
    pick_label: "Go to date and time",
    pick_go: "Go",
    turning: (to) => `Turning the clock to ${to} …`,
    backwards: "Time does not run backwards",
    chats: "Chats",
    loopback_note:
      "Simulated on this machine only, nothing leaves it · http on 127.0.0.1 stands in for the https that LINE and Telegram demand",
    line: "LINE",
    telegram: "Telegram",
    group: "Group",
    private: "Private chat",
    members: (n) => (n === 1 ? "1 member" : `${n} members`),
    with_bot: "and the bot",
    bot: "bot",
    speaker: "Speak as",
    on_pc: "computer",
    message: (name) => `Message from ${name}`,
    placeholder: "Type a message",
    send: "Send",
    attach_photo: "Send a photo",
    attach_file: "Send a file",
    commands: "The bot's commands",
    no_commands: "The bot has set no menu of commands yet",
    mention: "Mention the bot (@)",
    reply: "Reply",
    reply_to: (name) => `Reply to ${name}`,
    edit: "Edit the message",
    editing: "Edit the message",
    unsend: "Unsend the message",
    edited: "edited",
    cancel: "Cancel",
    ok: "OK",
    menu: "Chat menu",
    kick: "Remove the bot from the group",
    invite: "Invite the bot to the group",
    block: "Block the bot",
    unblock: "Start talking to the bot",
    leave: "Leave the group",
    migrate: "Upgrade to a supergroup",
    bot_away: "The bot is not in this chat",
    nobody: "Nobody is in this chat",
    empty: "No messages yet",
    newer: "New messages",
    unread: (n) => (n === 1 ? "1 unread message" : `${n} unread messages`),
    quick_replies: "Quick replies",
    buttons: "Buttons",
    log: (title) => `Messages in ${title}`,
    photo: "Photo",
    file: "File",
    sticker: "Sticker",
    card: "Card",
    download: "Download",
    size: (kb) => `${kb} KB`,
    pick_date: "Choose a date",
    copied: "Copied",
    cannot_open: "This link cannot be opened in the simulation",
    unheard:
      "Telegram does not hand this to the bot: in groups it gets only /command@bot, replies to it and pressed buttons",
    refused: (why) => `The app does not allow it: ${why}`,
    lost: "The simulator does not answer, trying again…",
    topic: (name) => `Topic ${name}`,
  },
};

const KEPT = "tidtam.language";

export let language = recalled(KEPT) === "en" ? "en" : "th";

export function words(key, ...values) {
  const found = WORDS[language][key];
  return typeof found === "function" ? found(...values) : found;
}

export function switchLanguage() {
  language = language === "th" ? "en" : "th";
  remember(KEPT, language);
}

/** Put the words into everything in `index.html` that names them. */
export function labelPage() {
  document.documentElement.lang = language;
  document.title = `${words("title")} LINE · Telegram`;
  for (const found of document.querySelectorAll("[data-words]")) {
    found.textContent = words(found.dataset.words);
  }
  for (const found of document.querySelectorAll("[data-words-label]")) {
    found.setAttribute("aria-label", words(found.dataset.wordsLabel));
  }
  for (const found of document.querySelectorAll("[data-words-title]")) {
    found.title = words(found.dataset.wordsTitle);
  }
}

/** What this browser was asked to remember; nothing where storage is forbidden. */
export function recalled(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // a private window may refuse: then it is asked again next time
  }
}
