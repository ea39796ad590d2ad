"""Of a large library only the part that is asked for is imported."""

import subprocess
import sys


def says(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_holidays_of_thailand_import_no_other_country():
    code = """
import sys
from plans.holidays import holidays_of
print(len(holidays_of(2026)) > 15, [m for m in sys.modules if m.startswith("holidays.countries.")])
"""
    assert says(code) == "True ['holidays.countries.thailand']"


def test_telegrams_library_is_imported_without_what_it_can_do_without():
    code = """
import sys
from bot.libraries import telegram_api
telegram_api()
print({"cryptography", "click", "rich"} & set(sys.modules))
import cryptography
print(cryptography.__name__)
"""
    assert says(code) == "set()\ncryptography"


def test_what_was_imported_already_stays():
    code = """
import json, sys
import linebot
from plans.unrun import leave_unrun, without
leave_unrun("linebot", "nosuchlibrary")
with without("json"):
    import json
print(sys.modules["linebot"] is linebot, hasattr(linebot, "LineBotApi"), json.loads("1"))
"""
    assert says(code) == "True True 1"
