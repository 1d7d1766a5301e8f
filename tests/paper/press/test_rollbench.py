import subprocess
import sys

from app.config import ROOT
from app.paper.press.jobs import VolumeJob
from app.paper.press.rollbench import results
from tests.paper.volumes import a_volume

PROGRAM = """
import sys
from types import ModuleType
sys.modules["app"] = ModuleType("app")
sys.modules["app"].__path__ = ["app"]
import app.paper.press.forge, app.paper.press.rollbench
print({"weasyprint", "flask", "sqlalchemy"} & set(sys.modules))
"""


def test_a_volume_is_one_print() -> None:
    (printed,) = results(VolumeJob(a_volume("Amina Vala")))

    assert printed.startswith(b"%PDF")


def test_a_roll_loads_neither_the_web_application_nor_what_sets_letters() -> None:
    said = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout == "set()\n"
