"""Forms of English sentences and their Korean; the first form that fits a sentence is taken.

`{what:t}` is itself put into Korean, `{name:을/를}` takes the particle that fits.
"""

from __future__ import annotations

from stagelift.cli.korean_forms_archive import ARCHIVE_FORMS
from stagelift.cli.korean_forms_deciding import DECIDING_FORMS
from stagelift.cli.korean_forms_exploring import EXPLORING_FORMS
from stagelift.cli.korean_forms_health import HEALTH_FORMS
from stagelift.cli.korean_forms_journey import JOURNEY_FORMS
from stagelift.cli.korean_forms_life import LIFE_FORMS
from stagelift.cli.korean_forms_segments import SEGMENT_FORMS
from stagelift.cli.korean_forms_sending import SENDING_FORMS
from stagelift.cli.korean_forms_spark import SPARK_FORMS
from stagelift.cli.korean_forms_voice import VOICE_FORMS

PHRASES: tuple[tuple[str, str], ...] = (
    ("nothing", "빈 값"),
    ("an instant with its offset", "시간대가 있는 시각"),
    ("once, weekly or always", "once, weekly, always 가운데 하나"),
    ("12 hex digits", "16진수 12자리"),
    ("no events", "이벤트 없음"),
    ("a list", "목록"),
    ("a mapping", "매핑"),
    ("a text", "글자"),
    ("a number", "숫자"),
    ("a whole number", "정수"),
    ("a whole number from 1", "1 이상의 정수"),
    ("a number above {n}", "{n}보다 큰 수"),
    ("a number from {n}", "{n} 이상의 수"),
    ("a number below {n}", "{n}보다 작은 수"),
    ("a number up to {n}", "{n} 이하의 수"),
    ("another form", "다른 형식"),
    ("another value", "다른 값"),
    ("a mapping of keys", "'키: 값' 형식"),
    ("a mapping of keys such as {example}", "{example} 같은 '키: 값' 형식"),
    ("a mapping of names", "'이름: …' 형식"),
    ("a mapping of the notebook's parameters", "노트북 매개변수의 '이름: 값' 형식"),
    ("a mapping {example}", "{example} 형식"),
    ("a mapping such as {example}", "{example} 같은 형식"),
    ("a text such as {example}", "{example} 같은 글자"),
    ("a text or {example}", "글자 또는 {example}"),
    ("a list of names such as {example}", "{example} 같은 이름 목록"),
    ("a list such as {example}", "{example} 같은 목록"),
    ("a day such as {example}", "{example} 같은 날짜"),
    ("a share such as {a} or {b}", "{a}, {b} 같은 비율"),
    ("a zone such as {example}", "{example} 같은 시간대"),
    ("an encoding such as {list}", "{list} 같은 인코딩"),
    ("a local time such as {example}", "{example} 같은 현지 시각"),
    ("two capital letters such as {example}", "{example} 같은 대문자 두 글자"),
    ("a rhythm such as {example}", "{example} 같은 주기"),
    ("the name of a source", "원본 이름"),
    ("conditions such as {example}", "{example} 같은 조건"),
    ("a confidence above 50% and below 100%", "50%보다 크고 100%보다 작은 신뢰수준"),
    ("an event and a day such as {example}", "{example} 같은 이벤트와 날"),
    ("days such as {a} or {b}", "{a}, {b} 같은 날"),
    ("a margin", "폭"),
    ("an amount of money", "금액"),
    ("a target", "목표"),
    ("a duration", "기간"),
    ("a span of days", "날짜 구간"),
    ("a share", "비율"),
    ("a day", "날짜"),
    ("a condition", "조건"),
    ("a column of an event", "이벤트의 열"),
    ("a column of a source", "원본의 열"),
    ("a number and a unit: {example}", "{example} 같은 수와 단위"),
    ("seconds", "초"),
    ("milliseconds", "밀리초"),
    ("microseconds", "마이크로초"),
    ("metric", "지표"),
    ("segment", "집단"),
    ("stage", "단계"),
    ("channel", "채널"),
    ("source", "원본"),
    ("experiment", "실험"),
    ("report", "보고서"),
    ("preset", "preset"),
    ("schema", "스키마"),
    ("currency", "통화"),
    ("unit", "단위"),
    ("country", "나라"),
    ("zone", "시간대"),
    ("rhythm", "주기"),
    ("connection", "연결"),
    ("no guardrail set", "가드레일 없음"),
    ("every guardrail clear", "가드레일 모두 통과"),
    ("better", "나음"),
    ("worse", "나쁨"),
    ("not yet told from no difference", "아직 차이 없음과 구분되지 않음"),
    ("{a} or {b}", "{a} 또는 {b}"),
    ("{a} and {b}", "{a}, {b}"),
)

