"""The sentences of a readout's sections, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from stagelift.experiments.sentences import Sentences

EN: Mapping[str, str] = {
    "days": "{n} days",
    "hours": "{n} hours",
    "minutes": "{n} minutes",
    "range": "{value} ({low} to {high})",
    "open": "{value}, no interval yet",
    "name.time": "Sooner",
    "name.ages": "By day",
    "name.shop": "Shop",
    "name.voice": "Voice",
    "name.churn": "Churn",
    "name.sending": "Lost",
    "name.ruled_out": "Ruled out",
    "name.ready": "Later",
    "p": ", p {p}",
    "p.least": ", p under .001",
    "time": (
        "{metric} within {horizon} of all assigned: mean wait {control} → {treatment}, {effect}"
    ),
    "time.rates": "{ratio} times the rate{p} (log-rank)",
    "time.head": "after",
    "time.sub": "share of all assigned with {metric} by then (Kaplan–Meier)",
    "few": "too few to be shown",
    "ages": "{metric} by day since assignment: {days} {unit}; {trend}",
    "ages.fades": "each day adds {slope} less{p}",
    "ages.grows": "each day adds {slope} more{p}",
    "ages.flat": "no trend told ({slope} a day{p})",
    "ages.none": "too few for a trend",
    "ages.sub": "each customer counts once, so what comes early cannot come late; the days add up",
    "ages.head": "day",
    "ages.effect": "difference",
    "shop": (
        "{share} of the shop's {metric}, all with it against all without it ({gain}; {total} "
        "came in the same days)"
    ),
    "times": "{count}",
    "shop.on": "{share} of the shop's",
    "voice": "{metric}{planned}: {control} → {treatment} answered, {response}",
    "voice.score": "per 100 assigned {control} → {treatment}, {effect} points",
    "voice.bounds": (
        "of those who would answer either way: between {lower} and {upper} points "
        "(interval {low} to {high})"
    ),
    "voice.no_bounds": "of those who would answer either way nothing can be said: {why}",
    "voice.hidden": "{metric}{planned}: too few answers to be shown",
    "unplanned": " (not in the plan, decides nothing)",
    "churn": (
        "{metric}{planned}, day {day}, of {n} active at assignment: "
        "{control} → {treatment}, {effect}"
    ),
    "sending": "{lost} a month; {against}",
    "sending.one": "{metric} {more}",
    "sending.pays": "pays at the journey's price: {net} a month",
    "sending.less": "send less: {net} a month at the journey's price",
    "sending.less.free": "send less: it brings nothing told",
    "sending.open": "not told at the journey's price: {net} a month",
    "sending.even": "what it brings pays unless one is worth more than {price} ({worst} at worst)",
    "sending.even.worst": "what it brings pays, at worst unless one is worth more than {worst}",
    "sending.fewer": "fewer leave, and it brings money",
    "sending.unknown": "what it brings has no price (rules: worth)",
    "ruled_out": "{variant}a gain above {above} or below {below}",
    "ruled_out.loss": "{variant}a gain above {above}, a loss beyond {below}",
    "ruled_out.wanted": "{variant}the {wanted} worth having, a loss beyond {below}",
    "ready": "{metric}: first customers ready {first}; this readout repeats itself {repeats}",
    "ready.then": "{metric}: first customers ready {first}: this readout repeats itself then",
    "ready.row": "first customers ready {first}; this readout repeats itself {repeats}",
    "ready.row.then": "first customers ready {first}: this readout repeats itself then",
    "name.untold": "Not told",
    "untold.households": (
        "time, days, whole shop, voices and churn: whole households were randomised, and their "
        "customers are not independent"
    ),
    "untold.epochs": (
        "time, days, whole shop, voices and churn: customers entered under several splits, which "
        "are never pooled"
    ),
    "untold.openings": (
        "whole shop: the traffic changed or was paused, so it is not known how many qualified"
    ),
    "untold.part_day": "days: the window ends within a day, so the last is shorter than the others",
    "nothing": "nothing to show: {section}",
}
KO: Mapping[str, str] = {
    "days": "{n}일",
    "hours": "{n}시간",
    "minutes": "{n}분",
    "range": "{value} ({low}~{high})",
    "open": "{value}, 구간은 아직 없음",
    "name.time": "빠르기",
    "name.ages": "경과일",
    "name.shop": "전체",
    "name.voice": "의견",
    "name.churn": "이탈",
    "name.sending": "손실",
    "name.ruled_out": "배제",
    "name.ready": "나중",
    "p": ", p {p}",
    "p.least": ", p .001 미만",
    "time": "배정된 모두의 {horizon} 안 {metric}: 평균 대기 {control} → {treatment}, {effect}",
    "time.rates": "속도 {ratio}배{p}(로그순위)",
    "time.head": "경과",
    "time.sub": "그때까지 {metric}에 이른 비율, 배정된 모두 가운데(카플란–마이어)",
    "few": "적어서 보이지 않음",
    "ages": "배정 뒤 하루마다 {metric}: {days} {unit}; {trend}",
    "ages.fades": "하루가 지날 때마다 더해지는 몫이 {slope} 줄어듦{p}",
    "ages.grows": "하루가 지날 때마다 더해지는 몫이 {slope} 늘어남{p}",
    "ages.flat": "추세 없음(하루에 {slope}{p})",
    "ages.none": "추세를 말하기에는 적음",
    "ages.sub": (
        "처음은 한 번뿐이라 일찍 온 것은 나중에 다시 오지 않음. 하루 값을 모두 더하면 전체 효과"
    ),
    "ages.head": "일차",
    "ages.effect": "차이",
    "shop": (
        "모두 받을 때와 아무도 받지 않을 때의 차이: 전체 {metric}의 {share} ({gain}, 같은 "
        "기간 실제 {total})"
    ),
    "times": "{count}건",
    "shop.on": "전체의 {share}",
    "voice": "{metric}{planned}: 응답 {control} → {treatment}, {response}",
    "voice.score": "배정 100명당 {control} → {treatment}, {effect}점",
    "voice.bounds": "어느 쪽이든 답할 고객의 효과: {lower}점과 {upper}점 사이(구간 {low}~{high})",
    "voice.no_bounds": "어느 쪽이든 답할 고객에 대해서는 말할 수 없음: {why}",
    "voice.hidden": "{metric}{planned}: 응답이 적어 보이지 않음",
    "unplanned": "(계획에 없음, 결정에 쓰지 않음)",
    "churn": (
        "{metric}{planned}, {day}일째, 배정 때 활동하던 {n}명 중: {control} → {treatment}, {effect}"
    ),
    "sending": "월 {lost}; {against}",
    "sending.one": "{metric} {more}명",
    "sending.pays": "여정의 값으로 월 {net} 남음",
    "sending.less": "덜 보내세요: 여정의 값으로 월 {net}",
    "sending.less.free": "덜 보내세요: 얻는 것이 없음",
    "sending.open": "여정의 값으로 판단할 수 없음: 월 {net}",
    "sending.even": "한 명의 값이 {price}(최악 {worst})을 넘지 않으면 남음",
    "sending.even.worst": "최악이라도 한 명의 값이 {worst}을 넘지 않으면 남음",
    "sending.fewer": "떠나는 고객이 줄고 돈이 남음",
    "sending.unknown": "얻는 것의 값을 모름(rules: worth)",
    "ruled_out": "{variant}{above} 넘는 이득, {below} 못 미치는 이득",
    "ruled_out.loss": "{variant}{above} 넘는 이득, {below} 넘는 손실",
    "ruled_out.wanted": "{variant}바라던 {wanted}, {below} 넘는 손실",
    "ready": "{metric}: 첫 고객이 {first}에 준비됨, 판독은 {repeats}에 다시",
    "ready.then": "{metric}: 첫 고객이 {first}에 준비됨, 그때 다시 판독",
    "ready.row": "첫 고객이 {first}에 준비됨, 판독은 {repeats}에 다시",
    "ready.row.then": "첫 고객이 {first}에 준비됨, 그때 다시 판독",
    "name.untold": "제외",
    "untold.households": (
        "빠르기, 경과일, 전체, 의견, 이탈: 가구째 배정되어 한 가구의 고객은 서로 독립이 아님"
    ),
    "untold.epochs": "빠르기, 경과일, 전체, 의견, 이탈: 여러 배분으로 들어온 고객은 합치지 않음",
    "untold.openings": "전체: 트래픽이 바뀌거나 멈춘 적이 있어 몇 명이 조건을 채웠는지 알 수 없음",
    "untold.part_day": "경과일: 기간이 하루 단위로 끝나지 않아 마지막 날이 다른 날보다 짧음",
    "nothing": "보일 것이 없음: {section}",
}
NAMES = ("time", "ages", "shop", "voice", "churn", "sending", "ruled_out", "ready")

say = Sentences(EN, KO).say
