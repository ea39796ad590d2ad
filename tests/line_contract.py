"""LINE's own OpenAPI files as a check of what goes over the wire.

``Message``, ``Action``, ``FlexComponent``, ``Event`` and the like are bases with a discriminator,
which ordinary validators ignore: whatever stands inside ``messages`` would pass.  Here each base
becomes "the child its ``type`` names", and each child one flat object; for requests without any
property the file does not know.  The files are read from the folder beside the project
(``TIDTAM_SHARED``); without it the tests that ask are skipped.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from simulator.stage import App, Request

_REFERENCE = "#/components/schemas/"
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


def shared_folder() -> Path:
    default = Path(__file__).parents[2] / "shared"
    return Path(os.environ.get("TIDTAM_SHARED", default))


def load_contract() -> "Contract":
    """The contract, or the test is skipped because the files are not here."""
    folder = shared_folder() / "line-openapi"
    if not folder.is_dir():
        pytest.skip(f"LINE's OpenAPI files are not at {folder}: set TIDTAM_SHARED")
    return _contract(folder)


def known_contract() -> "Contract | None":
    """The contract, or None where the files are not here: tests of it alone skip loudly then."""
    folder = shared_folder() / "line-openapi"
    return _contract(folder) if folder.is_dir() else None


@cache
def _contract(folder: Path) -> "Contract":
    return Contract(folder)


class Contract:
    """Judges requests of the log and webhook bodies; every method gives a list of complaints."""

    def __init__(self, folder: Path) -> None:
        # CSafeLoader reads the 180 KB in a tenth of the time, where PyYAML was built with it.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        files = {
            name: yaml.load((folder / f"{name}.yml").read_text("utf-8"), loader)  # a safe loader
            for name in ("messaging-api", "channel-access-token", "webhook")
        }
        self._apis = [_Api(files["messaging-api"]), _Api(files["channel-access-token"])]
        self._webhook = _resolve(files["webhook"]["components"]["schemas"], strict=False)

    def request_problems(self, request: Request) -> list[str]:
        """What LINE's files say against a request of the bot."""
        for api in self._apis:
            if operation := api.find(request.method, request.path):
                return list(api.body_problems(operation, request.body))
        return [f"{request.method} {request.path}: no such endpoint"]

    def answer_problems(self, request: Request) -> list[str]:
        """What LINE's files say against the answer to a request."""
        for api in self._apis:
            if operation := api.find(request.method, request.path):
                return list(api.answer_problems(operation, request.status, request.answer))
        return []

    def webhook_problems(self, body: object) -> list[str]:
        """What LINE's files say against a webhook body; more than they know is allowed."""
        return list(_complaints(self._webhook, _REFERENCE + "CallbackRequest", body))


def check_log(contract: Contract, requests: Iterable[Request]) -> None:
    """Fail with every complaint about what was sent to LINE and accepted.

    Refused requests are left out: tests send wrong ones on purpose.
    """
    complaints = [
        f"{request.method} {request.path}: {problem}"
        for request in requests
        if request.app is App.LINE and request.status < 400
        for problem in contract.request_problems(request)
    ]
    assert not complaints, "\n".join(complaints)


class _Api:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._schemas = _resolve(document["components"]["schemas"], strict=True)
        self._loose = _resolve(document["components"]["schemas"], strict=False)
        self._paths = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), operations)
            for path, operations in document["paths"].items()
        ]

    def find(self, method: str, path: str) -> Mapping[str, Any] | None:
        for pattern, operations in self._paths:
            if pattern.fullmatch(path) and method.lower() in operations:
                return operations[method.lower()]
        return None

    def body_problems(self, operation: Mapping[str, Any], body: object) -> Iterator[str]:
        described = operation.get("requestBody")
        if described is None or (body is None and not described.get("required")):
            return
        content = described["content"]
        schema = content.get(_JSON, content.get(_FORM, {})).get("schema", {})
        yield from _validate(self._schemas, schema, body)

    def answer_problems(
        self, operation: Mapping[str, Any], status: int, answer: object
    ) -> Iterator[str]:
        described = operation["responses"].get(str(status), {}).get("content", {}).get(_JSON)
        if described is not None and described.get("schema"):
            yield from _validate(self._loose, described["schema"], answer)


def _complaints(schemas: Mapping[str, Any], reference: str, value: object) -> Iterator[str]:
    yield from _validate(schemas, {"$ref": reference}, value)


def _validate(
    schemas: Mapping[str, Any], schema: Mapping[str, Any], value: object
) -> Iterator[str]:
    whole = {"allOf": [schema], "components": {"schemas": schemas}}
    for error in Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(value):
        yield f"{error.json_path}: {error.message}"


def _resolve(schemas: Mapping[str, Any], *, strict: bool) -> dict[str, Any]:
    resolved = deepcopy(dict(schemas))
    names: dict[str, list[str]] = {}
    for name, schema in schemas.items():
        mapping = schema.get("discriminator", {}).get("mapping", {})
        if not mapping:
            continue
        key = schema["discriminator"]["propertyName"]
        resolved[name] = _choice(key, mapping, strict=strict)
        for value, reference in mapping.items():
            names.setdefault(reference.removeprefix(_REFERENCE), []).append(value)
    for child, values in names.items():
        properties, required = _flat(schemas, child)
        properties["type"] = {"enum": values}
        resolved[child] = {
            "type": "object",
            "properties": properties,
            "required": sorted(required | {"type"}),
            **({"additionalProperties": False} if strict else {}),
        }
    return resolved


def _choice(key: str, mapping: Mapping[str, str], *, strict: bool) -> dict[str, Any]:
    known = {"properties": {key: {"enum": sorted(mapping)}}} if strict else {}
    return {
        "type": "object",
        "required": [key],
        **known,
        "allOf": [
            {
                "if": {"properties": {key: {"const": value}}, "required": [key]},
                "then": {"$ref": reference},
            }
            for value, reference in mapping.items()
        ],
    }


def _flat(schemas: Mapping[str, Any], name: str) -> tuple[dict[str, Any], set[str]]:
    """The properties and required names of a schema with all it is made of."""
    return _flat_schema(schemas, schemas[name])


def _flat_schema(
    schemas: Mapping[str, Any], schema: Mapping[str, Any]
) -> tuple[dict[str, Any], set[str]]:
    if "$ref" in schema:
        return _flat(schemas, schema["$ref"].removeprefix(_REFERENCE))
    properties, required = {}, set(schema.get("required", ()))
    for part in schema.get("allOf", ()):
        inner, needed = _flat_schema(schemas, part)
        properties |= inner
        required |= needed
    return properties | schema.get("properties", {}), required
