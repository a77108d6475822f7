"""What holds for the repository as a whole: what is tracked, what is ignored, what is public."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

import needed
import stagelift

ROOT = Path(__file__).parents[1]
GENERATED = (
    ".venv/x",
    "data/events.parquet",
    "out/weekly/page.html",
    "site/index.html",
    ".stagelift/facts/x.jsonl",
    "examples/complete_journey/data/events.parquet",
    "examples/complete_journey/site/index.html",
    "examples/complete_journey/.stagelift/x",
    "examples/telecom_nps/data/nps_by_stage.csv.gz",
    "src/stagelift/__pycache__/x.pyc",
    "dist/stagelift-0.1.0.tar.gz",
    "site-docs/index.html",
    ".coverage",
    ".hypothesis/x",
    ".mypy_cache/x",
    ".pytest_cache/x",
    ".ruff_cache/x",
    "notebooks/.ipynb_checkpoints/x.ipynb",
)
# Home and work folders of one machine; addresses of package indexes.
MACHINE = re.compile(
    r"(?<![\w.])/(?:work|root|farm|home|Users|opt)/\w|/tmp/\w+_jobs"
    r"|index-url|find-links|pypi\.org/simple|files\.pythonhosted\.org"
)
# What Windows refuses in the name of a file: these letters, a dot or blank at its end, devices.
REFUSED = re.compile(
    r'[<>:"\\|?*\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE
)
LONGEST_PATH = 180  # Windows takes 260 letters, and checkouts lie in folders
TEXT = {
    ".py",
    ".md",
    ".yaml",
    ".yml",
    ".toml",
    ".txt",
    ".ipynb",
    ".html",
    ".css",
    ".js",
    ".json",
    "",
}


def git(*arguments: str) -> str:
    """What git prints of this checkout."""
    needed.checkout()
    return subprocess.run(
        ["git", "-C", str(ROOT), *arguments], check=False, capture_output=True, text=True
    ).stdout


def tracked() -> list[Path]:
    """Every tracked file that still exists in the working tree."""
    paths = (ROOT / name for name in git("ls-files", "-z").split("\0") if name)
    return [path for path in paths if path.is_file()]


def test_no_tracked_file_names_this_machine_or_a_registry():
    found = []
    for path in tracked():
        if path.suffix not in TEXT or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if MACHINE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert found == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("see /home/kim/shop", True),
        ("pip --index-url x", True),
        ("a/home/b", False),
        ("/usr/bin", False),
    ],
)
def test_the_pattern_for_machine_paths_tells_them_apart(text, named):
    assert bool(MACHINE.search(text)) is named


def test_notebooks_are_stripped():
    notebooks = [path for path in tracked() if path.suffix == ".ipynb"]
    for path in notebooks:
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                assert cell["outputs"] == [], f"{path.name} has outputs"
                assert cell["execution_count"] is None, f"{path.name} has execution counts"


@pytest.mark.parametrize("path", GENERATED)
def test_what_is_generated_is_ignored(path):
    assert git("check-ignore", path).strip() == path


def test_nothing_tracked_is_ignored_or_large():
    assert git("ls-files", "--cached", "--ignored", "--exclude-standard").split() == []
    large = [str(path.relative_to(ROOT)) for path in tracked() if path.stat().st_size > 1_048_576]
    assert large == []


def test_constraints_are_names_and_versions_only():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert len(pins) > 50
    for line in pins:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line), line
    assert not any(line.lower().startswith("stagelift") for line in pins)


def public_names(path: Path) -> list[str] | None:
    """The module's `__all__` as written, or None."""
    for node in ast.parse(path.read_text("utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            return [str(name) for name in ast.literal_eval(node.value)]
    return None


def in_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, each by name (the order ruff keeps)."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2, name)


def test_public_names_are_sorted_and_exist():
    for path in sorted((ROOT / "src" / "stagelift").rglob("*.py")):
        names = public_names(path)
        if names is not None:
            assert names == sorted(names, key=in_order), (
                f"{path.relative_to(ROOT)}: __all__ is not sorted"
            )
            assert len(names) == len(set(names)), f"{path.relative_to(ROOT)}: a name stands twice"
    for name in getattr(stagelift, "__all__", ()):
        assert getattr(stagelift, name) is not None


def test_ci_calls_the_command_of_the_readme():
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    assert readme.index("make demo") < readme.index("make test")


def test_a_checkout_has_names_that_windows_takes():
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    parts = {part for name in names for part in name.split("/")}
    assert [part for part in parts if REFUSED.search(part)] == []
    assert [name for name in names if len(name) > LONGEST_PATH] == []
    assert len({name.casefold() for name in names}) == len(names)


def test_nothing_needs_a_symbolic_link_or_another_systems_module():
    needs = re.compile(
        r"symlink_to|os\.symlink|^\s*(?:import|from) (?:fcntl|pwd|grp|resource)\b", re.M
    )
    sources = (ROOT / "src" / "stagelift").rglob("*.py")
    assert [path.name for path in sources if needs.search(path.read_text("utf-8"))] == []


def test_ci_runs_what_contributors_run():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for target in set(re.findall(r"make ([a-z-]+)", script + contributing)):
        assert re.search(rf"^{target}:", makefile, flags=re.M), target
