"""Forms of the notes and methods beside a number, and their Korean."""

from __future__ import annotations

NOTE_FORMS: tuple[tuple[str, str], ...] = (
    # two periods
    ("no units in the later period", "뒤 기간에 고객 없음"),
    ("no units in the earlier period", "앞 기간에 고객 없음"),
    ("no units in either period", "두 기간 모두 고객 없음"),
    ("fewer than {n} units in a period", "한 기간의 고객이 {n}명 미만"),
    ("{why} in the later period", "뒤 기간: {why:t}"),
    ("{why} in the earlier period", "앞 기간: {why:t}"),
    ("a period with one unit has no spread", "고객이 한 명인 기간이 있어 흩어짐을 알 수 없음"),
    ("all units moved alike", "모든 고객이 똑같이 움직임"),
    (
        "an expected count is {x}; {n} are needed when periods share units",
        "기대 건수 {x}건, 두 기간에 같은 고객이 있으면 {n}건이 필요함",
    ),
    (
        "compared on {kept} of {pairs} weekday pairs, each weekday as often in both",
        "요일 수를 맞춘 {pairs}쌍 중 {kept}쌍으로 비교",
    ),
    (
        "compared on {kept} of {pairs} weekday pairs: {holidays} left out",
        "같은 요일 {pairs}쌍 중 {kept}쌍으로 비교, 공휴일 제외",
    ),
    (
        "compared on {kept} of {pairs} days from the same feast: {holidays} left out",
        "같은 명절부터 센 {pairs}일 중 {kept}일로 비교, 공휴일 제외",
    ),
    # one group or arm
    ("one unit has no spread", "고객이 한 명이라 흩어짐을 알 수 없음"),
    ("an arm with one unit has no spread", "고객이 한 명인 안이 있어 흩어짐을 알 수 없음"),
    ("an arm has no units", "고객이 없는 안이 있음"),
    ("all values are equal", "값이 모두 같음"),
    ("all earlier shares are equal", "이전 비율이 모두 같음"),
    ("no value varies within an arm", "안마다 값이 모두 같음"),
    ("no answer varies within an arm", "안마다 응답이 모두 같음"),
    ("one answer has no spread", "응답이 하나라 흩어짐을 알 수 없음"),
    ("an arm with one answer has no spread", "응답이 하나인 안이 있어 흩어짐을 알 수 없음"),
    ("no answers in treatment", "비교하는 안에 응답 없음"),
    ("no answers in control", "대조군에 응답 없음"),
    ("no answers in either arm", "두 안 모두 응답 없음"),
    ("{n} answers in an arm; {m} are needed", "한 안의 응답 {n}건, {m}건은 있어야 함"),
    ("all answers are the same", "응답이 모두 같음"),
    ("a cell expects {n} answers; {m} are needed", "기대 응답이 {n}건인 칸이 있음, {m}건 필요"),
    ("a cell expects {n} units; {m} are needed", "기대 고객이 {n}명인 칸이 있음, {m}명 필요"),
    ("{n} units, {k} with the event", "{n}명 중 {k}명"),
    ("{n} customers, {k} with it", "고객 {n}명 중 {k}명"),
    ("{n} waits, {k} ended in time", "{n}건 중 제때 {k}건"),
    ("{n} customers who wrote", "글을 쓴 고객 {n}명"),
    ("{n} of {m} texts have a score ({share})", "글 {m}건 중 {n}건에만 점수 있음({share})"),
    ("{n} answers", "응답 {n}건"),
    (
        "one customer: how alike its events are cannot be told",
        "고객이 한 명이라 이벤트끼리 얼마나 닮았는지 알 수 없음",
    ),
    (
        "counts vary {one} and {other} times as much as Poisson counts",
        "흩어짐이 포아송 분포의 {one}배와 {other}배",
    ),
    ("customers in {n} groups; {m} make an interval", "고객 묶음 {n}개, {m}개부터 구간을 냄"),
    (
        "the values about both medians are tied",
        "두 중앙값 둘레의 값이 모두 같음",
    ),
    ("the effect could not be estimated", "효과를 추정할 수 없음"),
    (
        "the control mean is exactly 0, so nothing can be relative to it",
        "대조군 평균이 0이라 상대 변화를 낼 수 없음",
    ),
    (
        (
            "the control mean is not clear of 0, so a relative effect has no finite interval: "
            "any lift agrees with the data"
        ),
        "대조군 평균이 0과 구분되지 않아 상대 효과의 구간이 끝없이 넓음",
    ),
    (
        (
            "the control mean is not clear of 0, so a relative effect has no finite interval: "
            "lifts up to {low} and from {high} on agree with it"
        ),
        (
            "대조군 평균이 0과 구분되지 않아 상대 효과의 구간이 끊김: {low} 이하와 {high} 이상이 "
            "데이터와 맞음"
        ),
    ),
    (
        (
            "the control mean is not clear of 0, so a relative effect has no finite interval: "
            "lifts from {low} on agree with the data"
        ),
        "대조군 평균이 0과 구분되지 않아 상대 효과의 상한이 없음: {low} 이상이 데이터와 맞음",
    ),
    (
        (
            "the control mean is not clear of 0, so a relative effect has no finite interval: "
            "lifts up to {high} agree with the data"
        ),
        "대조군 평균이 0과 구분되지 않아 상대 효과의 하한이 없음: {high} 이하가 데이터와 맞음",
    ),
    (
        "the control mean is negative; {sign} is an improvement",
        "대조군 평균이 음수라 {sign} 부호가 나아짐",
    ),
    (
        "the log of the ratio needs both means on one side of 0 and 10 standard errors away",
        "비의 로그는 두 평균이 0의 같은 쪽에서 표준오차 10배 넘게 떨어져야 함",
    ),
    (
        "the interval is not symmetric, so there is a decision without a p-value",
        "구간이 대칭이 아니라 p값 없이 판정함",
    ),
    ("the interval reaches both sides of the margin", "구간이 한계의 양쪽에 걸침"),
    (
        "no event in {arm}, so nothing to relate it to",
        "{arm:t}에 이벤트가 없어 견줄 것이 없음",
    ),
    ("control", "대조군"),
    ("treatment", "비교하는 안"),
    (
        "no value varies beyond what the covariate explains",
        "배정 전 값으로 설명되고 남는 차이가 없음",
    ),
    # small cells
    ("fewer than {n} units, or they could be computed", "{n}명 미만이거나 역산될 수 있어 가림"),
    ("fewer than {n} customers converted in it", "전환한 고객이 {n}명 미만"),
    ("fewer than {n} customers in a variant", "고객이 {n}명보다 적은 안이 있음"),
    ("fewer than {n} customers", "고객 {n}명 미만"),
    ("fewer than {n} answers", "응답 {n}건 미만"),
    ("fewer than {n} stays", "머문 횟수 {n}건 미만"),
    ("fewer than {n} silences", "끊긴 횟수 {n}건 미만"),
    ("hidden beside a small cell", "작은 칸 옆이라 가림"),
    (
        "hidden: fewer than {n} customers, or they would follow from it",
        "고객 {n}명 미만이거나 역산될 수 있어 가림",
    ),
    (
        "hidden: fewer than {n} customers could be computed from it",
        "고객 {n}명 미만인 칸이 역산될 수 있어 가림",
    ),
    (
        "hidden, or a cell of fewer than {n} customers could be computed from it",
        "고객 {n}명 미만인 칸이 역산될 수 있어 가림",
    ),
    (
        "hidden, or a cell of fewer than {n} stays could be computed from it",
        "머문 횟수 {n}건 미만인 칸이 역산될 수 있어 가림",
    ),
    ("too few customers to show, here or in a part", "여기나 부분의 고객이 너무 적어 가림"),
    ("nobody is in it", "속한 고객 없음"),
    ("nobody is in either", "둘 다 속한 고객 없음"),
    ("nobody entered", "들어온 고객 없음"),
    ("nobody to judge", "판단할 고객 없음"),
    ("nobody turned dormant", "휴면이 된 고객 없음"),
    # not over yet
    ("the period has not ended", "아직 끝나지 않은 기간"),
    ("the entry period has not ended", "들어오는 기간이 아직 끝나지 않음"),
    ("not over yet for {n} of {m} customers", "고객 {m}명 중 {n}명은 아직 지나지 않음"),
    ("no cohort is known at this age", "이 시점까지 지켜본 코호트 없음"),
    (
        "{n} of {m} messages have not had their whole window yet",
        "메시지 {m}건 중 {n}건은 관찰 기간이 끝나지 않음",
    ),
    (
        "{n} messages have not had their whole window yet",
        "메시지 {n}건은 관찰 기간이 끝나지 않음",
    ),
    # messages and channels
    ("nothing was delivered", "도달한 메시지 없음"),
    ("channels that tell no opens are among them", "열람을 알려 주지 않는 채널이 섞여 있음"),
    ("{channel} tells no opens", "{channel:은/는} 열람을 알려 주지 않음"),
    ("no open was ever reported on {channel}", "{channel}에서 열람이 보고된 적 없음"),
    ("no answer was ever recorded on this channel", "이 채널에는 응답 기록이 없음"),
    ("no message is recorded with a channel", "채널이 적힌 메시지가 없음"),
    ("no source maps who agreed to which channel", "채널별 수신 동의를 알려 주는 원본이 없음"),
    # series
    ("{n} points; a forecast needs {m}", "시점 {n}개, 예측에는 {m}개가 필요함"),
    (
        "{n} steps ahead; the history is {m} steps long",
        "앞으로 {n}기간을 내다보기에는 이력이 {m}기간뿐임",
    ),
    (
        "neighbouring points are alike: the line's error is widened",
        "이웃한 시점이 닮아 추세의 오차를 넓힘",
    ),
    (
        "neighbouring points are alike, so the limits use their standard deviation",
        "이웃한 시점이 닮아 표준편차로 한계를 정함",
    ),
    ("no earlier point has a value", "값이 있는 이전 시점이 없음"),
    (
        "{n} earlier points; {m} make a point outside news",
        "이전 시점 {n}개, {m}개부터 벗어난 시점을 소식으로 침",
    ),
    ("{n} earlier points; limits need {m}", "이전 시점 {n}개, 한계에는 {m}개가 필요함"),
    ("{x} events expected; {n} are needed", "기대 이벤트 {x}건, {n}건은 있어야 함"),
    (
        "the target's day has come, or only periods known already end before it",
        "목표일이 지났거나 그 전에 끝나는 새 기간이 없음",
    ),
    # silences
    ("no silence lasted {n} days", "{n}일 동안 이어진 공백이 없음"),
    (
        "no silence of {n} days is followed for {m} days more",
        "{n}일 공백 뒤 {m}일을 더 지켜본 고객이 없음",
    ),
    # planning
    (
        "{n} units are needed; two years of this traffic bring {m}",
        "{n}명이 필요한데 이 유입으로는 2년에 {m}명",
    ),
    ("two years of this traffic do not suffice", "이 유입으로는 2년도 모자람"),
    ("the metric did not vary in the weeks before", "지난 몇 주 동안 지표 값이 모두 같음"),
    (
        "no step from here on is worth money (journey.yaml rules: worth)",
        "여기부터는 금액 가치가 적힌 단계가 없음(journey.yaml rules: worth)",
    ),
    (
        "{n} groups can be read, fewer than {m}: not shrunk",
        "읽을 수 있는 집단 {n}개, {m}개보다 적어 축소하지 않음",
    ),
    # methods
    ("units times worth", "건수 × 건당 가치"),
    ("expected gain", "기대 이득"),
    ("XmR moving range", "XmR 이동 범위"),
    ("Laney p′", "레이니 p′"),
    ("log ratio", "비의 로그"),
    ("as the effect", "효과와 같음"),
    ("as recorded with the decision", "결정에 기록된 대로"),
    ("effect × volume, {n} days", "효과 × 규모, {n}일"),
    ("shrunk towards the other groups", "다른 집단 쪽으로 축소"),
    ("mean of shrunk effects", "축소한 효과의 평균"),
    ("mean of effects shrunk by all tests together", "모든 실험으로 함께 축소한 효과의 평균"),
    ("shrunk, prior stated", "적어 둔 사전분포로 축소"),
    ("empirical Bayes, prior learnt", "경험적 베이즈, 실험들에서 배운 사전분포"),
    # a status before its reason
    ("immature: {why}", "관찰 기간 남음: {why:t}"),
    ("not_identifiable: {why}", "알 수 없음: {why:t}"),
    ("degenerate: {why}", "흩어짐 없음: {why:t}"),
    ("low_coverage: {why}", "점수 부족: {why:t}"),
    ("not_identifiable", "알 수 없음"),
    ("degenerate", "흩어짐 없음"),
    ("low_coverage", "점수 부족"),
    ("low_n", "표본 적음"),
)
