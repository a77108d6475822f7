"""The sentences of resampling, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from stagelift.experiments.sentences import Sentences

EN: Mapping[str, str] = {
    "head": "Resampled, decides nothing: {metric}, look {look}",
    "shut": "Resampled, decides nothing: nothing is shown, {why}",
    "taken.values": "{draws} draws of units, exact from how many have each value",
    "taken.groups": (
        "{draws} draws of 1,000 hashed groups of customers; values held by fewer than {least} "
        "units, or more than 50,000 of them, stay in the engine"
    ),
    "row": "{variant}  n {n}, {level} intervals",
    "none": "{variant}: not shown, {why}",
    "planned": "by the plan",
    "effect": "percentile-t",
    "percentile": "percentile",
    "lift": "lift, percentile-t",
    "unread": "{name}: {why}",
    "permutation": "permutation test: p {p}",
    "ranks": "Mann–Whitney: p {p}; of one unit of each the treated is higher in {share}, ties half",
    "no_ranks": "permutation and rank tests need counts by value, which stay in the engine",
}

KO: Mapping[str, str] = {
    "head": "재표집으로 보면, 결정에 쓰이지 않음: {metric}, {look}번째 확인",
    "shut": "재표집으로 보면, 결정에 쓰이지 않음: 보이지 않습니다, {why}",
    "taken.values": "값마다 몇 명인지에서 정확히 {draws}번 뽑음",
    "taken.groups": (
        "고객을 해시로 나눈 1,000개 묶음을 {draws}번 뽑음. {least}명 미만이 가진 값이 있거나 값이 "
        "50,000가지를 넘으면 값은 엔진 밖으로 나가지 않습니다"
    ),
    "row": "{variant}  n {n}, {level} 구간",
    "none": "{variant}: 보이지 않음, {why}",
    "planned": "계획의 구간",
    "effect": "백분위 t",
    "percentile": "백분위",
    "lift": "상대 변화, 백분위 t",
    "unread": "{name}: {why}",
    "permutation": "순열 검정: p {p}",
    "ranks": "Mann–Whitney: p {p}, 하나씩 뽑아 처치 쪽이 더 높을 확률 {share}, 같으면 절반",
    "no_ranks": "순열·순위 검정에는 값별 인원이 필요한데, 이는 엔진 밖으로 나가지 않습니다",
}

say = Sentences(EN, KO).say
