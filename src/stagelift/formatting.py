"""Numbers and dates become text here: halves away from zero, a true minus, never −0.0."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from math import floor, log10

from stagelift.errors import ReportError

MINUS = "\u2212"
NARROW = "\u202f"  # a narrow space that never breaks, between a number and its unit
SYMBOLS = {"KRW": "₩", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
LARGE = {  # words for large numbers by language, largest first
    "en": ((1e9, f"{NARROW}B"), (1e6, f"{NARROW}M")),
    "ko": ((1e8, "억"), (1e4, "만")),
}
SPEC = re.compile(
    r"(?P<sign>\+)?(?P<comma>,)?(?:\.(?P<digits>\d))?(?P<kind>%|pp|p|f|g|[A-Z]{3}~?)?"
)
TINY = 1e-9  # p-values below it are written with an exponent
LONGEST = 5  # decimals of a number somebody wrote; with more it is a fraction without an end
FINE = 0.01  # shares whose interval is narrower than one point get a second decimal


def rounded(value: float, digits: int) -> Decimal:
    """A number rounded to decimals, halves away from zero, zero without a sign.

    Args:
        value: Any finite number.
        digits: Decimals to keep, 0 or more.

    Returns:
        The rounded number; its text has exactly that many decimals.

    Example:
        >>> str(rounded(0.345, 2)), str(rounded(-0.04, 1))
        ('0.35', '0.0')
    """
    found = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return abs(found) if found == 0 else found


def number(value: float, digits: int = 0, *, signed: bool = False) -> str:
    """A number as text with thousands separated by commas.

    Args:
        value: Any finite number.
        digits: Decimals to keep.
        signed: Whether a positive number carries its plus sign.

    Returns:
        The text; a negative number has the sign U+2212.

    Example:
        >>> number(48112), number(1.25, 1, signed=True), number(-0.04, 1, signed=True)
        ('48,112', '+1.3', '0.0')
    """
    found = rounded(value, digits)
    sign = MINUS if found < 0 else "+" if signed and found > 0 else ""
    return f"{sign}{abs(found):,.{digits}f}"


def formatted(value: float, spec: str, language: str = "en") -> str:
    """A number as text by a short specification.

    Args:
        value: The number; shares as 0–1.
        spec: `+` for a sign, `.N` decimals, then `%` (of a share), `pp` (percentage points of a
            difference of shares), `p` (a share in percent without its unit), `f` or nothing
            (plain), `g` (a p-value: two significant digits where the decimals would be lost), or
            a currency code (`KRW`; `KRW~` in round figures, see `money`).
        language: Language of the page; the word for percentage points and round money depend on
            it.

    Returns:
        The text.

    Raises:
        ReportError: The specification is none of these.

    Example:
        >>> formatted(0.1091, ".1%"), formatted(4810.4, "KRW"), formatted(-0.0002, "+.1pp", "ko")
        ('10.9%', '₩4,810', '0.0%p')
        >>> formatted(0.716, ".2g"), formatted(7.4e-06, ".2g"), formatted(3.14e-12, ".2g")
        ('0.72', '0.0000074', '3.1e-12')
        >>> formatted(0.012, "+.1pp") == "+1.2\u202fpp", formatted(-4810, "KRW", "ko")
        (True, '−4,810원')
    """
    match = SPEC.fullmatch(spec)
    if match is None:
        message = f"unknown number format '{spec}'. Allowed: .1%  +.1pp  ,  .0f  KRW"
        raise ReportError(message)
    kind, signed, digits = match["kind"] or "f", bool(match["sign"]), int(match["digits"] or 0)
    if kind in {"%", "p"}:
        return number(value * 100, digits, signed=signed) + kind.rstrip("p")
    if kind == "pp":
        unit = "%p" if language == "ko" else f"{NARROW}pp"
        return number(value * 100, digits, signed=signed) + unit
    if kind == "g":
        return _p_value(value, digits)
    if kind.endswith("~"):
        return money(value, kind[:-1], language, signed=signed)
    text = number(value, digits, signed=signed)
    if kind == "f" or (kind, language) == ("KRW", "ko"):
        return text if kind == "f" else f"{text}원"
    sign = text[0] if text[0] in f"+{MINUS}" else ""
    return sign + SYMBOLS.get(kind, kind + NARROW) + text.removeprefix(sign)


def _p_value(value: float, digits: int) -> str:
    """A p-value with its decimals; a small one with two significant digits, none rounded to 0."""
    if value == 0.0 or value >= 10.0**-digits:
        return number(value, digits)
    if value < TINY:
        return f"{value:.2g}"
    return number(value, 1 - floor(log10(value)))


def currency_sign(currency: str, language: str = "en") -> str:
    """The sign of a currency, as a language writes it beside an amount.

    Args:
        currency: ISO 4217 code.
        language: Language of the page.

    Returns:
        Its sign or word; the code where it has none.

    Example:
        >>> currency_sign("KRW"), currency_sign("KRW", "ko"), currency_sign("CHF")
        ('₩', '원', 'CHF')
    """
    return "원" if (currency, language) == ("KRW", "ko") else SYMBOLS.get(currency, currency)


def confidence(level: float) -> str:
    """A confidence level, with the digits that tell it from others.

    Args:
        level: 0–1.

    Returns:
        Text.

    Example:
        >>> confidence(0.95), confidence(0.975), confidence(0.9975)
        ('95%', '97.5%', '99.75%')
    """
    return f"{100 * level:.4g}%"


def confidence_spec(level: float) -> str:
    """The specification that writes a level as `confidence` does.

    Args:
        level: 0–1.

    Returns:
        A specification.

    Example:
        >>> confidence_spec(0.95), confidence_spec(0.975)
        ('.0%', '.1%')
    """
    return f".{len(confidence(level).rstrip('%').partition('.')[2])}%"


def margin(written: str, unit: str, language: str = "en") -> str:
    r"""A margin as people write it; money with its currency, points as the language writes them.

    Args:
        written: Such as `1.0pp`, `9%` or `500`.
        unit: Unit of its metric.
        language: `ko` or `en`.

    Returns:
        The text.

    Example:
        >>> margin("500", "KRW"), margin("0.5", "EUR"), margin("500", "KRW", "ko")
        ('₩500', '€0.50', '500원')
        >>> margin("1.0pp", "share", "ko"), margin("9%", "KRW"), margin("1.0pp", "share")
        ('1.0%p', '9%', '1.0\u202fpp')
    """
    if written and written[-1].isdigit() and re.fullmatch(r"[A-Z]{3}", unit):
        return formatted(float(written), default_spec(unit), language)
    return written.replace("pp", "%p" if language == "ko" else f"{NARROW}pp")


def money(value: float, currency: str, language: str = "en", *, signed: bool = False) -> str:
    """An amount of money in round figures: in millions, or in Korean 만 and 억.

    Args:
        value: Any finite amount.
        currency: ISO 4217 code.
        language: Language of the page.
        signed: Whether a positive amount carries its plus sign.

    Returns:
        The text, with about three digits that matter; small amounts are written out.

    Example:
        >>> money(9_412_300, "KRW") == "₩9.4\u202fM"
        True
        >>> money(9_412_300, "KRW", "ko"), money(-312_345_678, "KRW", "ko")
        ('941만 원', '−3.1억 원')
    """
    # rounded before the word is chosen: 99,999,999 is one 억, never 10,000만
    size = float(f"{abs(value):.3g}")
    forms = LARGE.get(language, LARGE["en"])
    factor, word = next(((f, w) for f, w in forms if size >= f), (1.0, ""))
    digits = 1 if word and size / factor < 100 and factor > 1e4 else 0
    shown = rounded((size if word else abs(value)) / factor, digits)
    text = f"{shown:,}{word}"
    if (currency, language) == ("KRW", "ko"):
        text = f"{text} 원"
    else:
        text = SYMBOLS.get(currency, currency + NARROW) + text
    sign = MINUS if value < 0 else "+" if signed else ""
    return f"{sign if shown else ''}{text}"


def unrounded(spec: str, value: float) -> str:
    """A specification with the decimals that a number somebody wrote has, and no fewer than it had.

    Args:
        spec: As `formatted` takes it.
        value: The number as it was given; shares as 0–1.

    Returns:
        The specification; as it came for a number without an end, such as 1/3.

    Example:
        >>> unrounded(".0%", 0.001), unrounded(".1%", 0.12), unrounded("+.1pp", 0.0085)
        ('.1%', '.1%', '+.2pp')
        >>> unrounded(".0%", 1 / 3)
        '.0%'
    """
    match = SPEC.fullmatch(spec)
    if match is None or match["kind"] == "g" or (match["kind"] or "").endswith("~"):
        return spec
    own, kind = int(match["digits"] or 0), match["kind"] or ""
    written = Decimal(f"{value * (100 if kind in {'%', 'p', 'pp'} else 1):.9g}").normalize()
    wanted = -int(written.as_tuple().exponent)
    digits = max(own, wanted if wanted <= LONGEST else own)
    return f"{match['sign'] or ''}{match['comma'] or ''}.{digits}{kind}"


def default_spec(unit: str, *, width: float | None = None, change: bool = False) -> str:
    """The specification a quantity is shown with when the template names none.

    Args:
        unit: Unit of the estimate: `share`, `points`, `ratio` (per cent too), a currency code, or
            any other unit.
        width: Width of its interval in the same unit; a narrow one earns a second decimal.
        change: Whether it is a difference, which carries a sign (shares: percentage points).

    Returns:
        A specification for `formatted`.

    Example:
        >>> default_spec("share"), default_spec("share", width=0.004)
        ('.1%', '.2%')
        >>> default_spec("share", change=True)
        '+.1pp'
    """
    sign = "+" if change else ""
    if unit in {"share", "ratio"}:
        digits = 2 if width is not None and 0 < width < FINE / 2 else 1
        return f"{sign}.{digits}{'pp' if change else '%'}"
    if unit == "points":
        return f"+.{1 if change else 0}f"
    if re.fullmatch(r"[A-Z]{3}", unit):
        return f"{sign}.{0 if unit in {'KRW', 'JPY'} else 2}{unit}"
    return f"{sign},.{0 if unit in {'count', 'people'} else 2}"


def measure_spec(unit: str, measure: str, *, width: float | None = None) -> str:
    """The specification of a published number by what it is of its metric.

    Args:
        unit: Unit of the number.
        measure: `level`, `effect`, `lift`, `change` or another measure.
        width: Width of its interval in the same unit.

    Returns:
        A specification for `formatted`; a lift is a relative change, in per cent with its sign.

    Example:
        >>> measure_spec("share", "effect"), measure_spec("ratio", "lift")
        ('+.1pp', '+.1%')
    """
    if measure == "lift":
        return f"+{default_spec('ratio', width=width)}"
    return default_spec(unit, width=width, change=measure in {"effect", "change"})


def day(value: date, language: str = "en", *, weekday: bool = False) -> str:
    """A calendar day as text, without its year.

    Args:
        value: The local day.
        language: `en` (15 Nov) or `ko` (11/15).
        weekday: Whether the day of the week is named.

    Returns:
        The text in the page's language.

    Example:
        >>> day(date(2026, 11, 25), weekday=True), day(date(2026, 11, 25), "ko", weekday=True)
        ('Wed 25 Nov', '11/25(수)')
    """
    pattern = {"ko": "M/d(EEE)" if weekday else "M/d"}.get(
        language, "EEE d MMM" if weekday else "d MMM"
    )
    return _dates()(value, pattern, locale=language)


def month(value: date, language: str = "en") -> str:
    """The month of a day as text, without its year.

    Args:
        value: Any day of it.
        language: Language of the page.

    Returns:
        Its short name.

    Example:
        >>> month(date(2026, 11, 1)), month(date(2026, 11, 1), "ko")
        ('Nov', '11월')
    """
    return _dates()(value, "LLL", locale=language)


def span(first: date, last: date, language: str = "en", *, year: bool = True) -> str:
    """A span of days as text, the last day included; a shared month or year stands once.

    Args:
        first: The first local day.
        last: The last local day.
        language: Language of the page.
        year: Whether a shared year is named.

    Returns:
        The text.

    Example:
        >>> span(date(2026, 11, 9), date(2026, 11, 15)), span(date(2026, 12, 28), date(2027, 1, 3))
        ('9–15 Nov 2026', '28 Dec 2026 – 3 Jan 2027')
        >>> span(date(2026, 10, 26), date(2026, 11, 1), year=False)
        '26 Oct – 1 Nov'
    """
    if first.year != last.year:
        return f"{_with_year(first, language)} – {_with_year(last, language)}"
    end = _with_year(last, language) if year else day(last, language)
    if first == last:
        return end
    if language == "ko":
        return f"{f'{first.year}. ' if year else ''}{day(first, 'ko')}–{day(last, 'ko')}"
    return f"{first.day}–{end}" if first.month == last.month else f"{day(first, language)} – {end}"


def clock(value: datetime, language: str = "en") -> str:
    """An instant as weekday, day and time, in the zone the instant carries.

    Args:
        value: An aware instant in the zone to be read in.
        language: Language of the page.

    Returns:
        Such as "Mon 16 Nov 06:00"; 24-hour clock in every language.

    Example:
        >>> from datetime import timezone
        >>> clock(datetime(2026, 11, 16, 6, tzinfo=timezone.utc))
        'Mon 16 Nov 06:00'
    """
    return f"{day(value.date(), language, weekday=True)} {value:%H:%M}"


def _with_year(value: date, language: str) -> str:
    return (
        f"{value.year}. {day(value, 'ko')}"
        if language == "ko"
        else f"{day(value, language)} {value.year}"
    )


def _dates() -> Callable[..., str]:
    from babel.dates import format_date  # 30 ms, and only pages need it

    return format_date