FORMS: tuple[tuple[str, str], ...] = (
    *SPARK_FORMS,
    *DECIDING_FORMS,
    ("better", "나음"),
    ("worse", "나쁨"),
    ("not told apart", "구분되지 않음"),
    ("better (Holm p under .001)", "나음(홀름 p .001 미만)"),
    ("worse (Holm p under .001)", "나쁨(홀름 p .001 미만)"),
    ("better (Holm p {p})", "나음(홀름 p {p})"),
    ("worse (Holm p {p})", "나쁨(홀름 p {p})"),
    ("not told (Holm p {p})", "구분 안 됨(홀름 p {p})"),
    ("clear", "안전"),
    ("breached", "초과"),
    ("open", "미확인"),
    ("clear, limit {limit}", "안전, 한도 {limit}"),
    ("breached, limit {limit}", "초과, 한도 {limit}"),
    ("open, limit {limit}", "미확인, 한도 {limit}"),
    *LIFE_FORMS,
    *ARCHIVE_FORMS,
    *SENDING_FORMS,
    *EXPLORING_FORMS,
    *JOURNEY_FORMS,
    *SEGMENT_FORMS,
    *VOICE_FORMS,
    *HEALTH_FORMS,
    # cures
    ("Did you mean {name}?", "혹시 {name}인가요?"),
    ("({count} found in {place})", "({place}에 {count}개)"),
    ("Channels are {list}", "채널: {list}"),
    ("There are: {list}", "있는 것: {list}"),
    ("Nearest: {list}", "가까운 것: {list:each}"),
    ("Write the country, as in {example}", "{example}처럼 나라를 적으세요"),
    (
        "Write the name of an environment variable, as in {example}",
        "{example}처럼 환경 변수 이름을 적으세요",
    ),
    (
        "Write 'zone:' with the one that counts days: {zones}",
        "하루를 세는 것을 'zone:'에 적으세요: {zones}",
    ),
    ("Write {a} for letters, {b} for messages", "우편은 {a}, 소셜 메시지는 {b:으로/로} 적으세요"),
    ("Write {a} for points, or {b}", "포인트면 {a}, 상대 비율이면 {b:으로/로} 적으세요"),
    (
        "Write 'name: …' on each line, without '- ' in front",
        "'- ' 없이 줄마다 '이름: …'으로 적으세요",
    ),
    ("Write them in order, as in {example}", "{example}처럼 순서대로 적으세요"),
    ("Write it under 'connections:', as in {example}", "{example}처럼 'connections:'에 적으세요"),
    ("Write {a} in the source that holds it", "그 열이 있는 원본에 {a:을/를} 적으세요"),
    ("Write {a} in the source that does", "그런 원본에 {a:을/를} 적으세요"),
    (
        "Write days or weeks; months exist only as calendar months",
        "일이나 주로 적으세요. 달은 달력의 달로만 씁니다",
    ),
    ("Write a number of points, as in {example}", "{example}처럼 점수로 적으세요"),
    ("Write {example} for a later time", "두 번째부터는 {example:으로/로} 적으세요"),
    ("Write {a} and leave {b} out", "{a:을/를} 적고 {b:은/는} 빼세요"),
    ("Write {example}", "이렇게 적으세요: {example}"),
    ("Say {example}", "이렇게 적으세요: {example}"),
    ("Save the file as UTF-8", "파일을 UTF-8로 저장하세요"),
    ("Rename the file, or write 'salt:'", "파일 이름을 바꾸거나 'salt:'를 적으세요"),
    ("Every experiment needs a salt of its own", "실험마다 salt가 달라야 합니다"),
    ("Go to a workspace, or name it with -C", "작업 공간으로 옮기거나 -C로 알려 주세요"),
    ("Take an empty folder, or move these files away", "빈 폴더를 쓰거나 이 파일들을 옮기세요"),
    # keys and values
    ("this key is missing", "이 키가 없습니다"),
    ("unknown key {key}; allowed are {list}", "모르는 키 {key}. 쓸 수 있는 키: {list}"),
    ("unknown metric kind {key}; kinds are {list}", "모르는 지표 종류 {key}. 종류: {list}"),
    ("no kind came; kinds are {list}", "지표 종류가 없습니다. 종류: {list}"),
    ("{keys} came; a metric is of one kind", "{keys:이/가} 함께 있습니다. 지표는 한 종류입니다"),
    (
        "unknown currency {name}; write its three letters, as in {example}",
        "모르는 통화 {name}. {example}처럼 세 글자로 적으세요",
    ),
    (
        "unknown country {name}; write two capital letters, as in {example}",
        "모르는 나라 {name}. {example}처럼 대문자 두 글자로 적으세요",
    ),
    ("unknown zone {name}; write one such as {example}", "모르는 시간대 {name}. 예: {example}"),
    (
        "unknown unit {name}; minutes, hours, days or weeks",
        "모르는 단위 {name}. minutes, hours, days, weeks 중 하나를 적으세요",
    ),
    (
        "unknown rhythm {name}; a weekday, day, month or quarter",
        "모르는 주기 {name}. 요일, day, month, quarter 중 하나를 적으세요",
    ),
    ("unknown preset {name}; there are {list}", "모르는 preset {name}. 있는 것: {list}"),
    ("unknown report {name}; there are {list}", "알 수 없는 보고서 {name}. 있는 것: {list}"),
    (
        "{argument}: {name} lies after {seen}, as of which the data are read",
        "{argument}: {name} 시각은 데이터를 읽는 시점 {seen}보다 뒤입니다",
    ),
    (
        (
            "{argument}: {name} is no instant; write {example} (local wall time), or how long ago, "
            "as in {length}"
        ),
        (
            "{argument}: {name}은(는) 시각이 아닙니다. {example}처럼 현지 시각으로, 또는 {length}"
            "처럼 얼마 전인지 적으세요"
        ),
    ),
    ("start: it must lie before the end", "start: 끝보다 앞이어야 합니다"),
    ("{options}: one of them at a time", "{options}: 한 번에 하나만 고르세요"),
    (
        "by: no source of events maps `channel`, so there is none to split by",
        "by: `channel`을 잇는 이벤트 원본이 없어 채널로 나눌 수 없습니다",
    ),
    ("by: unknown segment or attribute {name}", "by: 모르는 집단 또는 속성 {name}"),
    ("--journey: unknown stages {name}", "--journey: 모르는 단계 모음 {name}"),
    (
        "--country: unknown country {name}; write two letters, as in {example}",
        "--country: 모르는 나라 {name}. {example}처럼 두 글자로 적으세요",
    ),
    ("unknown {what} {name}", "알 수 없는 {what:t} {name}"),
    ("nothing is called {name}.", "{name:이라는/라는} 것은 없습니다."),
    ("nothing is called {name}", "{name:이라는/라는} 것은 없습니다"),
    ("nothing came, {what} is expected", "값이 없습니다. {what:t:을/를} 적으세요"),
    ("nothing came, {what} are expected", "값이 없습니다. {what:t:을/를} 적으세요"),
    ("a list came, {what} is expected", "목록이 왔습니다. {what:t:으로/로} 적으세요"),
    ("a list came, {what} are expected", "목록이 왔습니다. {what:t:으로/로} 적으세요"),
    ("a mapping came, {what} is expected", "매핑이 왔습니다. {what:t:을/를} 적으세요"),
    ("a mapping came, {what} are expected", "매핑이 왔습니다. {what:t:을/를} 적으세요"),
    (
        "{value} came, one of these is expected: {list}",
        "{value} 대신 다음 중 하나를 적으세요: {list}",
    ),
    ("{value} came, allowed are {list}", "{value} 대신 쓸 수 있는 것: {list}"),
    ("{value} came; {what} are allowed", "{value} 대신 {what:t:을/를} 적으세요"),
    (
        "{n} came, at least two variants are needed",
        "{n}개가 왔습니다. 변형은 둘 이상이어야 합니다",
    ),
    ("{value} came, {what} is expected", "{value} 대신 {what:t:을/를} 적으세요"),
    ("{value} came, {what} are expected", "{value} 대신 {what:t:을/를} 적으세요"),
    ("a mapping such as {example} is expected", "{example} 같은 형식으로 적으세요"),
    (
        "a mapping of keys such as {example} is expected",
        "{example} 같은 '키: 값' 형식으로 적으세요",
    ),
    ("{value} is not a number", "{value:은/는} 숫자가 아닙니다"),
    ("{value} is not a day; write it as {example}", "{value:은/는} 날짜가 아닙니다. 예: {example}"),
    (
        "{value} is not a day of the years {a} to {b}",
        "{value:은/는} {a}년부터 {b}년 사이의 날짜가 아닙니다",
    ),
    ("{value} is not between 0% and 100%", "{value:은/는} 0%와 100% 사이가 아닙니다"),
    (
        "{value} is not {what}; write {example}",
        "{value:은/는} {what:t:이/가} 아닙니다. 예: {example:t}",
    ),
    ("{value} is no time at all; write a number above 0", "{value:은/는} 길이가 0입니다"),
    ("{value} has no fixed length", "{value:은/는} 길이가 일정하지 않습니다"),
    ("{value} is longer than 100 years", "{value:은/는} 100년보다 깁니다"),
    (
        "the days run backwards: {b} is before {a}",
        "날짜가 거꾸로입니다: {b:이/가} {a}보다 앞입니다",
    ),
    ("{name} is in the list twice", "{name:이/가} 목록에 두 번 있습니다"),
    ("{name} is written twice in {text}", "{text}에 {name:이/가} 두 번 있습니다"),
    ("{name} is the name; remove {line}", "이름은 {name}입니다. {line:을/를} 지우세요"),
    (
        "the name is {name}, from the file; remove this line",
        "이름은 파일 이름인 {name}입니다. 이 줄을 지우세요",
    ),
    (
        "{value} lacks the name of an event; write {example}",
        "이벤트 이름이 없습니다. 예: {example}",
    ),
    (
        "{value} asks for a time before the first; write x2 or more",
        "{value:은/는} 첫 번째보다 앞입니다. x2 이상으로 적으세요",
    ),
    (
        "{value} does not say what is missing; write {example}",
        "{value:은/는} 무엇이 없는지 말하지 않습니다. 예: {example}",
    ),
    # files
    ("the file is empty; {what} is expected", "파일이 비어 있습니다. {what:t:을/를} 적으세요"),
    ("the file cannot be read: {why}", "파일을 읽을 수 없습니다: {why}"),
    (
        "the text is CP949, as Korean Windows writes it, not UTF-8",
        "UTF-8이 아니라 CP949(한글 윈도우의 ANSI)로 저장된 파일입니다",
    ),
    ("the text is of another encoding, not UTF-8", "UTF-8이 아닌 다른 인코딩입니다"),
    (
        "the key {key} is written twice, first on line {line}",
        "키 {key:이/가} 두 번 있습니다. 첫 번째는 {line}번째 줄입니다",
    ),
    (
        "a tab came; YAML is indented with spaces",
        "탭이 있습니다. YAML은 공백으로 들여 씁니다",
    ),
    ("a tab came; write a space after ':'", "탭이 있습니다. ':' 뒤에 공백을 쓰세요"),
    (
        "a full-width '：' came; write ':' and a space",
        "전각 '：'이 있습니다. ':'과 공백으로 쓰세요",
    ),
    (
        "a full-width '，' came; write ',' and a space",
        "전각 '，'이 있습니다. ','와 공백으로 쓰세요",
    ),
    (
        "a full-width bracket came; write '{', '}', '[' or ']'",
        "전각 괄호가 있습니다. 반각 괄호로 쓰세요",
    ),
    ("no space came after ':'; write {cure}", "':' 뒤에 공백이 없습니다. 예: 'country: KR'"),
    (
        "a text begins with a quote that ends before the text does; quote all of it",
        "따옴표가 글 중간에서 닫힙니다. 글 전체를 따옴표로 묶으세요",
    ),
    (
        "'#' begins a comment, so the text ends at {text}; put the text in quotes",
        "'#'부터는 주석이라 글이 {text}에서 끝납니다. 글을 따옴표로 묶으세요",
    ),
    (
        "a second ': ' came on this line; put the text in quotes",
        "한 줄에 ': '이 두 번 있습니다. 글을 따옴표로 묶으세요",
    ),
    (
        "a text starts with a sign YAML keeps for itself; quote the text",
        "YAML이 쓰는 기호로 글이 시작됩니다. 글을 따옴표로 묶으세요",
    ),
    (
        "a bracket is opened and not closed, or a comma is missing",
        "괄호가 닫히지 않았거나 쉼표가 빠졌습니다",
    ),
    ("a quote is opened and not closed", "따옴표가 닫히지 않았습니다"),
    ("'---' came; a file holds one definition", "'---'가 있습니다. 파일 하나에 정의 하나입니다"),
    ("a key without ':' came", "':' 없는 키가 있습니다"),
    (
        "the indentation does not match the lines above",
        "들여쓰기가 윗줄과 맞지 않습니다",
    ),
    ("this is not valid YAML", "올바른 YAML이 아닙니다"),
    ("a character came that YAML does not allow", "YAML이 허용하지 않는 문자가 있습니다"),
    (
        "'<<' is not part of YAML 1.2; write the keys out",
        "'<<'는 쓸 수 없습니다. 키를 모두 적으세요",
    ),
    (
        "the ending '.yml' is not read; rename it to '.yaml'",
        "'.yml'은 읽지 않습니다. '.yaml'로 바꾸세요",
    ),
    (
        "no journey.yaml in {folder} or above it",
        "{folder:과/와} 그 위 어디에도 journey.yaml이 없습니다",
    ),
    # journeys
    ("neither 'country' nor 'zone' came", "'country'도 'zone'도 없습니다"),
    ("the country {name} has {n} different clocks", "나라 {name}에는 시간대가 {n}개 있습니다"),
    ("no stage came; write at least one", "단계가 없습니다. 하나 이상 적으세요"),
    (
        "neither 'enter' nor 'after' came; a stage has one of them",
        "단계에는 'enter'나 'after'가 있어야 합니다",
    ),
    (
        "both 'enter' and 'after' came; a stage has one of them",
        "'enter'와 'after' 가운데 하나만 적으세요",
    ),
    ("{event} already opens the stage {stage}", "{event:은/는} 이미 {stage} 단계를 엽니다"),
    ("{name} is two channels", "{name:은/는} 두 채널로 읽힙니다"),
    (
        "{text} of a share can be read in two ways, pp or relative",
        "비율의 {text:은/는} 두 가지로 읽힙니다(pp 또는 상대)",
    ),
    (
        "{worth} is not in the journey's currency {currency}",
        "{worth:은/는} 여정의 통화 {currency:이/가} 아닙니다",
    ),
    (
        "{column} is no column of {role}; allowed are {list}",
        "{column:은/는} {role}의 열이 아닙니다. 쓸 수 있는 열: {list}",
    ),
    ("{role} need a column for {list}", "{role}에는 {list} 열이 있어야 합니다"),
    (
        "an incoming address is a secret and never stands in a file",
        "주소는 비밀이라 파일에 적지 않습니다",
    ),
    (
        "a connection's address is a secret and never stands in a file",
        "연결 주소는 비밀이라 파일에 적지 않습니다",
    ),
    # segments
    (
        "the segment says nothing; write did, did_not, where or sql",
        "집단에 조건이 없습니다. did, did_not, where, sql 중 하나를 적으세요",
    ),
    (
        "'sql' stands alone; remove it, or did, did_not, but_not and where",
        "'sql'은 혼자 씁니다. 'sql'을 지우거나 다른 조건을 지우세요",
    ),
    (
        "'but_not' needs 'did': what the customer did and what did not follow",
        "'but_not'에는 'did'가 필요합니다: 한 일과 그 뒤에 하지 않은 일",
    ),
    (
        "{name} is compared with nothing; write a value or a list",
        "{name:과/와} 비교할 값이 없습니다. 값이나 목록을 적으세요",
    ),
    ("{text} lacks a value to compare with", "{text}에 비교할 값이 없습니다"),
    # metrics and experiments
    (
        "the metric {name} is already defined at {place}",
        "지표 {name:은/는} 이미 {place}에 있습니다",
    ),
    (
        "{key} stands beside 'metrics'; write it inside one metric",
        "{key:이/가} 'metrics' 옆에 있습니다. 지표 하나의 안에 적으세요",
    ),
    (
        "{name} has no share while others have one; give all or none",
        "{name}에만 share가 없습니다. 모두 적거나 모두 빼세요",
    ),
    (
        "the shares sum to {total} ({sum}), not to 1",
        "share의 합이 1이 아니라 {total}입니다({sum})",
    ),
    ("a variant has the share 0; leave it out", "share가 0인 변형은 빼세요"),
    (
        "{salt} cannot salt the hash; a to z, 0 to 9 and _ . / - are allowed",
        "{salt:은/는} salt로 쓸 수 없습니다. a~z, 0~9, _ . / - 만 됩니다",
    ),
    ("{name} is the primary metric already", "{name:은/는} 이미 primary입니다"),
    ("{day} is not within the run {run}", "{day:은/는} 실험 기간 {run} 안에 있지 않습니다"),
    (
        "the decision is due on {day}, before the run ends on {end}",
        "결정일 {day:이/가} 실험이 끝나는 {end}보다 앞입니다",
    ),
    ("{salt} already splits the experiment {name}", "{salt:은/는} 이미 실험 {name:을/를} 나눕니다"),
    ("the file {path} does not exist", "파일 {path:이/가} 없습니다"),
    ("no source has the column {name} per customer", "고객별 {name} 열이 있는 원본이 없습니다"),
    ("no source holds {role}", "{role} 원본이 없습니다"),
    ("no experiment can read it: {why}", "실험에서 읽을 수 없습니다: {why:t}"),
    (
        "{name} ({kind}) is not measured per assigned customer",
        "{name}({kind})은 배정된 고객별로 재지 않습니다",
    ),
    (
        "{word} corrects a single look, and this plan looks several times",
        "{word:은/는} 한 번 읽는 계획의 보정이고, 이 계획은 여러 번 읽습니다",
    ),
    (
        "{name} is read from a finished table of units, without days of entry",
        "{name:은/는} 진입일이 없는 완성된 고객 표에서 읽습니다",
    ),
    # data
    (
        "{place}: {event}: 0 rows; nearest {near} ({rows})",
        "{place}: {event}: 0행. 가까운 이름 {near} ({rows}행)",
    ),
    ("{place}: {event}: 0 rows; there are {list}", "{place}: {event}: 0행. 있는 이벤트: {list}"),
    ("none of {rows} rows can be used", "{rows}행 가운데 쓸 수 있는 행이 없습니다"),
    ("{share} % of its rows are rejected", "{share}%의 행이 제외됩니다"),
    (
        "source '{name}': {column} holds Unix times in {unit} ({rows} rows)",
        "{name}: {column:은/는} 유닉스 시각({unit:t})입니다({rows}행)",
    ),
    ("source {name}: no file matches {path}", "원본 {name}: {path}에 맞는 파일이 없습니다"),
    ("no file matches {path}", "{path}에 맞는 파일이 없습니다"),
    ("{path} is empty (0 bytes); export it again", "{path:은/는} 0바이트입니다. 다시 내보내세요"),
    (
        "{path} is no data file; files ending in {list} are read",
        "{path:은/는} 데이터 파일이 아닙니다. 읽는 파일: {list}",
    ),
    # periods and commands
    (
        "period: {period} begins on {day}, after {instant}",
        "period: {period:은/는} {day}에 시작해 {instant}보다 뒤입니다",
    ),
    (
        "Allowed: a period that has ended, such as {examples}",
        "끝난 기간을 적으세요. 예: {examples}",
    ),
    ("period: {text} is not a period", "period: {text:은/는} 기간이 아닙니다"),
    ("period: {text} is not in the calendar ({why})", "period: {text:은/는} 달력에 없습니다"),
    ("Examples: {examples}", "예: {examples}"),
    (
        "{period} {state}: it closes on {closes} ({n} hours after its last day); asked at {now}",
        "{period:은/는} {closes}에 닫힙니다(마지막 날 뒤 {n}시간). 지금은 {now}",
    ),
    ("The period before it is {period}", "그 앞 기간은 {period}입니다"),
    (
        "as_of: {text} is no instant; write {example} (local wall time)",
        "as_of: {text:은/는} 시각이 아닙니다. 예: {example}(현지 시각)",
    ),
    (
        "{folder} is the workspace of {name}, not of the demo shop",
        "{folder:은/는} {name}의 작업 공간이고 데모 쇼핑몰이 아닙니다",
    ),
    (
        "Write the shop into a folder of its own: {command}",
        "쇼핑몰은 다른 폴더에 쓰세요: {command}",
    ),
    (
        "{data} holds files the demo did not make; move them away first",
        "{data}에 데모가 만들지 않은 파일이 있습니다. 먼저 옮기세요",
    ),
    (
        "{folder} already holds {names}; nothing was written",
        "{folder}에 이미 {names} 파일이 있습니다. 아무것도 쓰지 않았습니다",
    ),
    (
        "report {name} is about a period, not about an experiment",
        "보고서 {name:은/는} 기간을 다룹니다",
    ),
    (
        "report {name} is about experiments; it takes neither a period nor a page",
        "보고서 {name:은/는} 실험을 다루므로 기간이나 페이지를 받지 않습니다",
    ),
    (
        "experiment {name} takes units as they qualify, so it must say when: {line}",
        "실험 {name:은/는} 조건을 채우는 대로 들어오므로 기간이 필요합니다: {line}",
    ),
    (
        "source {name}: no event id, so copies of a row count twice",
        "원본 {name}: 이벤트 id가 없어 같은 행이 두 번 있으면 두 번 셉니다",
    ),
    # readouts
    (
        "SHIP {variant}: {moved}; better, and {guards}.",
        "도입 {variant}: {moved}. 나음, {guards:t}.",
    ),
    (
        "STOP {variant}: {guards}; no result on {metric} yet, {why}.",
        "중단 {variant}: {guards:t}. {metric:은/는} 아직 결과 없음, {why:t}.",
    ),
    ("STOP {variant}: {moved}; {why}.", "중단 {variant}: {moved}. {why:t}."),
    (
        "ITERATE: no result on {metric} yet, {why}.",
        "승자 없음: {metric:은/는} 아직 결과 없음, {why:t}.",
    ),
    ("ITERATE: {moved}; {why}.", "승자 없음: {moved}. {why:t}."),
    (
        "CONTINUE: no result on {metric} yet, the plan looks once, when every window has closed.",
        "계속: {metric:은/는} 아직 결과 없음. 계획대로 관찰 기간이 모두 끝난 뒤 한 번 읽습니다.",
    ),
    (
        "CONTINUE: no result on {metric} yet, {why}.",
        "계속: {metric:은/는} 아직 결과 없음, {why:t}.",
    ),
    ("CONTINUE: {moved}; {why}.", "계속: {moved}. {why:t}."),
    ("a gain above {gain} is ruled out", "{gain:을/를} 넘는 이득은 배제됨"),
    ("the {wanted} worth having is ruled out", "바라던 {wanted} 이득은 배제됨"),
    ("only {n} of {all} days of entry so far", "지금까지 {all}일 중 {n}일 등록"),
    ("better, but {why}", "나음, 다만 {why:t}"),
    ("exploratory; {why}", "탐색적: {why:t}"),
    (
        "no plan was frozen before the first send, so this decides nothing",
        "첫 발송 전에 확정된 계획이 없어 결정 근거가 되지 않습니다",
    ),
    (
        "what changed after the freeze decides nothing",
        "확정 뒤에 바뀐 것은 결정 근거가 되지 않습니다",
    ),
    (
        "about {more} more a month ({low} to {high}) = {net} ({a} to {b}), {paid}",
        "월 약 {more}건 증가({low}~{high}) = {net}({a}~{b}), {paid:t}",
    ),
    ("messages paid", "발송비를 뺀 금액"),
    ("messages paid (no cost is given for {list})", "발송비를 뺀 금액({list:t} 비용은 모름)"),
    ("not known: {why}", "알 수 없음: {why:t}"),
    ("no effect can be read yet", "아직 읽을 수 있는 효과가 없습니다"),
    (
        "everybody entered at once, so no month's volume is known",
        "한꺼번에 들어와 월 규모를 알 수 없습니다",
    ),
    (
        "the data do not say on which days the units entered",
        "고객이 들어온 날이 데이터에 없습니다",
    ),
    ("nobody is assigned yet", "아직 배정된 고객이 없음"),
    (
        "{share} of customers carry two variants (limit {limit})",
        "변형이 둘인 고객 {share}(한도 {limit})",
    ),
    ("every unit's variant is in the plan", "변형이 모두 계획에 있음"),
    (
        "{n} units carry a variant that is not in the plan; map it",
        "고객 {n}명의 변형이 계획에 없습니다. 이름을 맞추세요",
    ),
    ("no event is visible; check the sources", "보이는 이벤트가 없습니다. 원본을 확인하세요"),
    (
        "the last event is {days} days too old; load the missing days",
        "마지막 이벤트가 {days}일 모자랍니다. 빠진 날을 적재하세요",
    ),
    ("the data reach to the end of what is read", "읽는 기간 끝까지 데이터가 있음"),
    (
        "adjusting {metric} for the {n} days before assignment changes nothing",
        "배정 전 {n}일로 {metric:을/를} 보정해도 그대로",
    ),
    (
        "adjusting {metric} for the time before assignment changes nothing",
        "배정 전 기간으로 {metric:을/를} 보정해도 그대로",
    ),
    (
        "{what}, adjusted for the time before assignment ({note})",
        "{what}, 배정 전 기간으로 보정({note:t})",
    ),
    (
        "{what}, adjusted for the {n} days before assignment ({note})",
        "{what}, 배정 전 {n}일로 보정({note:t})",
    ),
    ("variance {share} of raw", "분산은 보정 전의 {share}"),
    (
        "the covariate does not vary, so it adjusts nothing",
        "배정 전 값이 모두 같아 보정할 것이 없음",
    ),
    ("decides nothing", "결정에는 쓰지 않음"),
    ("this decides", "이것으로 결정"),
    ("due {day}, when every window has closed", "{day}, 관찰 기간이 모두 끝난 뒤"),
    ("none frozen in time, {place}", "확정된 것 없음, {place:t}"),
    (
        "{mark}, no deviation, looks: {looks}, {place}",
        "{mark}, 벗어남 없음, 읽는 법 {looks}, {place:t}",
    ),
    ("{mark}, looks: {looks}, {place}", "{mark}, 읽는 법 {looks}, {place:t}"),
    ("looks: {looks}, {place}", "읽는 법 {looks}, {place:t}"),
    ("look {n} of {all}", "{all}번 중 {n}번째 판독"),
    ("look {n}", "{n}번째 판독"),
    ("none of {all} looks yet", "{all}번의 판독 전"),
    (
        "ended at look {n}, read {day}; median-unbiased effect {size}",
        "{n}번째 판독({day})에서 끝남, 중앙값 비편향 효과 {size}",
    ),
    (
        "with all {n} customers who had entered by then: {effect}",
        "그때까지 진입해 관찰이 끝난 {n}명 모두로는 {effect}",
    ),
    ("the next look is on {day}", "다음 판독은 {day}"),
    ("the first look is on {day}", "첫 판독은 {day}"),
    (
        "to find {wanted} with 80 % power: {sizes} customers; this plan: {rule}",
        "{wanted} 차이를 검정력 80%로 찾는 데 필요한 고객 수: {sizes}; 이 계획은 {rule}",
    ),
    (
        "customers needed with the same power: {times}; this plan: {rule}",
        "같은 검정력에 필요한 고객 수의 배수: {times}; 이 계획은 {rule}",
    ),
    # measures
    (
        "immature: {n} of {all} entrants have not had their whole window yet",
        "관찰 기간 남음: {all}명 중 {n}명",
    ),
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
