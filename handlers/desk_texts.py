"""Every sentence of the command line, Thai first and English second.

Separate from the chat's sentences because the readers differ: one administrator at a terminal.
"""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The language of errors and of what is printed for people."""

    THAI = "th"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing to say, in both languages; ``format`` fills both the same way."""

    thai: str
    english: str

    def in_(self, language: Language, **values: object) -> str:
        """The sentence with its values."""
        chosen = self.english if language is Language.ENGLISH else self.thai
        return chosen.format(**values)


NO_FILE = Sentence(
    "ไม่พบไฟล์ {file} กรุณาตรวจชื่อและที่อยู่ของไฟล์", "no such file: {file}; check its name and place"
)
NO_PLAN = Sentence(
    "ยังไม่มีแผนของปีงบประมาณ {year} กรุณานำเข้าด้วยคำสั่ง tidtam load ไฟล์",
    "there is no plan for fiscal year {year}; load one with: tidtam load FILE",
)
NO_DIVISION = Sentence(
    "ไม่มีส่วนราชการชื่อ {name} ดูรายชื่อด้วยคำสั่ง tidtam division list",
    "there is no division called {name}; see: tidtam division list",
)
NO_SUCH_SETTING = Sentence(
    "ตั้งค่า {key} เป็นค่านี้ไม่ได้ ดูรายการค่าที่ตั้งได้ด้วยคำสั่ง tidtam set",
    "{key} cannot be set to that; see the list with: tidtam set",
)
NOT_A_DAY = Sentence(
    "วันที่ {text} ไม่ถูกต้อง กรุณาเขียนแบบ 2026-03-31", "{text} is no day; write it like 2026-03-31"
)
NO_CHANNEL = Sentence(
    "ยังไม่ได้ตั้งค่า LINE หรือ Telegram กรุณากรอกไฟล์ .env ตามตัวอย่างใน .env.example",
    "neither LINE nor Telegram is configured; fill in .env as .env.example shows",
)
NOT_EMPTY = Sentence(
    "โฟลเดอร์ {folder} มีข้อมูลอยู่แล้ว กรุณากู้คืนลงโฟลเดอร์ว่าง",
    "{folder} holds data already; restore into an empty folder",
)
NO_BACKUP = Sentence("ไฟล์ {file} ไม่ใช่ไฟล์สำรองของติดตาม", "{file} is no backup of Tidtam")
UNSOUND = Sentence(
    "สำรองข้อมูลไม่สำเร็จ อ่านไฟล์ที่เขียนกลับมาไม่ครบ กรุณาตรวจดิสก์ด้วย tidtam doctor แล้วสำรองใหม่ที่ {file}",
    "the backup could not be read back whole; check with tidtam doctor and back up again to {file}",
)
EXISTS = Sentence("มีไฟล์ {file} อยู่แล้ว กรุณาใช้ชื่ออื่น", "{file} exists already; choose another name")
STORAGE_BROKEN = Sentence(
    "เปิดฐานข้อมูลไม่ได้: {problem} หากไฟล์เสีย ให้เก็บโฟลเดอร์ข้อมูลไว้"
    " แล้วกู้จากไฟล์สำรองลงโฟลเดอร์ใหม่ด้วย tidtam restore",
    "the database cannot be opened: {problem}; if the file is damaged, keep the data folder and"
    " bring a backup back into a new one with tidtam restore",
)
NOT_A_YEAR = Sentence(
    "ปีงบประมาณ {text} ไม่ถูกต้อง กรุณาเขียนเป็น พ.ศ. เช่น 2570",
    "{text} is no fiscal year; write it in the Buddhist era, like 2570",
)
WRONG_COMMAND = Sentence(
    "ใช้คำสั่งไม่ถูกต้อง ({problem}) ดูวิธีใช้ด้วย {command} --help",
    "wrong use ({problem}); see: {command} --help",
)
FILE_TROUBLE = Sentence(
    "อ่านหรือเขียน {file} ไม่ได้ ({reason}) กรุณาตรวจที่อยู่และสิทธิ์ของไฟล์",
    "{file} cannot be read or written ({reason}); check its place and permissions",
)
UNEXPECTED = Sentence(
    "เกิดข้อผิดพลาดที่ไม่คาดคิด ({kind}) กรุณาแจ้งผู้พัฒนาพร้อมไฟล์ {file}",
    "something unexpected went wrong ({kind}); please report it with the file {file}",
)

