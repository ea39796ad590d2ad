"""What ``tidtam doctor`` says: every problem it knows, numbered for good, with what to do.

A number is never given to another problem; ``docs/operating.md`` explains each at length.
"""

from dataclasses import dataclass

from handlers.desk_texts import Sentence


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A kind of problem: its number, what is wrong, and what a person can do about it."""

    code: str
    problem: Sentence
    advice: Sentence


SETTINGS = Diagnosis(
    "D01",
    Sentence("ตั้งค่าไม่ถูกต้อง: {thai}", "wrong settings: {english}"),
    Sentence("แก้ไฟล์ .env แล้วเริ่มบอทใหม่", "correct .env and start the bot again"),
)
NO_CHANNEL = Diagnosis(
    "D02",
    Sentence("ยังไม่ได้ตั้งค่า LINE หรือ Telegram", "neither LINE nor Telegram is configured"),
    Sentence(
        "คัดลอก .env.example เป็น .env แล้วกรอกอย่างน้อยหนึ่งช่องทาง",
        "copy .env.example to .env and fill in at least one of them",
    ),
)
LINE_SILENT = Diagnosis(
    "D03",
    Sentence("ติดต่อ LINE ไม่ได้: {reason}", "LINE does not answer us: {reason}"),
    Sentence(
        "ตรวจอินเทอร์เน็ต LINE_CHANNEL_ID และ LINE_CHANNEL_SECRET ให้ตรงกับ LINE Developers",
        "check the internet, LINE_CHANNEL_ID and LINE_CHANNEL_SECRET against the LINE console",
    ),
)
LINE_WEBHOOK = Diagnosis(
    "D04",
    Sentence("LINE ส่งข้อความมาที่บอทไม่ได้: {reason}", "LINE cannot deliver to us: {reason}"),
    Sentence(
        "ให้บอททำงานอยู่ ใส่ Webhook URL เป็น {url} และเปิด Use webhook ใน LINE Developers",
        "keep the bot running, set the webhook URL to {url} and turn on Use webhook",
    ),
)
LINE_QUOTA = Diagnosis(
    "D05",
    Sentence(
        "โควตา LINE เดือนนี้อาจไม่พอ: เหลือ {left} ข้อความ คาดว่าต้องใช้อีก {forecast}",
        "LINE's quota may not last this month: {left} messages left, {forecast} more foreseen",
    ),
    Sentence(
        "ย้ายบางกลุ่มไป Telegram เชิญผู้รับผิดชอบคุย 1:1 หรือเพิ่มแพ็กเกจ LINE OA",
        "move groups to Telegram, invite the responsible people 1:1, or take a larger plan",
    ),
)
TELEGRAM_SILENT = Diagnosis(
    "D06",
    Sentence("ติดต่อ Telegram ไม่ได้: {reason}", "Telegram does not answer us: {reason}"),
    Sentence(
        "ตรวจอินเทอร์เน็ตและ TELEGRAM_BOT_TOKEN ให้ตรงกับที่ได้จาก @BotFather",
        "check the internet, and TELEGRAM_BOT_TOKEN against what @BotFather gave",
    ),
)
TELEGRAM_WEBHOOK = Diagnosis(
    "D07",
    Sentence("Telegram ส่งข้อความมาที่บอทไม่ได้: {reason}", "Telegram cannot deliver to us: {reason}"),
    Sentence(
        "เริ่มบอทใหม่ (บอทตั้ง webhook เอง) และตรวจว่าไม่มีโปรแกรมอื่นใช้โทเคนเดียวกัน",
        "start the bot again (it sets its webhook) and let no other program use the same token",
    ),
)
READABLE = Diagnosis(
    "D08",
    Sentence("ผู้ใช้อื่นในเครื่องเปิดอ่าน {path} ได้", "others on this machine can read {path}"),
    Sentence("สั่ง chmod {mode} {path}", "run: chmod {mode} {path}"),
)
DISK = Diagnosis(
    "D09",
    Sentence("เนื้อที่ดิสก์เหลือ {free} MB", "{free} MB of disk space left"),
    Sentence("ลบไฟล์ที่ไม่ใช้หรือเพิ่มดิสก์ ก่อนเหลือ 0", "free some space before nothing is left"),
)
SQLITE = Diagnosis(
    "D10",
    Sentence("SQLite {version} เก่าเกินไป", "SQLite {version} is too old"),
    Sentence("ใช้ Python ที่มี SQLite {wanted} ขึ้นไป", "use a Python with SQLite {wanted} or newer"),
)
DATABASE = Diagnosis(
    "D11",
    Sentence("ฐานข้อมูลเสียหายหรือเปิดไม่ได้: {reason}", "the database is damaged: {reason}"),
    Sentence(
        "หยุดบอท เก็บโฟลเดอร์เดิมไว้ แล้วกู้คืนไฟล์สำรองด้วย tidtam restore",
        "stop the bot, keep the folder, and restore the last backup with: tidtam restore",
    ),
)
NO_PLAN = Diagnosis(
    "D12",
    Sentence("ยังไม่มีแผนของปีงบประมาณ {year}", "there is no plan for fiscal year {year}"),
    Sentence("นำเข้าด้วย tidtam load ไฟล์แผน", "load it with: tidtam load FILE"),
)
NO_CHAT = Diagnosis(
    "D13",
    Sentence("ส่วนราชการที่ยังไม่มีห้องแชท: {names}", "divisions without a chat: {names}"),
    Sentence(
        "ออกรหัสด้วย tidtam invite division ชื่อ หรือรวมชื่อที่ซ้ำด้วย tidtam division merge",
        "hand out codes with: tidtam invite division NAME; merge double names: tidtam division",
    ),
)
NO_LEADER = Diagnosis(
    "D14",
    Sentence("ยังไม่มีห้องแชทของ{who}", "there is no chat of {who}"),
    Sentence("ออกรหัสด้วย tidtam invite {audience}", "hand out a code: tidtam invite {audience}"),
)
FINDINGS = Diagnosis(
    "D15",
    Sentence("แผนมีข้อที่ยังไม่ตัดสิน {count} เรื่อง", "{count} findings of the plan are undecided"),
    Sentence(
        "ผู้ดูแลระบบพิมพ์ #ข้อค้นพบ ในแชทส่วนตัว",
        "the administrator says #ข้อค้นพบ (or #findings) in the 1:1 chat",
    ),
)
UNSENT = Diagnosis(
    "D16",
    Sentence(
        "ข้อความที่ไม่แน่ว่าถึงหรือส่งไม่สำเร็จใน 30 วัน: {listed}",
        "messages of the last 30 days that were refused or perhaps did not arrive: {listed}",
    ),
    Sentence(
        "เปิดดูในห้องแชทนั้น ถ้าไม่พบ พิมพ์ #ส่งไม่ถึง ในแชทของผู้ดูแลระบบ แล้วกดส่งใหม่ (ระบบไม่ส่งซ้ำเอง)",
        "look in that chat; if it is not there, say #undelivered in the administrator's chat and"
        " send it again (the bot never does so by itself)",
    ),
)
UNHANDLED = Diagnosis(
    "D17",
    Sentence(
        "มีข้อความที่รอประมวลผลตั้งแต่ {since} และที่ประมวลผลไม่ได้ {failed} ข้อความ",
        "an event waits since {since}, and {failed} could not be handled at all",
    ),
    Sentence(
        "ตรวจว่าบอททำงานอยู่ แล้วดูบันทึก (log) ของบอท",
        "see that the bot is running, then look into its log",
    ),
)
HOLIDAYS = Diagnosis(
    "D18",
    Sentence(
        "วันหยุดราชการปี {thai_year} ยังเป็นการคำนวณ ไม่ใช่ประกาศ",
        "the holidays of {year} are computed, not taken from the announcement",
    ),
    Sentence(
        "เมื่อ ครม. ประกาศแล้ว ผู้ดูแลระบบพิมพ์ #วันหยุด ตามด้วยวันที่ หยุด และเหตุผล",
        "once announced, the administrator says #วันหยุด with day, หยุด and the reason",
    ),
)
NO_BACKUP = Diagnosis(
    "D19",
    Sentence("ไม่ได้สำรองข้อมูลภายใน 7 วัน", "no backup was made in the last 7 days"),
    Sentence(
        "สั่ง tidtam backup ไฟล์ แล้วเก็บไว้นอกเครื่อง", "run: tidtam backup FILE, and keep it elsewhere"
    ),
)
NO_ADDRESS = Diagnosis(
    "D20",
    Sentence("LINE ต้องใช้ PUBLIC_URL แบบ https", "LINE needs an https PUBLIC_URL"),
    Sentence(
        "ตั้ง PUBLIC_URL เป็นที่อยู่เว็บของบอทที่เปิดจากอินเทอร์เน็ตได้",
        "set PUBLIC_URL to the address of the bot that the internet can reach",
    ),
)

SEAL = Diagnosis(
    "D21",
    Sentence(
        "การรายงานผลที่บันทึกไว้ไม่ตรงกับตราผนึก {count} แห่ง: {places}",
        "recorded marks do not match their seal in {count} places: {places}",
    ),
    Sentence(
        "มีผู้แก้ฐานข้อมูลโดยตรง เก็บโฟลเดอร์นี้ไว้ แล้วเทียบกับไฟล์สำรองและรายงานที่ออกแล้ว",
        "somebody changed the database itself: keep it, compare with backups and issued reports",
    ),
)

ORGANISATION = Diagnosis(
    "D22",
    Sentence("ให้บริการหน่วยงาน {name} ไม่ได้: {reason}", "{name} cannot be served: {reason}"),
    Sentence(
        "แก้ค่าด้วย tidtam organisation configure หรือกู้คืนฐานข้อมูลของหน่วยงานนั้น หน่วยงานอื่นไม่ได้รับผล",
        "configure it anew or restore its database; the other organisations go on",
    ),
)

ALL = (
    SETTINGS, NO_CHANNEL, LINE_SILENT, LINE_WEBHOOK, LINE_QUOTA, TELEGRAM_SILENT, TELEGRAM_WEBHOOK,
    READABLE, DISK, SQLITE, DATABASE, NO_PLAN, NO_CHAT, NO_LEADER, FINDINGS, UNSENT, UNHANDLED,
    HOLIDAYS, NO_BACKUP, NO_ADDRESS, SEAL, ORGANISATION,
)  # fmt: skip

OTHER_ADDRESS = Sentence("ที่อยู่เป็นของที่อื่น", "the address leads elsewhere")
SWITCHED_OFF = Sentence("ปิด Use webhook อยู่", "Use webhook is off")
NO_ENDPOINT = Sentence("ยังไม่ได้ใส่ Webhook URL", "no webhook URL is set")
NO_ANSWER = Sentence("บอทไม่ตอบ ({answer})", "the bot does not answer ({answer})")
NEVER = Sentence("ไม่มี", "none")

LINE_FACT = Sentence(
    "LINE {name}: ใช้ไป {used} จาก {allowed} ข้อความ คาดว่าเดือนนี้ใช้อีก {forecast}",
    "LINE {name}: {used} of {allowed} messages used, {forecast} more foreseen this month",
)
UNLIMITED = Sentence("ไม่จำกัด", "no limit")
TELEGRAM_FACT = Sentence("Telegram @{name}: ใช้งานได้", "Telegram @{name}: answers")
MACHINE_FACT = Sentence(
    "SQLite {sqlite} · ดิสก์ว่าง {free} MB · สำรองล่าสุด {backup}",
    "SQLite {sqlite} · {free} MB free · last backup {backup}",
)
