"""LINE's rules for actions and Flex containers: which properties, which values, how many bytes."""

import json
from collections.abc import Iterator

from simulator.line_checks import (
    INVALID,
    Check,
    Field,
    Path,
    Problem,
    an_object,
    check_fields,
    graphemes,
    list_of,
    matching,
    object_in,
    objects_in,
    one_of,
    secure_url,
    text_of,
    type_in,
    uri,
    whole_number,
    yes_or_no,
)
from simulator.stage import Impossible, Json

LARGEST_BUBBLE = 30_000
LARGEST_CAROUSEL = 50_000
_BUTTON_LABEL = 40

# --- actions

_WHEN = {
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"\d\d:\d\d",
    "datetime": r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d",
}
_ACTIONS: dict[str, tuple[Field, ...]] = {
    "postback": (
        Field("data", text_of(1, 300), required=True),
        Field("displayText", text_of(1, 300, graphemes)),
        Field("text", text_of(1, 300, graphemes)),
        Field("inputOption", one_of("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice")),
        Field("fillInText", text_of(1, 300, graphemes)),
    ),
    "message": (Field("text", text_of(1, 300, graphemes), required=True),),
    "uri": (Field("uri", uri, required=True),),
    "datetimepicker": (
        Field("data", text_of(1, 300), required=True),
        Field("mode", one_of(*_WHEN), required=True),
    ),
    "clipboard": (Field("clipboardText", text_of(1, 1000), required=True),),
    "camera": (),
    "cameraRoll": (),
    "location": (),
}
_QUICK_REPLY_ONLY = {"camera", "cameraRoll", "location"}


def action_problems(
    action: Json, path: Path, label: int | None, *, quick_reply: bool = False
) -> Iterator[Problem]:
    """What LINE refuses in an action; ``label`` is the limit where a label must be, else None."""
    yield from type_in(action, _ACTIONS, path)
    kind = str(action.get("type"))
    if kind in _QUICK_REPLY_ONLY and not quick_reply:
        yield Problem((*path, "type"), INVALID)
    yield from check_fields(action, _ACTIONS.get(kind, ()), path)
    if label is not None:
        yield from check_fields(
            action, [Field("label", text_of(1, label, graphemes), required=True)], path
        )
    if kind == "datetimepicker":
        moment = matching(_WHEN.get(str(action.get("mode")), ".*"))
        yield from check_fields(action, [Field(n, moment) for n in ("initial", "max", "min")], path)
    if "fillInText" in action and action.get("inputOption") != "openKeyboard":
        yield Problem((*path, "fillInText"), INVALID)


def picked(action: Json) -> Json:
    """The ``params`` a date picker answers with, or ``Impossible`` for what cannot be chosen."""
    mode = str(action["mode"])
    value = str((action.get("params") or {}).get(mode, ""))
    if matching(_WHEN[mode])(value):
        raise Impossible(f"the action needs params with the chosen {mode}")
    low, high = action.get("min", value), action.get("max", value)
    if not str(low).upper() <= value.upper() <= str(high).upper():
        raise Impossible(f"only {low} to {high} can be chosen")
    return {mode: value}


# --- components

_PX = r"\d+(\.\d+)?px"
_PERCENT = r"\d+(\.\d+)?%"
_TEXT_SIZES = "xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl"
_color = matching(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})")
_gap = matching(rf"none|xs|sm|md|lg|xl|xxl|{_PX}")
_inset = matching(rf"none|xs|sm|md|lg|xl|xxl|-?{_PX}|{_PERCENT}")
_length = matching(rf"{_PX}|{_PERCENT}")
_text_size = matching(rf"{_TEXT_SIZES}|{_PX}")
_image_size = matching(rf"{_TEXT_SIZES}|full|{_PX}|{_PERCENT}")
_ratio = matching(r"[1-9]\d{0,5}:[1-9]\d{0,5}")


def _fields(check: Check, *names: str) -> tuple[Field, ...]:
    return tuple(Field(name, check) for name in names)


_PLACED = (
    *_fields(_gap, "margin"),
    *_fields(one_of("relative", "absolute"), "position"),
    *_fields(_inset, "offsetTop", "offsetBottom", "offsetStart", "offsetEnd"),
)
_FLEX = _fields(whole_number(0), "flex")
_GRAVITY = _fields(one_of("top", "bottom", "center"), "gravity")
_ALIGN = _fields(one_of("start", "end", "center"), "align")
_STYLED = (
    *_fields(_text_size, "size"),
    *_fields(_color, "color"),
    *_fields(one_of("regular", "bold"), "weight"),
    *_fields(one_of("normal", "italic"), "style"),
    *_fields(one_of("none", "underline", "line-through"), "decoration"),
)
_SHRINK = (*_fields(one_of("shrink-to-fit"), "adjustMode"), *_fields(yes_or_no, "scaling"))