READ_SUMMARY = Sentence(
    "{organisation} ปีงบประมาณ {year}: {measures} มาตรการ {steps} ขั้นตอน {clauses} ข้อกำกับติดตาม",
    "{organisation}, fiscal year {year}: {measures} measures, {steps} steps, {clauses} clauses",
)
FINDINGS = Sentence("สิ่งที่ต้องตรวจสอบ {count} เรื่อง", "{count} findings to look at")
ASK_CHOICE = Sentence("เลือกข้อ (กด Enter เพื่อเว้นไว้ก่อน): ", "choose a number (Enter leaves it open): ")
ASK_STORE = Sentence("บันทึกแผนนี้หรือไม่ (y/n): ", "store this plan? (y/n): ")
NOT_STORED = Sentence("ไม่ได้บันทึก ข้อมูลเดิมไม่เปลี่ยนแปลง", "not stored; nothing has changed")
STORED = Sentence(
    "บันทึกแผนปีงบประมาณ {year} แล้ว: {duties} หน้าที่ {occurrences} งวด รอตัดสินใจ {open} เรื่อง",
    "stored the plan of {year}: {duties} duties, {occurrences} occurrences, {open} findings open",
)
CODE = Sentence(
    "รหัสใช้ครั้งเดียวสำหรับ{who}: {code}\n"
    "ภายใน 7 วัน ให้พิมพ์ในห้องแชทที่ต้องการผูก: #รหัส {code}\n"
    "(กลุ่ม Telegram พิมพ์ /code@ชื่อบอท {code})",
    "one-time code for {who}: {code}\n"
    "within 7 days, say in the chat to be bound: #code {code}\n"
    "(in a Telegram group: /code@NameOfTheBot {code})",
)
TEMPLATE_SET = Sentence(
    "ใช้แม่แบบ {file} กับรายงาน Word ตั้งแต่นี้ไป", "Word reports use the template {file} from now on"
)
TEMPLATE_NONE = Sentence("ใช้แบบรายงานของระบบ", "Word reports use the built-in layout")
TEMPLATE_OWN = Sentence("ใช้แม่แบบของหน่วยงานอยู่", "Word reports use the office's own template")
TEMPLATE_NEEDS_PLAN = Sentence(
    "ยังไม่มีแผนให้ลองกับแม่แบบ กรุณานำเข้าแผนก่อนด้วย tidtam load",
    "there is no plan yet to try the template with; load one first: tidtam load",
)
ADDED = Sentence("เพิ่ม {name} แล้ว", "added {name}")
ALIASED = Sentence("ให้ {alias} หมายถึง {name} แล้ว", "{alias} now means {name}")
MERGED = Sentence("รวม {old} เข้ากับ {name} แล้ว", "merged {old} into {name}")
SAME_DIVISION = Sentence(
    "{old} กับ {name} เป็นส่วนราชการเดียวกันอยู่แล้ว", "{old} and {name} are the same division already"
)
IS_DIVISION = Sentence(
    "{alias} เป็นส่วนราชการในทะเบียน ถ้าเป็นหน่วยเดียวกันให้ใช้ tidtam division merge",
    "{alias} is a division of its own; if both are one, use: tidtam division merge",
)
SET = Sentence("ตั้งค่า {key} แล้ว", "{key} is set")
REHEARSAL = Sentence(
    "การซ้อมแจ้งเตือน รอบ {months} เดือน ปีงบประมาณ พ.ศ. {year}",
    "rehearsal of the {months}-month round of fiscal year {year}",
)
REHEARSED = Sentence(
    "รวม {count} ข้อความ ใช้โควตา LINE {cost} ข้อความ รอแนบกับคำตอบ {unpaid} ข้อความ",
    "{count} messages, {cost} of LINE's quota; {unpaid} would wait for a reply to ride on",
)
WRITTEN = Sentence("เขียนไฟล์ {file} แล้ว", "wrote {file}")
SERVING = Sentence("บอททำงานแล้วที่ {url}", "the bot is running at {url}")
ORGANISATION_USE = Sentence(
    "ใช้ว่า: add|configure ชื่อ ไฟล์.env · list · remove ชื่อ · export ชื่อ ไฟล์ · rotate",
    "use: add|configure NAME FILE.env · list · remove NAME · export NAME FILE · rotate",
)
ORGANISATION_NAME = Sentence(
    "“{name}” ใช้เป็นชื่อไม่ได้ ใช้ได้เฉพาะ a–z 0–9 และ - ไม่เกิน 63 ตัว",
    "“{name}” cannot be a name: only a–z, 0–9 and -, at most 63 of them",
)
ORGANISATION_KNOWN = Sentence(
    "มีหน่วยงาน {name} อยู่แล้ว ถ้าจะเปลี่ยนค่าใช้ configure",
    "there is a {name} already; configure changes its settings",
)
ORGANISATION_ADDED = Sentence(
    "เพิ่มหน่วยงาน {name} แล้ว Webhook URL ของ LINE คือ {url}/line",
    "{name} was added; its webhook URL for LINE is {url}/line",
)
ORGANISATION_SET = Sentence("เปลี่ยนค่าของ {name} แล้ว", "the settings of {name} were changed")
ORGANISATION_REMOVED = Sentence(
    "เลิกให้บริการ {name} แล้ว ข้อมูลทั้งหมดอยู่ที่ {folder}",
    "{name} is served no more; all of its data lie in {folder}",
)
NO_ORGANISATION = Sentence("ไม่มีหน่วยงาน {name}", "there is no organisation {name}")
NO_ORGANISATIONS = Sentence(
    "ยังไม่มีหน่วยงาน ใช้ tidtam organisation add ก่อน",
    "there is no organisation yet: tidtam organisation add",
)
NEEDS_ADDRESS = Sentence(
    "เมื่อให้บริการหลายหน่วยงานต้องตั้ง PUBLIC_URL", "many organisations need PUBLIC_URL"
)
HOSTED = Sentence(
    "โฟลเดอร์นี้เป็นของเครื่องที่ให้บริการหลายหน่วยงาน ใช้ tidtam run --all",
    "this folder belongs to a host of many: use tidtam run --all",
)
SERVING_ALL = Sentence("ให้บริการ {count} หน่วยงานที่ {url}", "{count} organisations at {url}")
NO_FILE = Sentence("ไม่พบไฟล์ {file}", "there is no file {file}")
NO_CHANNEL_IN = Sentence(
    "ไฟล์ {file} ไม่มีค่าของ LINE หรือ Telegram", "{file} sets up neither LINE nor Telegram"
)
SAME_ACCOUNT = Sentence(
    "หน่วยงาน {name} ใช้บัญชี LINE หรือบอท Telegram นี้อยู่แล้ว",
    "{name} has this LINE account or Telegram bot already",
)
LOCKED = Sentence("เปิดค่าลับไม่ได้: {reason}", "secrets cannot be opened: {reason}")
KEY_INSIDE = Sentence(
    "กุญแจ {file} ต้องไม่อยู่ในโฟลเดอร์ข้อมูล", "the key {file} must not lie in the data folder"
)
ROTATED = Sentence(
    "เปลี่ยนกุญแจของ {count} หน่วยงานแล้ว", "the secrets of {count} organisations have a new key"
)
ALL_OF_THEM = Sentence("ทุกหน่วยงานในโฟลเดอร์ข้อมูล", "all organisations of the data directory")
DEMO = Sentence(
    "เปิดเบราว์เซอร์ที่ {url} (กด Ctrl+C เพื่อหยุด)", "open {url} in a browser (Ctrl+C stops it)"
)
NEEDS_YES = Sentence(
    "คำสั่งนี้ต้องถามก่อนบันทึก กรุณาใช้ในเทอร์มินัล หรือเติม --yes เพื่อรับคำตอบที่เสนอทั้งหมด",
    "this command asks before it stores: use a terminal, or --yes to accept what is proposed",
)
INVITE_WHOM = Sentence(
    "กรุณาระบุว่าเชิญใคร เช่น tidtam invite division กองคลัง หรือ tidtam invite executive",
    "say whom to invite: tidtam invite division NAME, tidtam invite executive or admin",
)
DIVISION_NAMES = Sentence(
    "กรุณาเขียนแบบ: list หรือ add ชื่อ หรือ alias ชื่ออื่น ชื่อ หรือ merge ชื่อเดิม ชื่อ",
    "write: list, add NAME, alias OTHER NAME, or merge OLD NAME",
)
HOLIDAYS_HOW = Sentence(
    "กรุณาเขียนแบบ: tidtam holidays 2027-05-05 off เหตุผล หรือ tidtam holidays 2027-05-05 on",
    "write: tidtam holidays 2027-05-05 off REASON, or tidtam holidays 2027-05-05 on",
)
HOLIDAY_CLOSED = Sentence(
    "{day} เป็นวันหยุด และคำนวณวันเตือนใหม่แล้ว", "{day} is a day off; reminders were dated anew"
)
HOLIDAY_OPEN = Sentence(
    "{day} เป็นวันทำการ และคำนวณวันเตือนใหม่แล้ว", "{day} is a working day; reminders were dated anew"
)
HOLIDAYS_UNCONFIRMED = Sentence(
    "วันหยุดปี ค.ศ. {year} คำนวณไว้เท่านั้น ยังไม่ได้ตรวจกับประกาศคณะรัฐมนตรี",
    "the days off of {year} are calculated and not checked against the cabinet's list yet",
)
NO_PERSON = Sentence(
    "ไม่พบบุคคล {name} ที่มีคือ {names}", "there is nobody called {name}; known are {names}"
)
TWO_PEOPLE = Sentence(
    "มีหลายคนชื่อ {name} กรุณาระบุหมายเลข: {numbers}",
    "several people are called {name}; say which by number: {numbers}",
)
LAST_ADMIN = Sentence(
    "เป็นผู้ดูแลระบบคนสุดท้าย กรุณาเชิญผู้ดูแลคนใหม่ก่อน (tidtam invite admin)",
    "this is the last administrator; invite another one first (tidtam invite admin)",
)
FORGOTTEN = Sentence(
    "ลบข้อมูลส่วนบุคคลของ {name} แล้ว การรายงานยังอยู่ในนามส่วนราชการ",
    "forgot the personal data of {name}; what was reported stays in the division's name",
)
RESTORED = Sentence("กู้คืนข้อมูลลง {folder} แล้ว", "restored into {folder}")
UNALTERED = Sentence(
    "เป็นรายงานที่ออกจากระบบนี้ และไม่มีการแก้ไข", "this report was issued here and is unaltered"
)
SIGNED_SCAN = Sentence(
    "เป็นฉบับลงนามที่ยื่นกลับมาและเก็บไว้กับรายงาน", "this is the signed paper filed with the report"
)
ALTERED = Sentence(
    "มีรหัสรายงาน {code} แต่ไม่ตรงกับไฟล์ที่ออกไป: ถูกแก้ไขหลังออก หรือบันทึกใหม่",
    "it carries the code {code}, but is not the file that was issued: altered or saved anew",
)
SAVED_ANEW = Sentence(
    "ข้อความและรูปเหมือนฉบับที่ออกไปทุกแห่ง เป็นการบันทึกใหม่ด้วยโปรแกรมอื่น",
    "its words and pictures are those that were issued: saved anew by another program",
)
WAS = Sentence("ฉบับที่ออก: {words}", "issued: {words}")
IS_NOW = Sentence("ในไฟล์นี้: {words}", "in this file: {words}")
MORE_DIFFERENCES = Sentence("และต่างอีก {count} แห่ง", "and {count} more differences")
PICTURES_DIFFER = Sentence("รูปในไฟล์ไม่ตรงกับฉบับที่ออก", "its pictures are not those that were issued")
OTHER_FORM = Sentence(
    "ไม่เคยออกฉบับนี้เป็นไฟล์ชนิดนี้ จึงเทียบข้อความไม่ได้",
    "it was never issued as a file of this kind, so its words cannot be compared",
)
UNKNOWN_CODE = Sentence(
    "มีรหัสรายงาน {code} ซึ่งไม่อยู่ในทะเบียนของหน่วยงานนี้",
    "it carries the code {code}, which is not on this office's register",
)
NO_CODE = Sentence("ไม่ใช่รายงานที่ออกจากระบบนี้ ไม่มีรหัสรายงาน", "not issued here: it carries no code")
ISSUE = Sentence(
    "รหัส {code} ปีงบประมาณ พ.ศ. {year} รอบ {months} เดือน ข้อมูล ณ วันที่ {as_of}\n"
    "ฉบับแก้ไขครั้งที่ {edition} (0 คือฉบับแรก) ออกเมื่อ {issued} ผู้ขอ {asked}\n"
    "ตราผนึก {head}",
    "code {code}, fiscal year {year}, round of {months} months, as of {as_of}\n"
    "correction {edition} (0 is the first issue), issued {issued}, asked for by {asked}\n"
    "seal {head}",
)
SIGNED = Sentence(
    "รับรองในแชท: {place} โดย {author} {day}", "acknowledged: {place} by {author} {day}"
)
SEAL_BROKEN = Sentence(
    "คำเตือน: บันทึกการรายงานผลในฐานข้อมูลถูกแก้ไขภายหลัง ดู tidtam doctor",
    "warning: marks in the database were changed afterwards, see tidtam doctor",
)
DESK = Sentence("ผู้ดูแลระบบ (เครื่องแม่ข่าย)", "the administrator (command line)")
EVERYONE = Sentence("ทุกส่วนราชการ", "every division")
WELL = Sentence("ไม่พบปัญหา", "no problems found")
EXECUTIVE = Sentence("ผู้บริหาร", "the executive")
ADMIN = Sentence("ผู้ดูแลระบบ", "the administrator")

