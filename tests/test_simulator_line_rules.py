"""LINE's limits: each in the unit LINE counts it in, refused in LINE's words."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.line_account import LineAccount
from simulator.line_checks import Placeholder, graphemes, split_braces, utf16
from simulator.line_events import mentions_in
from simulator.line_flex import LARGEST_BUBBLE
from simulator.line_rules import Refused, Where, check_messages
from simulator.stage import App, Chat, ChatKind, Stage

LABEL = "ไม่สามารถดำเนินการได้"  # 17 graphemes, 21 UTF-16 units


def text(words: str, **more: object) -> dict:
    return {"type": "text", "text": words, **more}


def quick(*actions: dict) -> dict:
    items = [{"type": "action", "action": action} for action in actions]
    return text("ก", quickReply={"items": items})


def message_action(label: str = "ก", said: str = "ก") -> dict:
    return {"type": "message", "label": label, "text": said}


def postback(**more: object) -> dict:
    return {"type": "postback", "label": "ก", "data": "d", **more}


def flex(*contents: dict, **bubble: object) -> dict:
    body = {"type": "box", "layout": "vertical", "contents": list(contents)}
    return {
        "type": "flex",
        "altText": "มาตรการ",
        "contents": {"type": "bubble", "body": body, **bubble},
    }


def carousel(*bubbles: dict) -> dict:
    contents = {"type": "carousel", "contents": list(bubbles)}
    return {"type": "flex", "altText": "มาตรการ", "contents": contents}


def bubble(words: str = "ก", **more: object) -> dict:
    return flex({"type": "text", "text": words}, **more)["contents"]


def button(action: dict, **more: object) -> dict:
    return {"type": "button", "action": action, **more}


def uri(address: str) -> dict:
    return {"type": "uri", "label": "เปิด", "uri": address}


def text_v2(words: str, **substitution: dict) -> dict:
    return {"type": "textV2", "text": words, "substitution": substitution}


def mention(user: str) -> dict:
    return {"type": "mention", "mentionee": {"type": "user", "userId": user}}


def template(**more: object) -> dict:
    return {"type": "template", "altText": "ก", "template": more}


def heavy(size: int) -> dict:
    """A bubble of exactly ``size`` bytes of compact JSON."""
    missing = size - len(json.dumps(bubble(""), separators=(",", ":")))
    return bubble("x" * missing)


ALLOWED = {
    "text of 5,000 units": text("ก" * 5000),
    "5,000 units with emoji": text("😀" * 2500),
    "thirteen quick replies": quick(*[message_action() for _ in range(13)]),
    "label of 20 graphemes, more units": quick(message_action("ดี้" * 10)),
    "Thai label": quick(message_action(LABEL)),
    "camera in a quick reply": quick({"type": "camera", "label": "ถ่ายรูป"}),
    "data of 300": quick(postback(data="x" * 300)),
    "keyboard with words": quick(postback(inputOption="openKeyboard", fillInText="#3 เพราะ ")),
    "flex label of 40": flex(button(message_action("ก" * 40))),
    "flex, all pieces": flex(
        {"type": "text", "text": "ก", "size": "sm", "color": "#00B900", "wrap": True, "flex": 0},
        {"type": "text", "contents": [{"type": "span", "text": "ก", "weight": "bold"}]},
        {"type": "separator", "margin": "md", "color": "#EEEEEE"},
        {"type": "box", "layout": "vertical", "width": "37%", "height": "6px", "contents": []},
        {"type": "image", "url": "https://x.go.th/a.png", "size": "full", "aspectRatio": "20:13"},
        {"type": "filler"},
        size="giga",
        styles={"footer": {"separator": True}},
    ),
    "bubble at the limit": {"type": "flex", "altText": "ก", "contents": heavy(LARGEST_BUBBLE)},
    "twelve bubbles": carousel(*[bubble() for _ in range(12)]),
    "escaped braces": text_v2("{{3}} {who} {{", who=mention("U1")),
    "line and tel": flex(button(uri("line://nv/camera/")), button(uri("tel:02141900"))),
    "loopback stands for https": flex({"type": "image", "url": "http://127.0.0.1:8080/a.png"}),
    "confirm": template(type="confirm", text="ก", actions=[message_action(), message_action()]),
    "buttons": template(type="buttons", text="ก" * 160, actions=[message_action()] * 4),
}

REFUSED: dict[str, tuple[dict, str, str]] = {
    "no type": ({"text": "a"}, "messages[0].type", "must be specified"),
    "unknown type": ({"type": "file"}, "messages[0].type", "invalid property"),
    "no text": ({"type": "text"}, "messages[0].text", "must be specified"),
    "empty text": (text(""), "messages[0].text", "May not be empty"),
    "text too long": (
        text("ก" * 5001),
        "messages[0].text",
        "Length must be between 0 and 5000",
    ),
    "text too long in UTF-16": (
        text("😀" * 2501),
        "messages[0].text",
        "Length must be between 0 and 5000",
    ),
    "quote token of nothing": (
        text("a", quoteToken="q"),
        "messages[0].quoteToken",
        "Invalid quote token",
    ),
    "fourteen quick replies": (
        quick(*[message_action() for _ in range(14)]),
        "messages[0].quickReply.items",
        "Size must be between 1 and 13",
    ),
    "quick reply label of 21": (
        quick(message_action("ก" * 21)),
        "messages[0].quickReply.items[0].action.label",
        "Length must be between 0 and 20",
    ),
    "quick reply without label": (
        quick({"type": "message", "text": "ก"}),
        "messages[0].quickReply.items[0].action.label",
        "must be specified",
    ),
    "data of 301": (
        quick(postback(data="x" * 301)),
        "messages[0].quickReply.items[0].action.data",
        "Length must be between 0 and 300",
    ),
    "words without keyboard": (
        quick(postback(fillInText="#3")),
        "messages[0].quickReply.items[0].action.fillInText",
        "invalid property",
    ),
    "null among quick replies": (
        text("ก", quickReply={"items": [None]}),
        "messages[0].quickReply.items",
        "cannot contain null elements",
    ),
    "alt text too long": (
        {**flex(), "altText": "ก" * 1501},
        "messages[0].altText",
        "Length must be between 0 and 1500",
    ),
    "sender named LINE": (
        text("a", sender={"name": "LINE แจ้งเตือน"}),
        "messages[0].sender.name",
        "May not contain a reserved word",
    ),
    "lone brace": (
        text_v2("ข้อ 3 }"),
        "messages[0].text",
        "The curly braces in the text are not balanced",
    ),
    "Thai key": (
        text_v2("{ใคร}"),
        "messages[0].text",
        "The key 'ใคร' enclosed in '{}' does not match the pattern '^[a-zA-Z0-9_]{1,20}$'.",
    ),
    "key without substitution": (
        text_v2("{who}"),
        "messages[0].substitution.who",
        "must be specified",
    ),
    "21 mentions": (
        text_v2("ก", **{f"k{n}": mention("U1") for n in range(21)}),
        "messages[0].substitution",
        "At most 20 mentions and emojis",
    ),
    "stranger mentioned": (
        text_v2("{who}", who=mention("U2")),
        "messages[0].substitution.who.mentionee.userId",
        "Invalid mentionee",
    ),
    "plain http picture": (
        {
            "type": "image",
            "originalContentUrl": "http://x.go.th/a",
            "previewImageUrl": "https://x",
        },
        "messages[0].originalContentUrl",
        "invalid uri scheme",
    ),
    "confirm with three actions": (
        template(type="confirm", text="ก", actions=[message_action()] * 3),
        "messages[0].template.actions",
        "Size must be between 2 and 2",
    ),
    "buttons text beside a title": (
        template(type="buttons", title="ก", text="ก" * 61, actions=[message_action()]),
        "messages[0].template.text",
        "Length must be between 0 and 60",
    ),
    "flex: empty text": (
        flex({"type": "text", "text": ""}),
        "/body/contents/0/text",
        "must be non-empty text",
    ),
    "flex: text missing": (
        flex({"type": "text"}),
        "/body/contents/0/text",
        "must be specified",
    ),
    "flex: label of 41": (
        flex(button(message_action("ก" * 41))),
        "/body/contents/0/action/label",
        "invalid property",
    ),
    "flex: odd scheme": (
        flex(
            {"type": "filler"}, footer=bubble()["body"] | {"contents": [button(uri("file:///x"))]}
        ),
        "/footer/contents/0/action/uri",
        "invalid uri scheme",
    ),
    "flex: uri not encoded": (
        flex(button(uri("https://x.go.th/รายงาน"))),
        "/body/contents/0/action/uri",
        "invalid uri",
    ),
    "flex: camera button": (
        flex(button({"type": "camera", "label": "ถ่ายรูป"})),
        "/body/contents/0/action/type",
        "invalid property",
    ),
    "flex: colour by name": (
        flex({"type": "text", "text": "ก", "color": "green"}),
        "/body/contents/0/color",
        "invalid property",
    ),
    "flex: size without unit": (
        flex({"type": "box", "layout": "vertical", "contents": [], "width": "50"}),
        "/body/contents/0/width",
        "invalid property",
    ),
    "flex: button in a baseline box": (
        flex({"type": "box", "layout": "baseline", "contents": [button(message_action())]}),
        "/body/contents/0/contents/0/type",
        "invalid property",
    ),
    "flex: null in a box": (
        {**flex(), "contents": flex(None)["contents"]},
        "/body/contents",
        "cannot contain null elements",
    ),
    "flex: empty bubble": (
        {"type": "flex", "altText": "ก", "contents": {"type": "bubble"}},
        "/",
        "At least one block must be specified",
    ),
    "flex: bubble too heavy": (
        {"type": "flex", "altText": "ก", "contents": heavy(LARGEST_BUBBLE + 1)},
        "/",
        f"Too large flex message: {LARGEST_BUBBLE + 1} bytes",
    ),
    "flex: thirteen bubbles": (
        carousel(*[bubble() for _ in range(13)]),
        "/contents",
        "Size must be between 1 and 12",
    ),
    "flex: bubbles of two widths": (
        carousel(bubble(), bubble(size="kilo")),
        "/contents",
        "All bubbles of a carousel must have the same width",
    ),
}

HERE = Where(mentionable=frozenset({"U1"}), quotable=frozenset())


@pytest.mark.parametrize("message", ALLOWED.values(), ids=ALLOWED)
def test_what_line_takes(message):
    assert check_messages([message], HERE) == [message]


@pytest.mark.parametrize(("message", "where", "words"), REFUSED.values(), ids=REFUSED)
def test_what_line_refuses(message, where, words):
    with pytest.raises(Refused) as caught:
        check_messages([message], HERE)
    assert caught.value.status == 400
    assert caught.value.details == ({"message": words, "property": where},)
    in_flex = where.startswith("/")
    assert caught.value.message == (
        "A message (messages[0]) in the request body is invalid"
        if in_flex
        else "The request body has 1 error(s)"
    )


def test_a_carousel_has_a_limit_of_its_own():
    with pytest.raises(Refused) as caught:
        check_messages([carousel(*[heavy(25_500) for _ in range(2)])], HERE)
    assert caught.value.details[0]["message"].startswith("Too large flex message")


@pytest.mark.parametrize("count", [0, 6])
def test_one_to_five_messages(count):
    with pytest.raises(Refused) as caught:
        check_messages([text("ก")] * count, HERE)
    detail = {"message": "Size must be between 1 and 5", "property": "messages"}
    assert caught.value.details == (detail,)


def test_mentions_are_for_groups():
    with pytest.raises(Refused):
        check_messages([text_v2("{who}", who=mention("U1"))], Where(mentions=False))


@pytest.mark.parametrize(
    ("words", "clusters", "units"),
    [
        (LABEL, 17, 21),
        ("ดำเนินการแล้วเสร็จ", 14, 18),
        ("ขอขยายเวลา", 10, 10),
        ("", 0, 0),
        ("abc", 3, 3),
        ("👩‍👩‍👧‍👦", 1, 11),
        ("🇹🇭🇱🇦", 2, 8),
        ("👍🏽ok", 3, 6),
        ("❤️", 1, 2),
    ],
)
def test_counting(words, clusters, units):
    assert (graphemes(words), utf16(words)) == (clusters, units)


@given(st.text())
def test_graphemes_never_outnumber_code_points(words):
    assert graphemes(words) <= len(words) <= utf16(words)


@given(st.text())
def test_escaped_braces_come_out_as_they_were(words):
    escaped = words.replace("{", "{{").replace("}", "}}")
    assert "".join(str(piece) for piece in split_braces(escaped)) == words


def test_braces():
    assert split_braces("{a}{{b}}{}") == [
        Placeholder("a"),
        "{",
        "b",
        "}",
        Placeholder(""),
    ]


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "text",
                    "contents",
                    "action",
                    "actions",
                    "items",
                    "label",
                    "data",
                    "layout",
                    "template",
                    "quickReply",
                    "substitution",
                    "who",
                    "mentionee",
                    "altText",
                    "body",
                    "size",
                    "mode",
                    "uri",
                ]
            ),
            inner
            | st.sampled_from(["flex", "text", "textV2", "box", "bubble", "template", "postback"]),
            max_size=5,
        )
    ),
    max_leaves=20,
)


def complaint(messages: object) -> Refused | None:
    """Why LINE refuses the messages; what it takes is put on a stage, which must go well."""
    try:
        taken = check_messages(messages, HERE)
    except Refused as refusal:
        return refusal
    stage = Stage(datetime(2026, 11, 20, tzinfo=UTC))
    chat = stage.put_chat(Chat("g", App.LINE, ChatKind.GROUP, "กลุ่ม"))
    sent = LineAccount(stage).show(chat, taken, silent=False)
    assert len(sent) == len(taken) == len(stage.view("g"))
    return None


@given(st.lists(_json, max_size=3))
def test_any_json_is_taken_or_refused(messages):
    refusal = complaint(messages)
    assert refusal is None or refusal.status == 400


@given(st.sampled_from(sorted(ALLOWED)), st.data())
def test_a_broken_message_is_taken_or_refused(name, data):
    """Replace one value somewhere in a good message by any other JSON."""
    message = json.loads(json.dumps(ALLOWED[name]))
    place: dict | list = message
    while True:
        key = data.draw(st.sampled_from(_keys(place)))
        if not _keys(place[key]) or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(_json)
    refusal = complaint([message])
    assert refusal is None or refusal.details


def _keys(place: object) -> list:
    if isinstance(place, dict):
        return sorted(place)
    return list(range(len(place))) if isinstance(place, list) else []


def test_the_longest_name_is_mentioned():
    names = {"สม": "U1", "สมหญิง": None}
    assert mentions_in("@สมหญิง @สม @All @สมชาย", names, "Ubot") == [
        {"index": 0, "length": 7, "type": "user"},
        {"index": 8, "length": 3, "type": "user", "userId": "U1", "isSelf": False},
        {"index": 12, "length": 4, "type": "all"},
        {"index": 17, "length": 3, "type": "user", "userId": "U1", "isSelf": False},
    ]
