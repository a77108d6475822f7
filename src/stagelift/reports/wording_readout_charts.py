"""The sentences of a readout's looks and power charts, in English and Korean."""

from __future__ import annotations

from collections.abc import Mapping

EN: Mapping[str, str] = {
    "looks.chart": "{metric}: effect at each look with its interval; the last, {value}, {told}",
    "looks.zero": "holds no difference",
    "looks.better": "is better, clear of none",
    "looks.worse": "is worse, clear of none",
    "looks.worth": "worth having {wanted}",
    "power.title": "What a test of this size can find",
    "power.finding": "With {n} customers followed, {least} is found in {chance} of tests.",
    "power.worth": "The effect worth having, {wanted}, in {chance}.",
    "power.sub": "From the interval’s own width, never from the effect seen.",
    "power.mark": "{value}",
    "power.worth_mark": "worth having {wanted}: {chance}",
    "power.effect": "True effect",
    "power.chance": "Chance to find it",
}

KO: Mapping[str, str] = {
    "looks.chart": "{metric}: 판독 때마다의 효과와 구간. 마지막 판독({value})은 {told}",
    "looks.zero": "차이가 없을 수도 있습니다",
    "looks.better": "구간 전체가 더 낫습니다",
    "looks.worse": "구간 전체가 더 나쁩니다",
    "looks.worth": "바라는 효과 {wanted}",
    "power.title": "이 크기의 실험이 찾아낼 수 있는 것",
    "power.finding": "고객 {n}명을 지켜보면 {least} 효과를 실험의 {chance}에서 찾아냅니다.",
    "power.worth": "바라는 효과 {wanted}의 경우 {chance}입니다.",
    "power.sub": "관측된 효과가 아니라 구간의 폭에서 계산합니다.",
    "power.mark": "{value}",
    "power.worth_mark": "바라는 효과 {wanted}: {chance}",
    "power.effect": "참된 효과",
    "power.chance": "찾아낼 가능성",
}