PRODUCT = Sentence(
    "ติดตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส ทาง LINE และ Telegram",
    "follows up a Thai local government's integrity measures in LINE and Telegram",
)
PLAY = Sentence("เล่นทั้งรอบหกเดือนโดยไม่ใช้เบราว์เซอร์", "play a whole six-month round without a browser")
ABOUT = {
    "demo": Sentence(
        "สาธิตด้วย LINE และ Telegram จำลอง", "simulated LINE and Telegram in the browser"
    ),
    "run": Sentence("เริ่มบอท ตามค่าใน .env", "the bot, from the environment or .env"),
    "read": Sentence("อ่านเอกสารแผน ไม่บันทึก", "what a plan document says; stores nothing"),
    "clause": Sentence(
        "ข้อกำกับติดตามหมายความว่าอย่างไร", "what a clause means; without TEXT one per line of input"
    ),
    "load": Sentence("นำแผนเข้าระบบ หลังแสดงข้อค้นพบ", "store a plan after showing its findings"),
    "calendar": Sentence("หน้าที่ที่มีกำหนดวันทั้งหมด", "every dated duty of the stored plan"),
    "rehearse": Sentence(
        "ซ้อมทั้งรอบล่วงหน้า (ไม่ส่งจริง)", "the whole round played in advance; sends nothing"
    ),
    "remind": Sentence("วันนั้นจะเตือนใคร (ไม่ส่งจริง)", "what would be sent on a day; sends nothing"),
    "report": Sentence("รวบรวมและออกรายงาน", "compile and render the report"),
    "verify": Sentence(
        "ตรวจว่าไฟล์เป็นรายงานที่ออกจริงและไม่ถูกแก้", "whether a file is a report as it was issued"
    ),
    "invite": Sentence("ออกรหัสใช้ครั้งเดียว", "print a one-time code"),
    "division": Sentence("ทะเบียนส่วนราชการ", "the register of divisions"),
    "set": Sentence(
        "ค่าของหน่วยงาน ไม่ใส่ KEY เพื่อดูทั้งหมด", "a setting of the office; without KEY all of them"
    ),
    "doctor": Sentence("ตรวจหาปัญหาและวิธีแก้", "numbered problems, each with what to do"),
    "backup": Sentence(
        "สำรองข้อมูลลงไฟล์เดียว ขณะบอททำงาน (ถ้าเป็นโฟลเดอร์ จะตั้งชื่อให้และลบไฟล์เก่าตามรอบ)",
        "copy everything into one file while running; into a folder: named, old ones thinned out",
    ),
    "holidays": Sentence(
        "วันหยุดของหน่วยงาน ดู เพิ่ม หรือเปิดทำการ", "the office's days off: show, close or open a day"
    ),
    "template": Sentence(
        "ใช้แม่แบบ Word ของหน่วยงาน (--example สร้างตัวอย่าง, --remove เลิกใช้)",
        "use the office's own Word template (--example writes one, --remove ends it)",
    ),
    "privacy": Sentence(
        "ข้อมูลส่วนบุคคลของคนหนึ่ง ส่งออกหรือลบ", "personal data of one person: export or forget"
    ),
    "organisation": Sentence(
        "หน่วยงานของเครื่องที่ให้บริการหลายแห่ง", "the organisations of a host of many"
    ),
    "restore": Sentence("กู้คืนลงโฟลเดอร์ว่าง", "put a backup into an empty data directory"),
}
