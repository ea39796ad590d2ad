// Draws LINE Flex containers as the app does: the sizes, defaults and flex rules of its layout.
//
// `renderFlex(container, perform)` gives an element; `perform(action)` is called for a tap.
// Values come from the bot: they only ever become text, checked lengths and checked colours.

import { actionLabel, tappable } from "./actions.js";
import { el, safeAddress } from "./dom.js";

const SPACE = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const RADIUS = SPACE;
const BORDER = { none: 0, light: 0.5, normal: 1, "semi-bold": 2, medium: 3, bold: 4 };
const TEXT = { xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, "3xl": 35, "4xl": 48, "5xl": 74 };
const IMAGE = {
  xxs: 40, xs: 60, sm: 80, md: 100, lg: 120, xl: 140, xxl: 160, "3xl": 180, "4xl": 200, "5xl": 220,
};
const WIDTH = { nano: 120, micro: 160, deca: 220, hecto: 241, kilo: 260, mega: 300, giga: 386 };
const SMALL = new Set(["nano", "micro", "deca", "hecto", "kilo"]);
const ALIGN = { start: "flex-start", center: "center", end: "flex-end" };
const GRAVITY = { top: "flex-start", center: "center", bottom: "flex-end" };
const JUSTIFY = new Set([
  "center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly",
]);

export function renderFlex(container, perform) {
  const card = container.type === "carousel"
    ? el("div", { class: "flex-carousel", role: "group", tabindex: 0 },
      (container.contents ?? []).map((bubble) => renderBubble(bubble, perform)))
    : renderBubble(container, perform);
  return el("div", { class: "flex-message" }, card);
}

function renderBubble(bubble, perform) {
  const size = bubble.size in WIDTH ? bubble.size : "mega";
  const card = el("div", { class: `flex-bubble flex-${size}`, dir: bubble.direction ?? "ltr" });
  card.style.width = `${WIDTH[size]}px`;
  card.classList.toggle("flex-small", SMALL.has(size));
  for (const name of ["header", "hero", "body", "footer"]) {
    if (bubble[name]) card.append(renderBlock(name, bubble, perform));
  }
  return tappable(card, bubble.action, perform);
}

function renderBlock(name, bubble, perform) {
  const block = el("div", { class: `flex-block flex-${name}` });
  const style = bubble.styles?.[name] ?? {};
  colour(block, "backgroundColor", style.backgroundColor);
  if (style.separator) {
    block.style.borderTop = "1px solid #d4d6da";
    colour(block, "borderTopColor", style.separatorColor);
  }
  block.append(renderComponent(bubble[name], "vertical", perform));
  return block;
}

const RENDERERS = {
  box: renderBox, text: renderText, span: renderSpan, button: renderButton, image: renderImage,
  icon: renderIcon, separator: renderSeparator, filler: () => el("div", { class: "flex-filler" }),
  spacer: renderSpacer, video: renderVideo,
};

/** One component inside a box of layout `within`. */
function renderComponent(component, within, perform) {
  const render = RENDERERS[component.type];
  if (!render) return el("div", { class: "flex-unknown", text: `[${component.type}]` });
  const made = render(component, within, perform);
  grow(made, component, within);
  place(made, component);
  return component.type === "button" ? made : tappable(made, component.action, perform);
}

function renderBox(box, _, perform) {
  const layout = ["horizontal", "vertical", "baseline"].includes(box.layout) ? box.layout : "vertical";
  const made = el("div", { class: `flex-box flex-${layout}` });
  const along = layout === "vertical" ? "marginTop" : "marginLeft";
  (box.contents ?? []).forEach((component, index) => {
    const child = renderComponent(component, layout, perform);
    const gap = length(component.margin ?? (index && box.spacing), SPACE);
    if (index && gap && component.position !== "absolute") child.style[along] = gap;
    made.append(child);
  });
  frame(made, box);
  return made;
}

/** Padding, border, size, background and alignment of a box. */
function frame(made, box) {
  colour(made, "backgroundColor", box.backgroundColor);
  pad(made, box);
  const border = length(box.borderWidth, BORDER);
  if (border) {
    made.style.border = `${border} solid #111111`;
    colour(made, "borderColor", box.borderColor);
  }
  set(made, "borderRadius", length(box.cornerRadius, RADIUS));
  for (const side of ["width", "height", "maxWidth", "maxHeight"]) {
    set(made, side, length(box[side], {}));
  }
  if (JUSTIFY.has(box.justifyContent)) made.style.justifyContent = box.justifyContent;
  if (JUSTIFY.has(box.alignItems)) made.style.alignItems = box.alignItems;
  shade(made, box.background);
}

function pad(made, box) {
  set(made, "padding", length(box.paddingAll, SPACE));
  set(made, "paddingTop", length(box.paddingTop, SPACE));
  set(made, "paddingBottom", length(box.paddingBottom, SPACE));
  set(made, "paddingLeft", length(box.paddingStart, SPACE));
  set(made, "paddingRight", length(box.paddingEnd, SPACE));
}

function shade(made, background) {
  if (background?.type !== "linearGradient") return;
  const { angle = "0deg", startColor, centerColor, centerPosition = "50%", endColor } = background;
  const stops = [hex(startColor), centerColor && `${hex(centerColor)} ${centerPosition}`, hex(endColor)];
  if (/^\d+(\.\d+)?deg$/.test(angle) && /^\d+(\.\d+)?%$/.test(centerPosition)) {
    made.style.background = `linear-gradient(${angle}, ${stops.filter(Boolean).join(", ")})`;
  }
}

