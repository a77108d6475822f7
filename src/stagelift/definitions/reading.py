"""Turns the files of a workspace into objects, and keeps what is wrong with each."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from stagelift.definitions.definition import Definition
from stagelift.definitions.definitions import Definitions, Written
from stagelift.definitions.experiment import Experiment
from stagelift.definitions.journey import Journey
from stagelift.definitions.life import Life, LifeEntry, first_broken
from stagelift.definitions.metric import Metric, kind_of
from stagelift.definitions.mistakes import Mistake
from stagelift.definitions.names import metrics_named
from stagelift.definitions.root import JOURNEY_FILE, RECORDS
from stagelift.definitions.stages import ids_by_name
from stagelift.definitions.translate import Path, issues_of
from stagelift.definitions.yaml_file import YamlFile, all_comments, read_yaml
from stagelift.errors import Issue, Location
from stagelift.on_demand import OnDemand

if TYPE_CHECKING:
    from stagelift.definitions.report import Report

JOURNEY = ("journey", "journey")
FOLDERS = ("metrics", "experiments", "reports")
MANY_METRICS = "metrics"

D = TypeVar("D", bound=Definition)
Standard = Callable[[Journey], Mapping[str, Callable[[], Metric]]]


def no_standard(journey: Journey) -> dict[str, Callable[[], Metric]]:
    """No metric comes without a file.

    Args:
        journey: Any journey.

    Returns:
        None.
    """
    return {}


class Reading:
    """One reading of a workspace: after `read`, `unreadable` and `issues` hold what is wrong.

    Args:
        root: Folder of the workspace.
        kinds: The kinds of metrics there are, by their key.
        standard: What makes the metrics a journey has without a file.
    """

    def __init__(
        self, root: FilePath, kinds: Mapping[str, type[Metric]], standard: Standard
    ) -> None:
        self.root = root
        self.kinds = kinds
        self.standard = standard
        self.written: dict[tuple[str, str], Written] = {}
        self.unreadable: list[Issue] = []
        self.issues: list[Issue] = []
        self.stage_ids: dict[str, str] = {}

    def read(self) -> Definitions:
        """All definitions that are valid; the mistakes are kept.

        Returns:
            The definitions.
        """
        journey = self._journey()
        self.stage_ids = ids_by_name(journey.stages)
        metrics = dict(self._metrics())
        experiments = dict(self._each(self._files("experiments"), "experiment", Experiment))
        reports = dict(self._reports())
        files = {name for kind, name in self.written if kind == "metric"}
        makers = self.standard(journey).items()
        free = OnDemand({name: make for name, make in makers if name not in files})
        named = metrics_named(self.written.values())
        return Definitions(
            root=self.root,
            journey=journey,
            metrics={**{name: free[name] for name in free if name in named}, **metrics},
            standard=free,
            experiments=experiments,
            reports=reports,
            plans=self._records(".plan"),
            decisions=self._records(".decision"),
            lives=dict(self._lives()),
            written=self.written,
        )

    def _journey(self) -> Journey:
        source = self._open(self.root / JOURNEY_FILE)
        written = self._keep(Written("journey", "journey", source, (), source.content))
        if not source.content:
            return _nothing()
        found = self._build(written, Journey, source.content)
        return found or _rescued(source.content)

    def _metrics(self) -> Iterator[tuple[str, Metric]]:
        for path in self._files("metrics"):
            source = self._open(path)
            for name, at, content in self._metrics_in(source, id_of(path)):
                first = self.written.get(("metric", name))
                if first:
                    message = f"the metric '{name}' is already defined at {first.locate(())}"
                    self._add(source.locate(at), "", message)
                    continue
                written = self._keep(Written("metric", name, source, at, content))
                metric = self._metric(written)
                if metric:
                    yield name, metric

    def _metrics_in(
        self, source: YamlFile, stem: str
    ) -> Iterator[tuple[str, Path, dict[str, Any]]]:
        many = source.content.get(MANY_METRICS)
        if not isinstance(many, Mapping):
            yield stem, (), source.content
            return
        for key in source.content:
            if key != MANY_METRICS:
                message = f"'{key}' stands beside 'metrics'; write it inside one metric"
                self._add(source.locate((key,)), key, message)
        for name, content in many.items():
            at = (MANY_METRICS, str(name))
            if isinstance(content, dict):
                yield str(name), at, content
            else:
                self._keep(Written("metric", str(name), source, at, {}))
                message = "a mapping such as '{conversion: ordered}' is expected"
                self._add(source.locate(at), f"metrics.{name}", message)

    def _metric(self, written: Written) -> Metric | None:
        if not written.content:
            return None
        try:
            kind = kind_of(written.content, self.kinds)
        except Mistake as mistake:
            strange = next((key for key in written.content if f"'{key}'" in mistake.message), None)
            place = written.locate((strange,) if strange else ())
            self._add(place, ".".join(str(p) for p in written.at), mistake.message, mistake.hint)
            return None
        found = self._build(written, kind, {**written.content, "name": written.name})
        return found and found.with_stage_ids(self.stage_ids)

    def _reports(self) -> Iterator[tuple[str, Report]]:
        files = list(self._files("reports"))
        if files:
            from stagelift.definitions.report import Report

            yield from self._each(files, "report", Report)

    def _each(
        self, files: Iterable[FilePath], kind: str, model: type[D]
    ) -> Iterator[tuple[str, D]]:
        for path in files:
            source = self._open(path)
            name = id_of(path)
            written = self._keep(Written(kind, name, source, (), source.content))
            if source.content:
                found = self._build(written, model, {**source.content, "name": name})
                if found:
                    yield name, found

    def _build(self, written: Written, model: type[D], content: dict[str, Any]) -> D | None:
        named = written.content.get("name")
        if named is not None:
            message = f"the name is '{written.name}', from the file; remove this line"
            self._add(written.locate(("name",)), "name", message)
        try:
            return model.model_validate(content)
        except ValidationError as error:
            found = issues_of(error, model, written.content, written.locate)
            prefix = ".".join(str(part) for part in written.at)
            for issue in found:
                where = ".".join(part for part in (prefix, issue.where) if part)
                self._add(issue.location, where, issue.message, issue.hint)
            return None

    def _records(self, ending: str) -> dict[str, dict[str, Any]]:
        found = {}
        for path in sorted((self.root / "experiments").glob(f"*{ending}.yaml")):
            found[path.name.removesuffix(f"{ending}.yaml")] = self._open(path).content
        return found

    def _lives(self) -> Iterator[tuple[str, Life]]:
        for path in sorted((self.root / "experiments").glob("*.life.yaml")):
            source = self._open(path)
            written = source.content.get("entries")
            if source.content and not isinstance(written, list):
                self._add(source.locate(()), "entries", "a list of entries is expected")
            found = [
                self._entry(source, place, content)
                for place, content in enumerate(written if isinstance(written, list) else ())
            ]
            entries = tuple(one for one in found if one is not None)
            place = first_broken(entries)
            where = "" if place is None else str(source.locate(("entries", place)))
            yield path.name.removesuffix(".life.yaml"), Life(entries, where)

    def _entry(self, source: YamlFile, place: int, content: object) -> LifeEntry | None:
        at: Path = ("entries", place)
        if not isinstance(content, dict):
            self._add(source.locate(at), f"entries.{place}", "a mapping of keys is expected")
            return None
        return self._build(Written("life", source.file, source, at, content), LifeEntry, content)

    def _files(self, folder: str) -> Iterator[FilePath]:
        for path in sorted((self.root / folder).glob("*.y*ml")):
            if path.name.startswith("."):
                continue  # editors leave such files
            if path.suffix == ".yml":
                place = Location(self._name(path), 1)
                self._add(place, "", "the ending '.yml' is not read; rename it to '.yaml'")
            elif not path.stem.endswith(RECORDS) and not all_comments(path):
                yield path

    def _open(self, path: FilePath) -> YamlFile:
        source = read_yaml(path, self._name(path))
        self.unreadable.extend(source.issues)
        return source

    def _name(self, path: FilePath) -> str:
        return path.relative_to(self.root).as_posix()

    def _keep(self, written: Written) -> Written:
        self.written[written.kind, written.name] = written
        return written

    def _add(self, place: Location | None, where: str, message: str, hint: str = "") -> None:
        self.issues.append(Issue(place, where, message, hint))


def id_of(path: FilePath) -> str:
    """The id a file's name gives, with Korean letters composed as texts have them.

    Args:
        path: The file.

    Returns:
        Its name without the ending.
    """
    return unicodedata.normalize("NFC", path.stem)


def _nothing() -> Journey:
    return Journey(zone="UTC", sources={}, stages={})


def _rescued(content: dict[str, Any]) -> Journey:
    """The journey without its wrong entries, so that its valid sources can still be examined."""
    rest = {**content}
    for _ in range(len(content) + 1):
        try:
            return Journey.model_validate(rest)
        except ValidationError as error:
            rest = _without(rest, [detail["loc"] for detail in error.errors()])
    return _nothing()


def _without(content: dict[str, Any], places: Sequence[tuple[int | str, ...]]) -> dict[str, Any]:
    rest = {key: {**value} if isinstance(value, dict) else value for key, value in content.items()}
    for place in places:
        top, entry = (*place, None, None)[:2]
        if isinstance(rest.get(str(top)), dict) and entry in rest[str(top)]:
            del rest[str(top)][entry]
        elif top in rest:
            del rest[str(top)]
    needed = {"zone": "UTC"} if ("zone",) in places else {}
    empty: dict[str, Any] = {
        key: {} for key in ("sources", "stages") if key not in rest and "data" not in rest
    }
    return {**rest, **needed, **empty}
