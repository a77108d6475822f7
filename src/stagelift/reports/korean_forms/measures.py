"""Forms of why a number is not there or not whole, and their Korean."""

from __future__ import annotations

MEASURE_FORMS: tuple[tuple[str, str], ...] = (
    (
        "immature: {n} of {all} entrants have not had their whole window yet",
        "관찰 기간 남음: {all}명 중 {n}명",
    ),
    (
        "{waiting} of {n} entrants have not had their whole window yet",
        "들어온 {n}명 가운데 {waiting}명은 관찰 기간이 끝나지 않음",
    ),
    (
        "rejected rows, not in n: {rows}, {k} other events {n}",
        "제외되어 n에 없는 행: {rows}, 다른 이벤트 {k}가지 {n}",
    ),
    (
        "rejected rows, not in n: {rows}, another event {n}",
        "제외되어 n에 없는 행: {rows}, 다른 이벤트 {n}",
    ),
    ("rejected rows, not in n: {rows}", "제외되어 n에 없는 행: {rows}"),
    ("immature: the period has not ended", "관찰 기간 남음: 아직 끝나지 않은 기간"),
    ("{n} without a value left out", "값 없는 {n}건 제외"),
    ("{n} without a score left out", "점수 없는 {n}건 제외"),
    (
        "low_n: an expected count is {x}; {n} are needed when periods share units",
        "표본 적음: 기대 건수 {x}건. 두 기간에 같은 고객이 있으면 {n}건이 필요합니다",
    ),
    ("low_n: fewer than {n} units", "표본 적음: {n}명 미만"),
    ("low_n: {n} answers", "표본 적음: 응답 {n}건"),
    ("low_n: {n} units, {k} with the event", "표본 적음: {n}명 중 {k}명"),
    ("low_n: {n} units", "표본 적음: {n}명"),
    ("low_n: {why}", "표본 적음: {why:t}"),
    ("fewer than {n} units", "{n}명 미만"),
    ("no_data: {why}", "데이터 없음: {why:t}"),
    ("no_data", "데이터 없음"),
    ("no answers", "응답 없음"),
    ("no answers in a group", "응답이 없는 쪽이 있음"),
    ("immature", "관찰 기간 남음"),
    ("the plan looks once, when every window has closed", "계획대로 끝에 한 번 읽음"),
    ("no look is due yet", "아직 판독일이 아님"),
    ("the test ended at look {n}", "{n}번째 판독에서 끝남"),
    ("no effect with a standard error yet", "아직 효과를 계산할 수 없음"),
    ("{n} mature units, {m} at look {k}", "관찰이 끝난 {n}명, {k}번째 판독에는 {m}명"),
    (
        "the standard error rose from {x} at look {k} to {y}: the estimated information fell",
        "표준오차가 {k}번째 판독의 {x}에서 {y}로 커져 정보량이 줄었음",
    ),
    (
        "{n} of {m} planned units are too few to spend α on",
        "계획한 {m}명 중 {n}명으로는 판독하기에 적음",
    ),
    ("no look was taken yet", "아직 판독하지 않음"),
    (
        "{n} units matured after look {k}, which crossed its bound; its verdict stands",
        "{k}번째 판독에서 한계를 넘은 뒤 {n}명의 관찰이 더 끝남, 판정은 그대로",
    ),
    (
        "{n} units matured after look {k}, which crossed its bound",
        "{k}번째 판독에서 한계를 넘은 뒤 {n}명의 관찰이 더 끝남",
    ),
    ("its verdict stands", "판정은 그대로"),
    (
        "{n} expected events in the smaller arm; {m} are needed",
        "작은 쪽 안에서 기대되는 전환 {n}건, {m}건은 있어야 함",
    ),
    (
        "the effect's skewness is {x}; it must be below {y}",
        "효과의 왜도 {x}, {y}보다 작아야 함",
    ),
    ("no value varies yet", "아직 값이 모두 같음"),
    ("an arm has no mature units yet", "관찰이 끝난 고객이 아직 없는 안이 있음"),
    ("fewer than {n} units in a variant", "고객이 {n}명보다 적은 안이 있음"),
    ("no units in either arm", "두 안 모두 고객 없음"),
    ("no units in treatment", "비교하는 안에 고객 없음"),
    ("no units in control", "대조군에 고객 없음"),
    ("no units in an arm", "고객이 없는 안이 있음"),
    ("no units", "대상 고객 없음"),
    ("too few to show", "너무 적어 표시하지 않음"),
)