_COMPONENTS: dict[str, tuple[Field, ...]] = {
    "box": (
        Field("layout", one_of("horizontal", "vertical", "baseline"), required=True),
        Field("contents", list_of(0, 1000), required=True),
        *_PLACED,
        *_FLEX,
        *_fields(_gap, "spacing"),
        *_fields(_inset, "paddingAll", "paddingTop", "paddingBottom"),
        *_fields(_inset, "paddingStart", "paddingEnd"),
        *_fields(_color, "backgroundColor", "borderColor"),
        *_fields(matching(rf"none|light|normal|medium|semi-bold|bold|{_PX}"), "borderWidth"),
        *_fields(_gap, "cornerRadius"),
        *_fields(_length, "width", "maxWidth", "height", "maxHeight"),
        *_fields(
            one_of(
                "center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"
            ),
            "justifyContent",
        ),
        *_fields(one_of("center", "flex-start", "flex-end"), "alignItems"),
    ),
    "button": (
        Field("action", an_object, required=True),
        *_PLACED,
        *_FLEX,
        *_GRAVITY,
        *_SHRINK,
        *_fields(_color, "color"),
        *_fields(one_of("primary", "secondary", "link"), "style"),
        *_fields(one_of("sm", "md"), "height"),
    ),
    "text": (
        *_PLACED,
        *_FLEX,
        *_ALIGN,
        *_GRAVITY,
        *_STYLED,
        *_SHRINK,
        *_fields(yes_or_no, "wrap"),
        *_fields(whole_number(0), "maxLines"),
        *_fields(matching(_PX), "lineSpacing"),
        *_fields(list_of(0, 1000), "contents"),
    ),
    "span": (Field("text", text_of(0, 100_000), required=True), *_STYLED),
    "image": (
        Field("url", secure_url, required=True),
        *_PLACED,
        *_FLEX,
        *_ALIGN,
        *_GRAVITY,
        *_fields(_image_size, "size"),
        *_fields(_ratio, "aspectRatio"),
        *_fields(one_of("cover", "fit"), "aspectMode"),
        *_fields(_color, "backgroundColor"),
        *_fields(yes_or_no, "animated"),
    ),
    "icon": (
        Field("url", secure_url, required=True),
        *_PLACED,
        *_fields(_text_size, "size"),
        *_fields(_ratio, "aspectRatio"),
        *_fields(yes_or_no, "scaling"),
    ),
    "separator": (*_fields(_gap, "margin"), *_fields(_color, "color")),
    "filler": _FLEX,
    "video": (
        Field("url", secure_url, required=True),
        Field("previewUrl", secure_url, required=True),
        Field("altContent", an_object, required=True),
        *_fields(_ratio, "aspectRatio"),
    ),
}
_IN_BASELINE = {"icon", "text", "filler"}
_IN_BOX = {"box", "button", "image", "text", "separator", "filler"}
_IN_HERO = {"box", "image", "video"}
_BUBBLE = (
    *_fields(one_of("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"), "size"),
    *_fields(one_of("ltr", "rtl"), "direction"),
    *_fields(an_object, "header", "hero", "body", "footer", "styles", "action"),
)
_BLOCKS = {"header": {"box"}, "hero": _IN_HERO, "body": {"box"}, "footer": {"box"}}
_BLOCK_STYLE = (
    *_fields(_color, "backgroundColor", "separatorColor"),
    Field("separator", yes_or_no),
)


def flex_problems(container: Json) -> Iterator[Problem]:
    """What LINE refuses in the ``contents`` of a Flex message."""
    yield from type_in(container, ("bubble", "carousel"), ())
    if container.get("type") == "carousel":
        yield from _carousel_problems(container)
    elif container.get("type") == "bubble":
        yield from _bubble_problems(container, ())


def _carousel_problems(carousel: Json) -> Iterator[Problem]:
    yield from check_fields(carousel, [Field("contents", list_of(1, 12), required=True)], ())
    bubbles = list(objects_in(carousel, "contents", ()))
    for bubble, path in bubbles:
        yield from type_in(bubble, ("bubble",), path)
        yield from _bubble_problems(bubble, path)
    if len({str(bubble.get("size", "mega")) for bubble, _ in bubbles}) > 1:
        yield Problem(("contents",), "All bubbles of a carousel must have the same width")
    if _weight(carousel) > LARGEST_CAROUSEL:
        yield Problem((), f"Too large flex message: {_weight(carousel)} bytes")


def _weight(container: Json) -> int:
    """The size LINE limits, taken as compact UTF-8; it does not say how it counts."""
    return len(json.dumps(container, ensure_ascii=False, separators=(",", ":")).encode())


def _bubble_problems(bubble: Json, path: Path) -> Iterator[Problem]:
    yield from check_fields(bubble, _BUBBLE, path)
    if not any(block in bubble for block in _BLOCKS):
        yield Problem(path, "At least one block must be specified")
    for name, allowed in _BLOCKS.items():
        for block, where in object_in(bubble, name, path):
            yield from _component_problems(block, where, allowed)
    yield from _style_problems(bubble, path)
    for action, where in object_in(bubble, "action", path):
        yield from action_problems(action, where, None)
    if _weight(bubble) > LARGEST_BUBBLE:
        yield Problem(path, f"Too large flex message: {_weight(bubble)} bytes")


def _style_problems(bubble: Json, path: Path) -> Iterator[Problem]:
    for styles, where in object_in(bubble, "styles", path):
        for name in _BLOCKS:
            for style, at in object_in(styles, name, where):
                yield from check_fields(style, _BLOCK_STYLE, at)


def _component_problems(component: Json, path: Path, allowed: set[str]) -> Iterator[Problem]:
    yield from type_in(component, allowed, path)
    kind = str(component.get("type"))
    yield from check_fields(component, _COMPONENTS.get(kind, ()), path)
    for action, where in object_in(component, "action", path):
        yield from action_problems(action, where, _BUTTON_LABEL if kind == "button" else None)
    match kind:
        case "box":
            inside = _IN_BASELINE if component.get("layout") == "baseline" else _IN_BOX
            for child, where in objects_in(component, "contents", path):
                yield from _component_problems(child, where, inside)
        case "text":
            yield from _text_problems(component, path)
        case "video":
            for content, where in object_in(component, "altContent", path):
                yield from _component_problems(content, where, {"box", "image"})


def _text_problems(text: Json, path: Path) -> Iterator[Problem]:
    if not text.get("contents"):
        words = Field("text", text_of(1, 100_000), required=True)
        yield from check_fields(text, [words], path)
    for span, where in objects_in(text, "contents", path):
        yield from _component_problems(span, where, {"span"})
