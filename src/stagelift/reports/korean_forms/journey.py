"""Forms of English sentences about the journey's stages, and their Korean."""

from __future__ import annotations

JOURNEY_FORMS: tuple[tuple[str, str], ...] = (
    # cures
    ("A name means one stage", "이름 하나는 단계 하나만 뜻합니다"),
    (
        "An alias is a name that no stage has; remove one of the two",
        "별칭은 어느 단계의 이름도 아니어야 합니다. 둘 중 하나를 지우세요",
    ),
    ("Write 'owner: NAME' in the stage", "그 단계에 'owner: 이름'을 적으세요"),
    ("Name stages before it", "앞에 있는 단계를 적으세요"),
    ("Remove this line", "이 줄을 지우세요"),
    (
        "Write the stage with 'after:' last: customers leave from every other one",
        "'after:'가 있는 단계는 맨 끝에 적으세요. 고객은 다른 모든 단계에서 이탈합니다",
    ),
    (
        "Parts follow each other: before, during, after",
        "구간은 before, during, after 순서로 이어집니다",
    ),
    (
        "A version is for another definition; names and labels need none",
        "정의가 달라질 때만 판을 올립니다. 이름과 표시말은 판이 필요 없습니다",
    ),
    (
        "Add a stage for who comes to know you, such as {example}",
        "{example}처럼 처음 알게 된 고객의 단계를 더하세요",
    ),
    (
        "Add a stage for what follows, such as {example}",
        "{example}처럼 그 뒤의 단계를 더하세요",
    ),
    (
        "The event no stage uses most often is {event}",
        "어느 단계도 쓰지 않는 가장 흔한 이벤트는 {event:이에요/예요}",
    ),
    (
        "Open it by what customers do, or list what is internal under 'internal:'",
        "고객이 한 일로 단계를 열거나, 'internal:'에 내부 이벤트를 적으세요",
    ),
    # between stages
    ("{alias} is the stage's own id", "{alias:은/는} 이 단계의 이름 그대로입니다"),
    ("{alias} is the id of another stage", "{alias:은/는} 다른 단계의 이름입니다"),
    (
        "{alias} is already an alias of the stage {name}",
        "{alias:은/는} 이미 단계 {name}의 별칭입니다",
    ),
    (
        "whoever left comes back by any stage event",
        "이탈한 고객은 어느 단계의 이벤트로든 돌아옵니다",
    ),
    (
        "{name} is the stage itself; a repeated event does not enter it again",
        "{name:은/는} 이 단계 자신입니다. 같은 이벤트가 되풀이되어도 다시 들어오지 않습니다",
    ),
    (
        "{name} comes after {other}; going on needs no leave",
        "{name:은/는} {other} 뒤에 옵니다. 앞으로 가는 데는 적을 것이 없습니다",
    ),
    (
        "{name} is the state of having left already; a journey has one",
        "이탈 상태는 이미 {name:이/가} 있습니다. 여정에는 하나만 둡니다",
    ),
    ("who has left takes no steps", "이탈한 고객에게는 단계 안 걸음이 없습니다"),
    ("{name} comes before {other}", "{name:이/가} {other}보다 앞에 있습니다"),
    ("{name} comes after {other}", "{name:이/가} {other} 뒤에 있습니다"),
    ("{name} is a stage, not a metric", "{name:은/는} 지표가 아니라 단계입니다"),
    (
        "{text} does not say what is missing; write {a} or {b}",
        "{text}에는 무엇이 없는지가 없습니다. {a} 또는 {b:으로/로} 적으세요",
    ),
    (
        "{text} is no end of a contract; write {example}",
        "{text:은/는} 계약의 끝이 아닙니다. {example:으로/로} 적으세요",
    ),
    (
        "neither 'enter' nor 'after' came; a stage has one of them",
        "'enter'도 'after'도 없습니다. 단계에는 둘 중 하나가 있습니다",
    ),
    (
        "both 'enter' and 'after' came; a stage has one of them",
        "'enter'와 'after'가 함께 있습니다. 단계에는 둘 중 하나만 둡니다",
    ),
    (
        "{text} has a benchmark in another unit than the target",
        "{text}의 benchmark 단위가 목표와 다릅니다",
    ),
    # versions
    ("version {version} has no stage {name}", "{version}판에는 단계 {name:이/가} 없습니다"),
    (
        "earlier versions came, and today's has no name",
        "이전 판이 있는데 지금 판의 이름이 없습니다",
    ),
    (
        "earlier versions came; 'valid_from' says since when today's holds",
        "이전 판이 있습니다. 지금 판이 언제부터인지 'valid_from'에 적으세요",
    ),
    ("{version} is an earlier version already", "{version:은/는} 이미 이전 판의 이름입니다"),
    (
        "{day} is not after {other}, the version before",
        "{day:은/는} 바로 앞 판의 {other}보다 뒤가 아닙니다",
    ),
    (
        "the version after it opens its stages in the same way",
        "다음 판의 단계가 똑같이 열립니다",
    ),
    ("the journey has no earlier version", "여정에 이전 판이 없습니다"),
    ("Write it under 'was:'", "'was:'에 적으세요"),
    ("unknown version {version}", "모르는 판 {version}"),
    ("Versions are {list}", "판: {list}"),
    (
        "version {version} cannot be compared with today's: {stages} is in no crosswalk",
        "{version}판은 지금 판과 견줄 수 없습니다. 대응표에 {stages:이/가} 없습니다",
    ),
    ("Write what it became under {place}", "무엇이 되었는지 {place}에 적으세요"),
    (
        "Stages are those of version {version}, which holds since {day}",
        "단계는 {day}부터 쓰는 {version}판의 것입니다",
    ),
    (
        "Stages are those of today's version, which holds since {day}",
        "단계는 {day}부터 쓰는 지금 판의 것입니다",
    ),
    (
        "Metric {metric} is counted by version {version}, which holds since {day}",
        "지표 {metric:은/는} {day}부터 쓰는 {version}판으로 셌습니다",
    ),
    (
        "Metric {metric} is counted by today's definition, which holds since {day}",
        "지표 {metric:은/는} {day}부터 쓰는 지금 정의로 셌습니다",
    ),
    ("Stages are {list}", "단계: {list}"),  # after the sentences that begin in the same way
    # questions
    (
        "stage {name} has no steps; stages with steps are {list}",
        "단계 {name}에는 걸음이 없습니다. 걸음이 있는 단계: {list}",
    ),
    (
        "stage {name} has no steps; no stage has steps",
        "단계 {name}에는 걸음이 없습니다. 걸음이 있는 단계도 없습니다",
    ),
    ("no stage says its part", "구간을 적은 단계가 없습니다"),
    (
        "Write 'part: before', 'part: during' or 'part: after' in the stage that begins it",
        "구간이 시작되는 단계에 'part: before', 'part: during', 'part: after'를 적으세요",
    ),
    # advice
    (
        "no stage has the part 'before': the journey starts after the first interest",
        "구간이 'before'인 단계가 없습니다. 여정이 첫 관심보다 늦게 시작합니다",
    ),
    (
        "no stage has the part 'after': the journey ends with the purchase",
        "구간이 'after'인 단계가 없습니다. 여정이 구매에서 끝납니다",
    ),
    (
        "the journey starts with the purchase, {event}",
        "여정이 구매({event})에서 시작합니다",
    ),
    ("the journey ends with the purchase, {event}", "여정이 구매({event})에서 끝납니다"),
    (
        "{share} of {n} customers are seen before their first stage or in none",
        "고객 {n}명의 {share:이/가} 첫 단계보다 먼저, 또는 어느 단계에도 없이 보입니다",
    ),
    (
        "{share} of its {n} rows are internal: the company causes them itself",
        "이 단계의 {n}행 가운데 {share:이/가} 회사가 스스로 일으킨 내부 이벤트입니다",
    ),
    (
        "{n} rows name the stage {stage}, which the journey has not",
        "{n}행이 여정에 없는 단계 {stage:을/를} 적었습니다",
    ),
    (
        "Write it under 'aliases:' of the stage it means",
        "그것이 뜻하는 단계의 'aliases:'에 적으세요",
    ),
    ("no customer has reached it yet", "아직 아무 고객도 이르지 못했습니다"),
    ("nobody answers for {stages}", "{stages:을/를} 맡은 사람이 없습니다"),
    (
        "{events} opens a stage and ends no silence: who did it may have left days later",
        "{events:은/는} 단계를 열지만 침묵을 끝내지 않습니다. 며칠 뒤 이탈로 셀 수 있습니다",
    ),
    (
        "{metric} ({kind}) has no units with a window; it cannot be taken apart",
        "{metric:은/는} ({kind}) 관찰 기간이 있는 대상이 없어 나누어 볼 수 없습니다",
    ),
    (
        "{metric} is not reported at {stage} but at {list}",
        "{metric:은/는} {stage:이/가} 아니라 {list}에서 보고합니다",
    ),
    (
        "{metric} is at {list}; name one with stage",
        "{metric:은/는} {list}에 있습니다. stage로 하나를 고르세요",
    ),
    (
        "fewer than two ordinary weeks are wholly known; name a period",
        "온전히 알려진 평소 주가 2주보다 적습니다. 기간을 적으세요",
    ),
    (
        "{earlier} does not end before {later} begins",
        "{earlier:은/는} {later:이/가} 시작하기 전에 끝나지 않습니다",
    ),
    (
        "the journey has no step: fewer than two stages are opened by events",
        "여정에 걸음이 없습니다. 이벤트로 열리는 단계가 2개보다 적습니다",
    ),
    (
        "leaks are of segments: name some with by, or keep attributes",
        "누수는 세그먼트별로 봅니다. by로 적거나 속성을 keep에 남기세요",
    ),
    (
        "no weekday is in both periods; compare whole weeks",
        "두 기간에 함께 있는 요일이 없습니다. 온전한 주를 비교하세요",
    ),
    (
        "holidays are not known: journey.yaml names no 'country'",
        "공휴일을 알 수 없습니다. journey.yaml에 'country'가 없습니다",
    ),
    ("the holidays of {country} are not known", "{country}의 공휴일을 알지 못합니다"),
    (
        "the holidays of {country} are known for {known}",
        "{country}의 공휴일은 {known} 사이만 압니다",
    ),
    (
        "unknown section {name}; there are {list}",
        "모르는 부분 {name}. 있는 부분: {list}",
    ),
    (
        "no target: write {metric} under targets, or name a split",
        "목표 없음: targets에 {metric:을/를} 적거나 나눌 기준을 적으세요",
    ),
    (
        "its rate is above its target: nothing to gain",
        "전환율이 이미 목표를 넘어 더 얻을 것이 없음",
    ),
    ("nothing to divide by", "나눌 수가 없음"),
    ("no week of it is wholly known", "온전히 알려진 주가 없음"),
    ("fewer than {n} entrants", "들어온 고객 {n}명 미만"),
    (
        (
            "no source tells of messages; map `channel:` and `message:` in a source of events, "
            "or say `as: messages` on one."
        ),
        (
            "메시지를 알려 주는 소스가 없습니다. 이벤트 소스에 `channel:`과 `message:`를 적거나, "
            "어느 소스에 `as: messages`를 적으세요"
        ),
    ),
    ("leave it out, or {other}", "이것이나 {other} 가운데 하나만 적으세요"),
    (
        "fix cut points first; leave --since and --by out",
        "먼저 기준값을 정하세요. 그때까지 --since와 --by는 빼세요",
    ),
    (
        "experiment {name} is launched already; {command} hands out who is new",
        "실험 {name:은/는} 이미 시작했습니다. 새 고객은 {command}로 내보내세요",
    ),
    (
        "the rule says {rule} and {chosen} came; deciding against it needs a reason",
        "규칙은 {rule}, 적은 결정은 {chosen}입니다. 다르게 정하려면 이유(--reason)가 필요합니다",
    ),
    ("name a METRIC as well", "METRIC도 적으세요"),
)
