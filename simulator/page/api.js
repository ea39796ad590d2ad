// What the page asks of the simulator.

const WAIT = 20; // seconds the simulator may keep us waiting for news

export class Refused extends Error {}

/** Everything that has changed after revision `since`, as soon as there is something. */
export async function state(since) {
  const wait = since ? WAIT : 0;
  const answer = await fetch(`stage/state?since=${since}&wait=${wait}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(`state ${answer.status}`);
  return answer.json();
}

/** Do something on the stage; what the app would not allow raises `Refused`. */
export async function act(name, body) {
  return told(await fetch(`stage/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }));
}

/** Send pictures or files; only Telegram lets them answer a message and carry words. */
export async function sendFiles(chat, person, files, { as, quote = null, text = "" }) {
  const body = new FormData();
  body.append("chat", chat);
  body.append("person", person);
  body.append("as", as);
  if (quote) body.append("quote", quote);
  if (text) body.append("text", text);
  for (const file of files) body.append("file", file, file.name);
  return told(await fetch("stage/photo", { method: "POST", body }));
}

/** The commands that the app offers somebody in a chat. */
export async function menu(chat, person) {
  return told(await fetch(`stage/menu?${new URLSearchParams({ chat, person })}`));
}

export function fileAddress(key) {
  return `stage/files/${encodeURIComponent(key)}`;
}

async function told(answer) {
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  const why = typeof said.error === "string" ? said.error : JSON.stringify(said.error ?? answer.status);
  throw new Refused(why);
}
