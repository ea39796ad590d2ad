// Draws LINE template messages: buttons, confirm, carousel and image carousel.

import { actionButton, tappable } from "./actions.js";
import { el, safeAddress } from "./dom.js";

export function renderTemplate(template, perform) {
  switch (template.type) {
    case "carousel":
      return strip((template.columns ?? []).map((column) => column_(column, perform)));
    case "image_carousel":
      return strip((template.columns ?? []).map((column) => imageColumn(column, perform)));
    default:
      return column_(template, perform);
  }
}

function strip(columns) {
  return el("div", { class: "flex-carousel", role: "group", tabindex: 0 }, columns);
}

function column_(template, perform) {
  const side = template.type === "confirm" ? "template-beside" : "template-below";
  return el("div", { class: "template" },
    template.thumbnailImageUrl ? image(template.thumbnailImageUrl) : null,
    el("div", { class: "template-text" },
      template.title ? el("strong", { text: template.title }) : null,
      el("div", { text: template.text ?? "" })),
    el("div", { class: `template-actions ${side}` },
      (template.actions ?? []).map((action) => actionButton(action, perform, "template-action"))));
}

function imageColumn(column, perform) {
  const made = el("div", { class: "template template-image" }, image(column.imageUrl),
    el("span", { class: "template-caption", text: column.action?.label ?? "" }));
  return tappable(made, column.action, perform);
}

function image(address) {
  return el("img", { src: safeAddress(address), alt: "", loading: "lazy" });
}
