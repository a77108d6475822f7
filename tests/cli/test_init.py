"""A new workspace: valid in every form, in the user's language, and never over what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stagelift.cli import check as check_command
from stagelift.definitions import load_workspace
from stagelift.errors import ArgumentError
from stagelift.metrics.registry import KINDS
from stagelift.metrics.standard import standard_metrics
from stagelift.reports.notebooks import shipped
from stagelift.starter import JOURNEYS, Wishes, likely_event, starter_files, write_all, writing

FILES = {
    ".gitignore",
    "changes.yaml",
    "experiments/example.yaml",
    "journey.yaml",
    "messages/example_email.md",
    "messages/example_push.md",
    "metrics/first_order.yaml",
    "metrics/more.yaml",
    "notebooks/experiment_readout.ipynb",
    "notebooks/journey_map.ipynb",
    "notebooks/programme_review.ipynb",
    "notebooks/weekly_journey.ipynb",
    "reports/map.yaml",
    "reports/programme.yaml",
    "reports/readout.yaml",
    "reports/weekly.yaml",
}
KOREAN = re.compile("[가-힣]")


@pytest.fixture(autouse=True)
def nowhere(monkeypatch):
    """No locale and no clock of this machine."""
    for name in ("LC_ALL", "LC_MESSAGES", "STAGELIFT_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TZ", "Europe/Vienna")


def loaded(root: Path):
    return load_workspace(root, kinds=KINDS, standard=standard_metrics)


def there(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def comments(text: str) -> str:
    return "\n".join(re.findall(r"# (?=\S).*", text))


def test_an_empty_folder_becomes_a_workspace_with_no_mistake(run, tmp_path):
    made = run(tmp_path, "init", "my shop", "--country", "US")
    assert made.exit_code == 0, made.output
    assert "Wrote 16 files to 'my shop'" in made.output
    assert made.output.splitlines()[-1] == "Next: stagelift -C 'my shop' connect FILE"
    root = tmp_path / "my shop"
    assert there(root) == FILES
    found = loaded(root)
    assert (found.journey.name, found.journey.zone) == ("my shop", "America/New_York")
    assert (found.experiments, found.journey.sources) == ({}, {})
    assert list(found.reports) == ["map", "programme", "readout", "weekly"]
    home = run(root)
    assert "No data yet: stagelift connect FILE" in home.output
    assert home.output.splitlines()[-1] == "Next: stagelift connect FILE"
    checked = run(root, "check")
    assert checked.exit_code == 0
    assert "No data yet: stagelift connect FILE" in checked.output
    assert checked.output.splitlines()[-1] == f"Next: stagelift {check_command.CONNECT}"


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("journey", JOURNEYS)
def test_every_journey_is_valid_in_both_languages(tmp_path, journey, language):
    files = starter_files(Wishes("가게", journey, language, "KR"), shipped())
    write_all(tmp_path, files)
    found = loaded(tmp_path)
    assert list(found.journey.stages) == [stage.name for stage in JOURNEYS[journey]]
    labels = [stage.label.text("ko") for stage in found.journey.stages.values()]
    assert labels == [stage.korean for stage in JOURNEYS[journey]]
    assert found.journey.languages == (("ko", "en") if language == "ko" else ("en",))
    assert found.metrics["first_order"].places(found.journey)
    said = comments("\n".join(text for name, text in files.items() if name.endswith(".yaml")))
    assert bool(KOREAN.search(said)) == (language == "ko")
    assert "#ko" not in said
    assert "${" not in said


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_switched_off_is_valid_when_it_is_used(tmp_path, language):
    files = starter_files(Wishes("shop", language=language, country="KR"), shipped())
    survey = "  survey: {read: nps.csv, as: surveys, customer: id, score: q1}\n"
    switched = {name: used(text) for name, text in files.items() if name.endswith(".yaml")}
    journey = switched["journey.yaml"].replace("sources:\n", f"sources:\n{survey}", 1)
    write_all(tmp_path, {**files, **switched, "journey.yaml": journey})
    found = loaded(tmp_path)
    assert list(found.experiments) == ["example"]
    assert set(found.metrics) >= {"order_value", "repeat_90d", "silent_60d", "nps"}
    assert list(found.journey.sources) == ["survey", "app"]
    assert list(found.journey.segments) == ["cart_open", "regulars"]
    assert list(found.journey.targets) == ["first_order"]


def used(text: str) -> str:
    """A file whose switched-off lines are switched on, as an editor does it."""
    return re.sub(r"^#(?! )|^#(?=  )", "", text, flags=re.MULTILINE)


def test_a_korean_locale_gets_korean_and_korea(run, tmp_path, monkeypatch):
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    made = run(tmp_path, "init", "우리 쇼핑몰")
    assert made.output.splitlines()[0] == "'우리 쇼핑몰'에 파일 16개를 썼습니다"
    found = loaded(tmp_path / "우리 쇼핑몰")
    assert (found.journey.name, found.journey.country) == ("우리 쇼핑몰", "KR")
    assert found.journey.languages == ("ko", "en")
    home = run(tmp_path / "우리 쇼핑몰").output
    assert "아직 데이터가 없습니다: stagelift connect 파일" in home
    assert home.splitlines()[-1] == "다음: stagelift connect FILE"


def test_korea_is_korean_first_whatever_the_locale(run, tmp_path):
    assert "썼습니다" in run(tmp_path, "init", "a", "--country", "kr").output
    assert "Wrote" in run(tmp_path, "init", "b", "--country", "KR", "--language", "en").output
    assert loaded(tmp_path / "b").journey.languages == ("en",)


def test_without_a_country_the_clock_of_the_machine_counts_days(run, tmp_path):
    run(tmp_path, "init", "a")
    journey = loaded(tmp_path / "a").journey
    assert (journey.country, journey.zone) == (None, "Europe/Vienna")


def test_nothing_is_written_over_what_is_there(run, tmp_path):
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "first_order.yaml").write_text("conversion: mine\n", encoding="utf-8")
    (tmp_path / "reports").write_text("not a folder", encoding="utf-8")
    before = there(tmp_path)
    refused = run(tmp_path, "init", ".")
    assert refused.exit_code == 2
    reports = [f"'reports/{name}.yaml'" for name in ("map", "programme", "readout", "weekly")]
    named = ", ".join(["'metrics/first_order.yaml'", *reports])
    assert f"already holds {named}; nothing was written" in refused.output
    assert there(tmp_path) == before


def test_a_second_time_writes_nothing(run, tmp_path):
    run(tmp_path, "init", "shop", "--country", "DE")
    again = run(tmp_path, "init", "shop", "--country", "DE")
    assert again.exit_code == 0
    assert "Nothing to write: shop holds all of it already" in again.output
    (tmp_path / "shop" / "changes.yaml").unlink()
    mended = run(tmp_path, "init", "shop", "--country", "DE")
    assert "Wrote 1 file to shop" in mended.output


def test_an_ignore_file_gets_the_lines_it_lacks(run, tmp_path):
    (tmp_path / ".gitignore").write_text("*.log\n/data/\nout", encoding="utf-8")
    made = run(tmp_path, "init", ".")
    assert "Added the lines that keep data and pages out of git to .gitignore" in made.output
    lines = (tmp_path / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert lines == ["*.log", "/data/", "out", "site/", ".stagelift/"]


def test_a_failure_halfway_leaves_nothing(tmp_path, monkeypatch):
    placed: list[Path] = []
    place = writing._place

    def fail_at_fourth(staged: Path, target: Path) -> None:
        if len(placed) == 3:
            raise OSError(28, "No space left on device")
        place(staged, target)
        placed.append(target)

    monkeypatch.setattr(writing, "_place", fail_at_fourth)
    with pytest.raises(OSError, match="No space"):
        write_all(tmp_path / "a" / "b", starter_files(Wishes("b"), shipped()))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_appears_meanwhile_is_kept(tmp_path, monkeypatch):
    place = writing._place

    def somebody_else_is_faster(staged: Path, target: Path) -> None:
        if target.name == "journey.yaml":
            target.write_text("theirs", encoding="utf-8")
        place(staged, target)

    monkeypatch.setattr(writing, "_place", somebody_else_is_faster)
    with pytest.raises(ArgumentError, match="appeared meanwhile"):
        write_all(tmp_path, starter_files(Wishes("b"), shipped()))
    assert there(tmp_path) == {"journey.yaml"}
    assert (tmp_path / "journey.yaml").read_text(encoding="utf-8") == "theirs"


def test_the_demo_is_the_shop(run, tmp_path):
    made = run(tmp_path, "init", "--demo", "the demo")
    assert made.exit_code == 0, made.output
    found = loaded(tmp_path / "the demo")
    assert list(found.experiments) == [
        *("cart_reminder", "evening_push", "review_ask", "winback_call"),
    ]
    assert set(found.plans) == set(found.experiments)
    home = run(tmp_path / "the demo").output
    assert home.splitlines()[-1] == "다음: stagelift demo"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--journey", "aquisition5"),
            "unknown stages 'aquisition5'. Did you mean 'acquisition5'?",
        ),
        (("--journey", "x"), "There are: acquisition5, current5, lifecycle4"),
        (("--country", "Korea"), "unknown country 'Korea'; write two letters, as in 'KR'"),
        (("--demo", "--country", "KR"), "leave out --journey and --country"),
    ],
)
def test_what_cannot_be_begun_with(run, tmp_path, words, said):
    refused = run(tmp_path, "init", "shop", *words)
    assert refused.exit_code == 2
    assert said in refused.output
    assert list(tmp_path.iterdir()) == []


def test_a_shop_of_ones_own_is_not_the_demo(run, tmp_path):
    run(tmp_path, "init", "shop", "--country", "DE")
    journey = tmp_path / "shop" / "journey.yaml"
    journey.write_text(journey.read_text(encoding="utf-8") + "data: mine.csv\n", encoding="utf-8")
    assert run(tmp_path / "shop").output.splitlines()[-1] == "Next: stagelift check"


def test_names_of_the_data_are_found_by_letters_or_by_meaning():
    found = {"page_view": 90, "session_start": 12, "Order Completed": 4, "add_to_cart": 7}
    assert likely_event("visited", found) == "page_view"
    assert likely_event("ordered", found) == "Order Completed"
    assert likely_event("add_to_crt", found) == "add_to_cart"
    assert likely_event("complained", found) is None


def test_check_names_the_nearest_event(run, tmp_path):
    run(tmp_path, "init", "shop", "--country", "DE")
    root = tmp_path / "shop"
    rows = "customer_id,time,event\n" + "a,2026-11-02T10:00:00Z,page_view\n" * 3
    (root / "mine.csv").write_text(rows, encoding="utf-8")
    journey = root / "journey.yaml"
    journey.write_text(journey.read_text(encoding="utf-8") + "data: mine.csv\n", encoding="utf-8")
    checked = run(root, "check")
    assert "'visited': 0 rows; nearest 'page_view' (3)" in checked.output
