"""The sentences of what stands behind a brief page, in English and Korean."""

from __future__ import annotations

from collections.abc import Mapping

EN: Mapping[str, str] = {
    "move.title": "Where {metric} moved",
    "move.moved": "{metric} changed by {value} from {before} to {now}.",
    "move.still": (
        "{metric} changed by {value} from {before} to {now}, no more than chance explains."
    ),
    "move.sub": "By {by}: {rate} of it is the groups’ own rates; the rest is who they are.",
    "move.alike": "By {by} all groups moved alike, as far as can be told.",
    "move.where": (
        "A step adds to where the one above ended; coloured where its interval is clear of "
        "nothing. That says where and when, not why."
    ),
    "move.axis": "Change in points",
    "move.mix": "Who they are",
    "move.mix_small": "shares of the groups",
    "move.whole": "The whole change",
    "move.other": "groups too small to show",
    "move.levels": "{old} → {new}",
    "table.part": "Part",
    "table.rates": "Rate before → now",
    "table.adds": "Adds",
    "table.interval": "Interval",
    "cohorts.title": "Who comes back: new customers of “{stage}”",
    "cohorts.finding.week": (
        "{first} of {first.n} came back in week {first_age} after entry, {last} of the {last.n} "
        "followed so long in week {last_age}."
    ),
    "cohorts.finding.month": (
        "{first} of {first.n} came back in month {first_age} after entry, {last} of the {last.n} "
        "followed so long in month {last_age}."
    ),
    "cohorts.finding.one": "{first} of {first.n} came back at age {first_age}.",
    "cohorts.sub.week": (
        "A row a week of entry, a column a week since. Hatched: not over for the whole cohort, or "
        "too few to show."
    ),
    "cohorts.sub.month": (
        "A row a month of entry, a column a month since. Hatched: not over for the whole cohort, "
        "or too few to show."
    ),
    "cohorts.entered.week": "Entered",
    "cohorts.entered.month": "Entered",
    "cohorts.all": "All",
    "cohorts.unknown": "not known yet",
    "answers.title": "{metric} by stage: who recommends",
    "answers.sub": (
        "From the left promoters, passives, detractors. The dot is the score with its interval; "
        "the upright line is a score of none. Who answered in two stages counts in each."
    ),
    "answers.promoters": "promoters",
    "answers.passives": "passives",
    "answers.detractors": "detractors",
    "answers.small": "{promoters} · {passives} · {detractors} of {value.n} customers",
    "grid.title": "Messages by channel and stage: what tests taught",
    "grid.found": (
        "Best of those clear of none: {best}. {untested} of {all} cells were never tested."
    ),
    "grid.none": (
        "No channel’s effect is clear of none at any stage. {untested} of {all} cells were never "
        "tested."
    ),
    "grid.best.at": "{channel} at “{stage}”",
    "grid.sub": (
        "Relative effect on the stage’s own measure, shrunk by all tests together. Hatched: "
        "untested, with the customers a test would reach where consent is known."
    ),
    "grid.best": "best",
    "grid.running": "test running",
    "grid.waiting": "test waits for a decision",
    "grid.planned": "test planned",
    "grid.hidden": "test’s data broken",
    "grid.no_effect": "tested, not comparable",
    "grid.n": "n {value.n}",
    "grid.reach": "{reach} to reach",
    "table.channel": "Channel",
}

KO: Mapping[str, str] = {
    "move.title": "{metric:은/는} 어디에서 움직였나",
    "move.moved": "{metric:이/가} {before}에서 {now} 사이에 {value} 변했습니다.",
    "move.still": (
        "{metric:이/가} {before}에서 {now} 사이에 {value} 변했지만 우연으로 설명되는 정도입니다."
    ),
    "move.sub": "{by} 기준: {rate}는 집단 자체의 비율 변화이고 나머지는 구성 변화입니다.",
    "move.alike": "{by} 기준으로는 모든 집단이 비슷하게 움직였습니다.",
    "move.where": (
        "각 단계는 바로 위가 끝난 곳에서 시작합니다. 구간이 영을 벗어난 것만 색을 입혔습니다. "
        "어디서 언제인지를 보여 줄 뿐, 이유는 아닙니다."
    ),
    "move.axis": "변화(%p)",
    "move.mix": "고객 구성",
    "move.mix_small": "집단의 비중",
    "move.whole": "전체 변화",
    "move.other": "너무 작은 집단",
    "move.levels": "{old} → {new}",
    "table.part": "부분",
    "table.rates": "비율 이전 → 지금",
    "table.adds": "기여",
    "table.interval": "구간",
    "cohorts.title": "다시 오는 고객: ‘{stage}’ 신규 고객",
    "cohorts.finding.week": (
        "진입 {first_age}주째에 {first.n}명의 {first}, 그만큼 오래 지켜본 {last.n}명은 "
        "{last_age}주째에 {last} 다시 왔습니다."
    ),
    "cohorts.finding.month": (
        "진입 {first_age}개월째에 {first.n}명의 {first}, 그만큼 오래 지켜본 {last.n}명은 "
        "{last_age}개월째에 {last} 다시 왔습니다."
    ),
    "cohorts.finding.one": "{first_age}번째 기간에 {first.n}명의 {first} 다시 왔습니다.",
    "cohorts.sub.week": (
        "행은 진입 주, 열은 진입 뒤 지난 주입니다. 빗금은 코호트 전체가 아직 지나지 않았거나 "
        "수가 너무 적은 칸입니다."
    ),
    "cohorts.sub.month": (
        "행은 진입 월, 열은 진입 뒤 지난 달입니다. 빗금은 코호트 전체가 아직 지나지 않았거나 "
        "수가 너무 적은 칸입니다."
    ),
    "cohorts.entered.week": "진입",
    "cohorts.entered.month": "진입",
    "cohorts.all": "전체",
    "cohorts.unknown": "아직 모름",
    "answers.title": "단계별 {metric}: 누가 추천하나",
    "answers.sub": (
        "왼쪽부터 추천·중립·비추천 고객입니다. 점은 점수와 그 구간, 세로선은 점수 영입니다. "
        "두 단계에서 답한 고객은 각 단계에 셉니다."
    ),
    "answers.promoters": "추천",
    "answers.passives": "중립",
    "answers.detractors": "비추천",
    "answers.small": "{promoters} · {passives} · {detractors}, 고객 {value.n}명",
    "grid.title": "채널과 단계별 메시지: 실험이 알려 준 것",
    "grid.found": (
        "효과가 분명한 것 중 가장 큰 곳: {best}. 전체 {all}칸 중 {untested}칸은 시험한 적이 "
        "없습니다."
    ),
    "grid.none": (
        "어느 단계에서도 효과가 분명한 채널은 없습니다. 전체 {all}칸 중 {untested}칸은 시험한 "
        "적이 없습니다."
    ),
    "grid.best.at": "‘{stage}’의 {channel}",
    "grid.sub": (
        "단계별 지표에 대한 상대 효과를 모든 실험과 함께 수축한 값입니다. 빗금은 시험한 적이 없는 "
        "칸이며, 동의를 아는 곳에는 시험하면 닿을 수 있는 고객 수를 적었습니다."
    ),
    "grid.best": "가장 나음",
    "grid.running": "실험 중",
    "grid.waiting": "실험 결정 대기",
    "grid.planned": "실험 예정",
    "grid.hidden": "실험 데이터 이상",
    "grid.no_effect": "시험함, 비교 불가",
    "grid.n": "{value.n}명",
    "grid.reach": "{reach}명 가능",
    "table.channel": "채널",
}