function renderText(text) {
  const made = el("div", { class: "flex-text" });
  const inner = el("div", { class: "flex-text-inner" });
  if (text.contents?.length) inner.append(...text.contents.map(renderSpan));
  else inner.textContent = text.text ?? "";
  letters(inner, { size: "md", ...text });
  inner.style.textAlign = text.align ?? "start";
  set(inner, "lineHeight", text.lineSpacing && `calc(1.35em + ${length(text.lineSpacing, {})})`);
  inner.classList.toggle("flex-wrap", text.wrap === true);
  if (text.wrap && text.maxLines > 0) {
    inner.classList.add("flex-clamp");
    inner.style.webkitLineClamp = String(text.maxLines);
  }
  made.style.justifyContent = GRAVITY[text.gravity] ?? "flex-start";
  made.append(inner);
  return made;
}

function renderSpan(span) {
  const made = el("span", { text: span.text ?? "" });
  letters(made, span);
  return made;
}

function letters(made, { size, weight, color, decoration, style }) {
  set(made, "fontSize", length(size, TEXT));
  if (weight) made.style.fontWeight = weight === "bold" ? "700" : "400";
  colour(made, "color", color);
  if (["underline", "line-through"].includes(decoration)) made.style.textDecoration = decoration;
  if (style === "italic") made.style.fontStyle = "italic";
}

function renderButton(button, _, perform) {
  const style = ["primary", "secondary"].includes(button.style) ? button.style : "link";
  const face = el("span", { class: "flex-button-face", text: actionLabel(button.action ?? {}) });
  const made = el("div", { class: `flex-button flex-button-${style} flex-button-${button.height ?? "md"}` });
  colour(face, style === "link" ? "color" : "backgroundColor", button.color);
  made.style.justifyContent = GRAVITY[button.gravity] ?? "flex-start";
  made.append(tappable(face, button.action, perform));
  return made;
}

function renderImage(image) {
  const made = el("div", { class: "flex-image" });
  const shown = el("div", { class: "flex-image-inner" });
  const [across = 1, down = 1] = String(image.aspectRatio ?? "1:1").split(":").map(Number);
  shown.style.aspectRatio = `${across || 1} / ${down || 1}`;
  shown.style.width = image.size === "full" ? "100%" : length(image.size ?? "md", IMAGE);
  colour(shown, "backgroundColor", image.backgroundColor);
  shown.append(picture(image.url, image.aspectMode === "cover"));
  made.style.justifyContent = ALIGN[image.align] ?? "center";
  made.style.alignItems = GRAVITY[image.gravity] ?? "flex-start";
  made.append(shown);
  return made;
}

function renderVideo(video, within, perform) {
  if (video.altContent) return renderComponent(video.altContent, within, perform);
  return renderImage({ url: video.previewUrl, aspectRatio: video.aspectRatio, size: "full" });
}

function renderIcon(shown) {
  const made = picture(shown.url, false);
  const [across = 1, down = 1] = String(shown.aspectRatio ?? "1:1").split(":").map(Number);
  made.className = "flex-icon";
  made.style.height = length(shown.size ?? "md", TEXT);
  made.style.aspectRatio = `${across || 1} / ${down || 1}`;
  return made;
}

function picture(address, cover) {
  const made = el("img", { src: safeAddress(address), alt: "", loading: "lazy" });
  made.style.objectFit = cover ? "cover" : "contain";
  return made;
}

function renderSeparator(separator, within) {
  const made = el("div", {
    class: within === "vertical" ? "flex-line-across" : "flex-line-down", role: "separator",
  });
  colour(made, "backgroundColor", separator.color);
  return made;
}

function renderSpacer(spacer, within) {
  const made = el("div");
  made.style[within === "vertical" ? "height" : "width"] = length(spacer.size ?? "md", SPACE);
  return made;
}

/** How a component shares its box: equal widths side by side, its own height one below another. */
function grow(made, component, within) {
  if (["separator", "icon", "spacer", "span"].includes(component.type)) return;
  const fixed = within === "vertical" ? component.height : component.width;
  const usual = within === "vertical" && component.type !== "filler" ? 0 : 1;
  const share = component.flex ?? (fixed && component.type === "box" ? 0 : usual);
  if (!(share > 0)) made.style.flex = "0 0 auto";
  else made.style.flex = within === "vertical" ? `${share} 0 auto` : `${share} ${share} 0`;
  if (within === "vertical" && component.type === "box" && component.width) {
    made.style.alignSelf = "flex-start";
  }
}

function place(made, component) {
  const sides = { offsetTop: "top", offsetBottom: "bottom", offsetStart: "left", offsetEnd: "right" };
  const moved = Object.keys(sides).filter((side) => component[side] !== undefined);
  if (component.position === "absolute") made.style.position = "absolute";
  else if (moved.length) made.style.position = "relative";
  for (const side of moved) set(made, sides[side], length(component[side], SPACE));
}

/** A keyword of `table`, pixels or per cent as CSS; undefined for anything else. */
function length(value, table) {
  if (value === undefined || value === null) return undefined;
  if (Object.hasOwn(table, value)) return `${table[value]}px`;
  return /^-?\d+(\.\d+)?(px|%)$/.test(value) ? String(value) : undefined;
}

function hex(value) {
  return /^#[0-9a-f]{6}([0-9a-f]{2})?$/i.test(value ?? "") ? value : undefined;
}

function colour(made, property, value) {
  set(made, property, hex(value));
}

function set(made, property, value) {
  if (value !== undefined && value !== null && value !== 0 && value !== "") made.style[property] = value;
}
