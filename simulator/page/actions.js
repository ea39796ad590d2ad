// Tapping: what an action object of LINE or a button of Telegram is called and does.

import { el, icon, safeAddress } from "./dom.js";

/** What stands on the button of an action. */
export function actionLabel(action) {
  return action.label ?? action.text ?? action.displayText ?? action.type ?? "";
}

/** The address an action opens in a new tab; null when it opens none. */
export function actionAddress(action) {
  const address = action.uri ?? action.url ?? action.login_url?.url;
  return address && !/^(https?:\/\/line\.me\/R\/|line:)/.test(address) ? safeAddress(address) : null;
}

/** Make an element do what its action says: a link where it opens a page, else a button. */
export function tappable(made, action, perform) {
  if (!action) return made;
  const address = actionAddress(action);
  const target = address ? asLink(made, address) : asButton(made, action, perform);
  target.dataset.action = actionLabel(action);
  target.dataset.kind = kindOf(action);
  return target;
}

function kindOf(action) {
  if (action.type) return action.type;
  return action.callback_data !== undefined ? "callback" : "url";
}

function asLink(made, href) {
  const link = el("a", { href, target: "_blank", rel: "noopener noreferrer", class: made.className,
    on: { click: (event) => event.stopPropagation() } });
  link.style.cssText = made.style.cssText;
  link.append(...made.childNodes);
  return link;
}

function asButton(made, action, perform) {
  const tap = (event) => {
    event.stopPropagation();
    perform(action);
  };
  made.setAttribute("role", "button");
  made.tabIndex = 0;
  made.addEventListener("click", tap);
  made.addEventListener("keydown", (event) => {
    if (event.target !== made || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    tap(event);
  });
  return made;
}

/** A real button (or link) for quick replies, templates and inline keyboards. */
export function actionButton(action, perform, className) {
  const label = el("span", { class: "label", text: actionLabel(action) });
  const address = actionAddress(action);
  const data = { "data-action": actionLabel(action), "data-kind": kindOf(action), class: className };
  if (!address) return el("button", { type: "button", on: { click: () => perform(action) }, ...data }, label);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", ...data },
    label, icon("outside"));
}
