from __future__ import annotations

import subprocess

from needed import need, program
from stagelift.git import git_state


def git(folder, *arguments):
    identity = [
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@shop.example",
        "-c",
        "commit.gpgsign=false",
    ]
    subprocess.run(["git", "-C", folder, *identity, *arguments], check=True, capture_output=True)


def test_git_says_commit_and_changes(tmp_path):
    need(program("git"), "git is not installed")
    assert git_state(tmp_path) == (None, None)
    git(tmp_path, "init", "-q")
    assert git_state(tmp_path) == (None, None)  # no commit yet
    (tmp_path / "journey.yaml").write_text("country: KR\n")
    git(tmp_path, "add", "journey.yaml")
    git(tmp_path, "commit", "-q", "-m", "begin")
    commit, dirty = git_state(tmp_path)
    assert (len(commit), dirty) == (40, False)
    (tmp_path / "untracked").write_text("")
    assert git_state(tmp_path) == (commit, False)
    (tmp_path / "journey.yaml").write_text("country: US\n")
    assert git_state(tmp_path) == (commit, True)


def test_git_is_not_required(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert git_state(tmp_path) == (None, None)
