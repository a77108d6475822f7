"""What to do with the files: the steps to click, and the rule to set up where the sender draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from stagelift.data.assign import HOLDOUT_SALT, assign, part_salt, thresholds

if TYPE_CHECKING:
    from stagelift.definitions import Experiment
    from stagelift.experiments.launching.handed import HandOut
    from stagelift.experiments.launching.sender import Sender

STEPS = "STEPS.md"
TRIED = ("customer-1", "customer-2", "customer-3", "customer-4")  # nobody's ids
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "{experiment}: files for {label}",
        "made": "Plan {plan}, as known {as_of}. {customers:,} customers are new.",
        "files": "| file | variant | customers | channel | goes out |",
        "draws": "drawn by {label}",
        "quiet": "nothing: a list to leave out of other messages",
        "at entry": "at entry",
        "late": (
            "{late:,} of them were handed out after their message was due ({when}): send it at "
            "once, and hand out more often. They stay in the test."
        ),
        "without": (
            "{count:,} of {variant} have no address this sender reads. They are in no file and "
            "stay assigned."
        ),
        "few": "{file} holds {customers:,} customers; {label} takes no fewer than {least:,}.",
        "steps": "Steps",
        "rule": "The rule, equal to stagelift's own ({method})",
        "tried": "| id to try | variant |",
        "held": "held out",
        "after": "Afterwards: stagelift reconcile {experiment} REPORT (the sender's own list).",
    },
    "ko": {
        "title": "{experiment}: {label}용 파일",
        "made": "계획 {plan}, {as_of} 기준. 새 고객 {customers:,}명입니다.",
        "files": "| 파일 | 변형 | 고객 | 채널 | 발송 |",
        "draws": "{label}에서 배정",
        "quiet": "보내지 않음: 다른 메시지에서도 빼는 목록",
        "at entry": "진입 즉시",
        "late": (
            "그중 {late:,}명은 메시지 예정 시각이 지난 뒤에 내보냈습니다({when}). 바로 보내고 "
            "더 자주 내보내세요. 실험에는 그대로 남습니다."
        ),
        "without": (
            "{variant} 중 {count:,}명은 이 도구가 읽을 주소가 없습니다. 파일에는 없지만 "
            "배정된 채로 셉니다."
        ),
        "few": "{file}의 고객은 {customers:,}명입니다. {label}의 최소는 {least:,}명입니다.",
        "steps": "순서",
        "rule": "stagelift와 같은 배정 규칙 ({method})",
        "tried": "| 시험할 ID | 변형 |",
        "held": "보류 집단",
        "after": "끝나면: stagelift reconcile {experiment} REPORT (도구의 발송 목록).",
    },
}


def steps_of(
    given: HandOut, experiment: Experiment, sender: Sender, language: str
) -> tuple[str, ...]:
    """The steps for one hand-out, in a language.

    Args:
        given: What was handed out.
        experiment: The experiment.
        sender: The tool.
        language: `en` or `ko`.

    Returns:
        One sentence or two a step.
    """
    drawn = experiment.split_by == "stagelift"
    canvas = experiment.split_by.partition(" ")[2] or experiment.name
    fields = {
        "experiment": experiment.name,
        "files": ", ".join(file.name for file in given.files) or "audience.csv",
        "variants": ", ".join(experiment.variants),
        "shares": shares_text(experiment),
        "canvas": canvas,
    }
    lines = (sender.steps if drawn else sender.split)[language]
    return tuple(line.format(**fields) for line in lines)


def shares_text(experiment: Experiment) -> str:
    """The variants with their shares in percent, such as "a 50 %, b 50 %".

    Args:
        experiment: The experiment.

    Returns:
        Percentages, exact to four places.
    """
    shares = ((name, variant.share) for name, variant in experiment.variants.items())
    return ", ".join(f"{name} {float(100 * share):.6g} %" for name, share in shares)


def steps_page(
    given: HandOut,
    experiment: Experiment,
    sender: Sender,
    languages: Sequence[str],
    holdout: Fraction,
) -> str:
    """The page that lies beside the files.

    Args:
        given: What was handed out.
        experiment: The experiment.
        sender: The tool.
        languages: Those of the journey, the first one first.
        holdout: Share of customers kept out of every experiment.

    Returns:
        Markdown.
    """
    known = [one for one in languages if one in WORDS] or ["en"]
    parts = [in_language(given, experiment, sender, one, holdout) for one in known]
    return "\n\n---\n\n".join(parts) + "\n"


def in_language(
    given: HandOut, experiment: Experiment, sender: Sender, language: str, holdout: Fraction
) -> str:
    """The page in one language."""
    words = WORDS[language]
    fields = {"experiment": experiment.name, "label": sender.label, "plan": given.plan}
    made = words["made"].format(as_of=given.as_of, customers=given.customers, **fields)
    lines = [f"# {words['title'].format(**fields)}", "", made, ""]
    lines += [words["files"], "|---|---|---|---|---|", *rows_of(given, experiment, words, sender)]
    lines += ["", *notices(given, sender, words)]
    lines += [f"## {words['steps']}", ""]
    steps = steps_of(given, experiment, sender, language)
    lines += [f"{number}. {step}" for number, step in enumerate(steps, 1)]
    # a template knows the customer alone: neither the household nor the layers of other tests
    told = experiment.layer is None and not experiment.of_households
    if experiment.split_by != "stagelift" and sender.rule and told:
        lines += ["", f"## {words['rule'].format(method='md5-v1')}", "", "```liquid"]
        lines += [liquid(experiment, sender.id_in_rule, holdout), "```", ""]
        lines += [words["tried"], "|---|---|", *tried(experiment, holdout, words)]
    return "\n".join([*lines, "", words["after"].format(**fields)])


def rows_of(
    given: HandOut, experiment: Experiment, words: Mapping[str, str], sender: Sender
) -> list[str]:
    """The files as rows of a table."""
    rows = []
    for file in given.files:
        variant = experiment.variants.get(file.variant)
        if variant is None:
            name, channel, when = words["draws"].format(label=sender.label), "–", "–"
        elif variant.channel == "none":
            name, channel, when = file.variant, "–", words["quiet"]
        else:
            sent = str(variant.send) if variant.send else words["at entry"]
            name, channel, when = file.variant, variant.channel, sent
        rows.append(f"| {file.name} | {name} | {file.customers:,} | {channel} | {when} |")
    return rows


def notices(given: HandOut, sender: Sender, words: Mapping[str, str]) -> list[str]:
    """What is to be known of these files: late, without an address, too few."""
    said = [
        f"- {words['late'].format(late=late, when=variant)}"
        for variant, late in given.late.items()
        if late
    ]
    said += [
        f"- {words['without'].format(variant=variant, count=count)}"
        for variant, count in given.without_address.items()
        if count
    ]
    few = {"label": sender.label, "least": sender.least}
    said += [
        f"- {words['few'].format(file=file.name, customers=file.customers, **few)}"
        for file in given.files
        if file.customers < sender.least
    ]
    return [*said, ""] if said else []


def liquid(experiment: Experiment, unit: str, holdout: Fraction) -> str:
    """The assignment as a Liquid template: the same hash, compared as text.

    Args:
        experiment: Salt, variants and shares.
        unit: How the template writes the customer's id.
        holdout: Share of customers kept out of every experiment.

    Returns:
        Lines that abort for the holdout and outside the traffic, and leave the variant's id in
        `variant`.
    """
    shares = [variant.share for variant in experiment.variants.values()]
    lines = [f"{{% assign id = {unit} %}}"]
    if holdout:
        end = thresholds((holdout, 1 - holdout))[0]
        lines += [
            f'{{% assign h = id | prepend: "{HOLDOUT_SALT}:" | md5 | slice: 0, 8 %}}',
            f'{{% if h < "{end}" %}}{{% abort_message("holdout") %}}{{% endif %}}',
        ]
    if experiment.traffic < 1 and experiment.layer is None:
        end = thresholds((experiment.traffic, 1 - experiment.traffic))[0]
        drawn = part_salt(experiment.salt, "traffic")
        lines += [
            f'{{% assign h = id | prepend: "{drawn}:" | md5 | slice: 0, 8 %}}',
            f'{{% unless h < "{end}" %}}{{% abort_message("traffic") %}}{{% endunless %}}',
        ]
    lines.append(f'{{% assign h = id | prepend: "{experiment.salt}:" | md5 | slice: 0, 8 %}}')
    keyword = "if"
    for name, end in zip(experiment.variants, thresholds(shares), strict=True):
        if end is None:
            lines.append(f'{{% else %}}{{% assign variant = "{name}" %}}{{% endif %}}')
            break
        lines.append(f'{{% {keyword} h < "{end}" %}}{{% assign variant = "{name}" %}}')
        keyword = "elsif"
    return "\n".join(lines)


def tried(experiment: Experiment, holdout: Fraction, words: Mapping[str, str]) -> list[str]:
    """Ids nobody has with the variants the rule must give them."""
    from stagelift.data.assign import in_holdout, included

    names = tuple(experiment.variants)
    shares = [variant.share for variant in experiment.variants.values()]
    rows = []
    for unit in TRIED:
        variant = assign(unit, experiment.salt, names, shares)
        out = bool(holdout) and in_holdout(unit, holdout)
        if experiment.traffic < 1 and experiment.layer is None:
            drawn = part_salt(experiment.salt, "traffic")
            out = out or not included(unit, drawn, experiment.traffic)
        rows.append(f"| {unit} | {words['held'] if out else variant} |")
    return rows
