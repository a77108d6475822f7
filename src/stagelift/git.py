"""What git knows of a workspace; git is never required."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

GIT_SECONDS = 10


def git_state(root: Path) -> tuple[str | None, bool | None]:
    """The workspace's commit, and whether tracked files differ from it.

    Args:
        root: The workspace.

    Returns:
        (commit, dirty); (None, None) without git, outside a repository or before a first commit.
    """
    commit = _git(root, "rev-parse", "--verify", "HEAD")
    if commit is None:
        return None, None
    changes = _git(root, "status", "--porcelain", "--untracked-files=no")
    return commit, None if changes is None else changes != ""


def git_user(root: Path) -> str | None:
    """The name git writes into commits of the workspace, or None when it has none."""
    return _git(root, "config", "user.name") or None


def _git(root: Path, *arguments: str) -> str | None:
    """What git prints, or None when it cannot say."""
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "--no-optional-locks", "-C", str(root), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            command, capture_output=True, check=False, timeout=GIT_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else None
