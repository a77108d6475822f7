"""The sentences of the appendix of the full page, in English and Korean."""

from __future__ import annotations

from collections.abc import Mapping

EN: Mapping[str, str] = {
    "full.link": "Everything behind this page: every measure, one cohort, changes, tables",
    "full.link_segment": "Everything behind this page: every measure, one cohort, tables",
    "cohort.title": "One cohort through the stages: entered {stage} {span}",
    "cohort.sub": (
        "Share of the same {value.n} customers that reached each stage within {days} days; "
        "{before}line: interval."
    ),
    "cohort.before": "pale: the {one} before; ",
    "cohort.of": "of {value.n}",
    "six.title": "{metric}, last {count} {many}",
    "six.single": "{metric}, last {count} {one}",
    "twelve.single": "{metric}, last {count} month",
    "twelve.title": "{metric}, last {count} months",
    "twelve.once": (
        "A month counts each customer once, from the first entry in it; weeks are counted for "
        "themselves, so the rates differ."
    ),
    "mark": "Upright line: {on}, {what}",
    "changes.title": "Changes from the {one} before",
    "changes.sub": (
        "Customers who are in both {many} are counted as such. A change is news only outside the "
        "measure’s own range, whatever its p; it is never an effect. Changes are of "
        "unrounded figures."
    ),
    "news.outside": "outside its range",
    "news.so_far": "outside so far",
    "news.inside": "inside",
    "news.none": "no history",
    "news.holiday": "holiday week",
    "changes.pairs": (
        "{after} against {before}: on {kept} of {pairs} pairs of weekdays; left out: {festivals}."
    ),
    "changes.feast": (
        "{after} against {before}: days counted from the same feast, on {kept} of {pairs}; left "
        "out: {festivals}."
    ),
    "year.title": "Changes from the same {one} last year",
    "year.sub": (
        "The same weekdays a year before; a {one} with a feast that moves goes with the days "
        "around the same feast. A change is never an effect."
    ),
    "table.year": "Last year",
    "changes.some_days": "Beside a change on some days no levels of whole periods are shown.",
    "changes.weekdays": (
        "{after} against {before}: on {kept} pairs of days, each weekday as often in both."
    ),
    "p": "{p}",
    "p.below": "below {least}",
    "restated.title": "Numbers restated since they were published",
    "restated.data": "later data",
    "restated.late": "late rows: {sources}",
    "restated.late.one": "{source} {rows}",
    "restated.redefined": "new definition",
    "restated.reached": "Reached {stage}",
    "restated.metric.came_back": "Came back",
    "restated.part.week": "age {age} in weeks",
    "restated.part.month": "age {age} in months",
    "restated.part.compared": "on the days compared",
    "restated.part.rate": "the group’s own rate",
    "restated.part.rates": "all groups’ own rates",
    "restated.part.mix": "who they are",
    "restated.part.early": "early look",
    "restated.part.promoters": "promoters",
    "restated.part.passives": "passives",
    "restated.part.detractors": "detractors",
    "restated.change": "change",
    "restated.effect": "difference",
    "restated.others": "all but {group}",
    "check.restated": "Restated",
    "check.restated.ok": "no published number has changed",
    "check.restated.warn": "{restated} numbers differ from what was published",
    "table.period": "Period",
    "table.change": "Change",
    "table.p": "p",
    "table.news": "Its range",
    "table.was": "Was",
    "table.now": "Now",
    "table.why": "Why",
}
KO: Mapping[str, str] = {
    "full.link": "이 페이지의 근거: 모든 지표, 한 코호트의 흐름, 변화, 표",
    "full.link_segment": "이 페이지의 근거: 모든 지표, 한 코호트의 흐름, 표",
    "cohort.title": "한 코호트의 단계별 도달: {span} {stage} 진입",
    "cohort.sub": (
        "같은 고객 {value.n}명 중 {days}일 안에 각 단계에 도달한 비율. {before}선: 신뢰구간."
    ),
    "cohort.before": "옅은 막대: 직전 {one}, ",
    "cohort.of": "/ {value.n}명",
    "six.title": "{metric}, 최근 {count}{many}",
    "six.single": "{metric}, 최근 {count}{many}",
    "twelve.single": "{metric}, 최근 {count}개월",
    "twelve.title": "{metric}, 최근 {count}개월",
    "twelve.once": (
        "한 달에는 고객을 그 달의 첫 진입으로 한 번만 셉니다. 주는 주마다 따로 세므로 월 비율과 "
        "다릅니다."
    ),
    "mark": "세로선: {on} {what}",
    "changes.title": "직전 {one} 대비 변화",
    "changes.sub": (
        "두 기간에 모두 있는 고객을 같은 고객으로 셉니다. p와 관계없이 지표 자신의 범위를 벗어날 "
        "때만 변화라고 부르며, 효과를 뜻하지 않습니다. 변화는 반올림하지 않은 값의 차이입니다."
    ),
    "news.outside": "범위 밖",
    "news.so_far": "지금까지의 범위 밖",
    "news.inside": "범위 안",
    "news.none": "이력 없음",
    "news.holiday": "공휴일이 든 주",
    "changes.pairs": (
        "{after}, {before} 대비: 같은 요일 {pairs}쌍 중 {kept}쌍으로 비교, 제외: {festivals}."
    ),
    "changes.feast": (
        "{after}, {before} 대비: 같은 명절부터 센 {pairs}일 중 {kept}일로 비교, 제외: {festivals}."
    ),
    "year.title": "작년 같은 {one} 대비 변화",
    "year.sub": (
        "한 해 전의 같은 요일과 비교합니다. 날짜가 바뀌는 명절이 든 {one:은/는} "
        "작년 같은 명절 무렵과 비교합니다. 효과를 뜻하지 않습니다."
    ),
    "table.year": "작년",
    "changes.some_days": "일부 날만 비교한 변화에는 전체 기간의 값을 함께 적지 않습니다.",
    "changes.weekdays": "{after}, {before} 대비: 요일 수를 맞춘 {kept}쌍의 날로 비교.",
    "p": "{p}",
    "p.below": "{least} 미만",
    "restated.title": "발행 뒤 정정된 숫자",
    "restated.data": "늦게 온 데이터",
    "restated.late": "늦게 온 행: {sources}",
    "restated.late.one": "{source} {rows}건",
    "restated.redefined": "정의 변경",
    "restated.reached": "‘{stage}’ 도달",
    "restated.metric.came_back": "다시 온 고객",
    "restated.part.week": "{age}주째",
    "restated.part.month": "{age}개월째",
    "restated.part.compared": "비교한 날",
    "restated.part.rate": "집단 자체의 비율",
    "restated.part.rates": "모든 집단 자체의 비율",
    "restated.part.mix": "고객 구성",
    "restated.part.early": "이른 관찰",
    "restated.part.promoters": "추천 고객",
    "restated.part.passives": "중립 고객",
    "restated.part.detractors": "비추천 고객",
    "restated.change": "변화",
    "restated.effect": "차이",
    "restated.others": "{group} 외",
    "check.restated": "정정",
    "check.restated.ok": "발행된 숫자 중 바뀐 것 없음",
    "check.restated.warn": "발행된 것과 다른 숫자 {restated}개",
    "table.period": "기간",
    "table.change": "변화",
    "table.p": "p",
    "table.news": "자기 범위",
    "table.was": "이전",
    "table.now": "현재",
    "table.why": "이유",
}
