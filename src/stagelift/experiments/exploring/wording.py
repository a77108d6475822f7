"""The sentences of exploring, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from stagelift.experiments.sentences import Sentences

EN: Mapping[str, str] = {
    "head": "Exploring {experiment}, decides nothing: {metric}, look {look}",
    "line": "Exploring, decides nothing: {groups}; {differ}",
    "line.none": "Exploring, decides nothing: no groups can be compared",
    "shut": "Exploring, decides nothing: nothing is shown, {why}",
    "differ": "groups differ p {p}",
    "differ.of": "groups differ p {p} ({ways} ways to split)",
    "differ.raw": "groups differ p {raw} ({p} over {ways} ways to split)",
    "of.variant": "{variant}: {groups}",
    "spread": "true effects differ by {spread} between groups (two in three; {low} to {high})",
    "not": "not {name}",
    "stage": "Stage before entry",
    "weekday": "Weekday of entry",
    "hour": "Part of the day of entry",
    "weekday_hour": "Weekday and part of the day of entry",
    "none": "no stage before",
    "all": "all",
    "head.n": "n",
    "head.control": "control",
    "head.variant": "variant",
    "head.effect": "difference",
    "head.shrunk": "shrunk",
    "head.p": "p in its family",
    "found.none": "Stand out: none of {tests} cells; stages: {stages} (false findings kept to {q})",
    "found.some": (
        "Stand out: {found} of {tests} cells; stages: {stages} (false findings kept to {q}; within "
        "a stage read at {within})"
    ),
    "more": "and {count} more",
    "low_n": "too few: {note}",
    "hidden": "not shown: {note}",
    "not_shrunk": "raw: fewer than {least} groups to learn from",
    "left.one_group": "{name}: everyone is in one group",
    "left.many_groups": "{name}: {figure} groups, more than {most}; take a coarser attribute",
    "left.uneven": (
        "{name}: the variants are spread unevenly over its groups (p {figure}), so it was changed "
        "by what happened after entry"
    ),
    "left.outcome": (
        "{name}: its groups tell {figure} of the outcome apart, so its values of today look like "
        "a consequence of it; map valid_from to take those at entry"
    ),
    "left": "Left out",
    "note": "Note",
    "today": "values of today, the source dates none (valid_from): {names}",
    "overlap": "segments that share customers are read apart, not pooled: {pairs}",
    "overlap.pair": "{one} and {other} ({share} of the smaller)",
    "too_few": "too few to compare",
    "looks": "cells' intervals and p-values hold over all looks, those of differing groups do not",
    "day.mon": "Mon",
    "day.tue": "Tue",
    "day.wed": "Wed",
    "day.thu": "Thu",
    "day.fri": "Fri",
    "day.sat": "Sat",
    "day.sun": "Sun",
    "part.morning": "morning",
    "part.afternoon": "afternoon",
    "part.evening": "evening",
    "part.night": "night",
    "channel": "{channel} against {against}",
    "cube.head": "Who answered what by stage before entry, null tests too; decides nothing",
    "cube.none": "no test can be read yet",
    "cube.found": "Cells that stand out in their test",
    "cube.shut": "{experiment}: not shown, {why}",
    "bayes.head": "Bayesian view, decides nothing: {metric}, look {look}",
    "bayes.shut": "Bayesian view, decides nothing: nothing is shown, {why}",
    "bayes.none": "{variant}: not told, {why}",
    "bayes.better": "{variant} better {chance}",
    "bayes.beats": "beats {worth} {chance}",
    "bayes.loss": "expected loss if shipped {shipped}, if not {kept}",
    "bayes.prior": "prior: two true effects in three within {spread} of {centre} ({source})",
    "bayes.source.plan": "from the experiment's file",
    "bayes.source.ledger": "learnt from {tests} comparable treatments",
    "bayes.source.stated": "a weak default, stated: too few comparable tests to learn from",
}

KO: Mapping[str, str] = {
    "head": "탐색 {experiment}, 결정에 쓰이지 않음: {metric}, {look}번째 확인",
    "line": "탐색, 결정에 쓰이지 않음: {groups}; {differ}",
    "line.none": "탐색, 결정에 쓰이지 않음: 견줄 수 있는 집단이 없습니다",
    "shut": "탐색, 결정에 쓰이지 않음: 아직 보이지 않습니다, {why}",
    "differ": "집단 간 차이 p {p}",
    "differ.of": "집단 간 차이 p {p} (나누는 방법 {ways}가지)",
    "differ.raw": "집단 간 차이 p {raw} (나누는 방법 {ways}가지를 감안하면 {p})",
    "of.variant": "{variant}: {groups}",
    "spread": "참 효과는 집단마다 {spread}쯤 다릅니다 (셋 중 둘; {low} ~ {high})",
    "not": "{name} 아님",
    "stage": "진입 직전 단계",
    "weekday": "진입 요일",
    "hour": "진입 시간대",
    "weekday_hour": "진입 요일과 시간대",
    "none": "이전 단계 없음",
    "all": "전체",
    "head.n": "n",
    "head.control": "대조군",
    "head.variant": "실험안",
    "head.effect": "차이",
    "head.shrunk": "축소 추정",
    "head.p": "묶음 안 p",
    "found.none": (
        "{stages}개 단계의 칸 {tests}개 가운데 두드러진 곳 없음 (거짓 발견을 {q} 이내로)"
    ),
    "found.some": (
        "{stages}개 단계의 칸 {tests}개 가운데 {found}개가 두드러짐 (거짓 발견을 {q} 이내로; "
        "단계 안에서는 {within} 수준)"
    ),
    "more": "그 밖에 {count}개",
    "low_n": "너무 적음: {note}",
    "hidden": "보이지 않음: {note}",
    "not_shrunk": "원래 값: 배울 집단이 {least}개 미만",
    "left.one_group": "{name}: 모두 한 집단에 있습니다",
    "left.many_groups": "{name}: 집단이 {figure}개로 {most}개를 넘습니다; 더 굵은 속성을 쓰세요",
    "left.uneven": (
        "{name}: 실험안이 집단에 고르지 않게 나뉘어 있어 (p {figure}) 진입 뒤에 바뀐 값입니다"
    ),
    "left.outcome": (
        "{name}: 집단이 결과의 {figure}를 갈라놓아 오늘의 값이 결과의 영향을 받은 듯합니다; "
        "진입 때의 값을 쓰려면 valid_from을 매핑하세요"
    ),
    "left": "뺀 것",
    "note": "참고",
    "today": "오늘의 값(원본에 날짜 valid_from이 없음): {names}",
    "overlap": "고객이 겹치는 세그먼트는 따로 읽고 합치지 않습니다: {pairs}",
    "overlap.pair": "{one}·{other} (작은 쪽의 {share})",
    "too_few": "견주기에 너무 적음",
    "looks": "칸의 구간과 p값은 모든 확인에 걸쳐 유효하고, 집단 간 차이의 p값은 그렇지 않습니다",
    "day.mon": "월",
    "day.tue": "화",
    "day.wed": "수",
    "day.thu": "목",
    "day.fri": "금",
    "day.sat": "토",
    "day.sun": "일",
    "part.morning": "아침",
    "part.afternoon": "오후",
    "part.evening": "저녁",
    "part.night": "밤",
    "channel": "{channel} 대 {against}",
    "cube.head": "누가 무엇에 답했나, 진입 직전 단계별; 차이 없던 실험도 함께; 결정에 쓰이지 않음",
    "cube.none": "읽을 수 있는 실험이 아직 없습니다",
    "cube.found": "실험 안에서 두드러진 칸",
    "cube.shut": "{experiment}: 보이지 않음, {why}",
    "bayes.head": "베이즈로 보면, 결정에 쓰이지 않음: {metric}, {look}번째 확인",
    "bayes.shut": "베이즈로 보면, 결정에 쓰이지 않음: 아직 보이지 않습니다, {why}",
    "bayes.none": "{variant}: 말할 수 없음, {why}",
    "bayes.better": "{variant} 쪽이 나을 확률 {chance}",
    "bayes.beats": "{worth} 넘게 나을 확률 {chance}",
    "bayes.loss": "내보낼 때 기대 손실 {shipped}, 내보내지 않을 때 {kept}",
    "bayes.prior": "사전 분포: 참 효과 셋 중 둘이 {centre}에서 {spread} 안 ({source})",
    "bayes.source.plan": "실험 파일에 적힌 것",
    "bayes.source.ledger": "비교할 수 있는 실험안 {tests}개에서 배운 것",
    "bayes.source.stated": "배울 만큼 실험이 쌓이지 않아 약하게 정해 둔 기본값",
}

say = Sentences(EN, KO).say
