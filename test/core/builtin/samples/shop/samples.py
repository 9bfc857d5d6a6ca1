"""Functions of many shapes, for trying the built-in engine on."""

import datetime as dt
import functools
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Iterable, Literal, Optional, Union

from .kinds import FREE_FROM, Country, Level

Money = Decimal

RATES = {"WELCOME": Decimal("0.10"), "LOYAL": Decimal("0.15")}
ZONES = {Country.DE: 1, Country.AT: 1}
BLOCKED = ("root", "admin")


class OutOfRange(ValueError):
    pass


def bulk_rate(quantity: int) -> Decimal:
    if quantity < 1:
        raise ValueError("quantity must be at least 1")
    if quantity >= 50:
        return Decimal("0.10")
    if quantity >= 10:
        return Decimal("0.05")
    return Decimal("0")


def line_total(price: Money, quantity: int = 1, *, gift: bool = False) -> Money:
    if price < 0:
        raise OutOfRange(f"price must not be negative, is {price}")
    total = price * quantity * (1 - bulk_rate(quantity))
    if gift and total > 0:
        total += Decimal("2.50")
    return total.quantize(Decimal("0.01"))


def coupon_rate(code: Optional[str]) -> Decimal:
    if code is None or code.strip() == "":
        return Decimal("0")
    rate = RATES.get(code.strip().upper())
    if rate is None:
        raise KeyError("unknown coupon")
    return rate


def shipping(total: int, country: Country, level: Level = Level.BASIC) -> int:
    if country not in ZONES:
        raise ValueError("no shipping there")
    if total >= FREE_FROM or level is Level.GOLD:
        return 0
    return 5 if country == Country.DE else 7


def fee(kind: Literal["new", "used", "lost"], days: int) -> float:
    match kind:
        case "new":
            return 0.5 * days
        case "used" | "worn":
            return 0.1 * days
        case _:
            return 0.0


def is_adult(born: date, today: date) -> bool:
    if born > today:
        raise ValueError("born in the future")
    return today - born >= timedelta(days=18 * 365)


def season(day: dt.date) -> str:
    if day.month in (12, 1, 2):
        return "winter"
    return "other"


def check_password(password: str, name: str = "") -> list[str]:
    problems = []
    if len(password) < 8:
        problems.append("too short")
    if not any(letter.isdigit() for letter in password):
        problems.append("no digit")
    if name and name.lower() in password.lower():
        problems.append("contains the name")
    return problems


def average(values: list[float]) -> Optional[float]:
    if not values:
        return None
    return sum(values) / len(values)


def ratio(part: int, whole: int) -> float:
    return part / whole


def total_of(items):
    total = 0
    for item in items:
        if item["quantity"] > 3:
            total += item["price"] * item["quantity"] * 9 // 10
        else:
            total += item["price"] * item["quantity"]
    return total


def validate(data: dict) -> dict:
    errors = {}
    if "email" not in data:
        errors["email"] = "required"
    elif "@" not in data["email"]:
        errors["email"] = "invalid"
    if data.get("age") is not None and data["age"] < 18:
        errors["age"] = "too young"
    return errors


def slug(text):
    text = text.strip().lower()
    if text.startswith("the "):
        text = text[4:]
    if text in BLOCKED:
        raise ValueError("reserved")
    return "-".join(text.split())


def leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def twice(value: Union[int, str]) -> Union[int, str]:
    if isinstance(value, str):
        return value + value
    if not isinstance(value, int):
        raise TypeError("int or str")
    return value * 2


def clamp(value: float, low: float = 0.0, high: float = 1.0) -> float:
    if low > high:
        raise ValueError("low is above high")
    if value < low:
        return low
    return high if value > high else value


def longest(words: Iterable[str]) -> str:
    best = ""
    for word in words:
        if len(word) > len(best):
            best = word
    return best


@functools.lru_cache(maxsize=None)
def steps(n: int) -> int:
    if n <= 1:
        return 0
    return 1 + steps(n // 2 if n % 2 == 0 else 3 * n + 1)


class Price:
    def __init__(self, cents):
        self.cents = cents

    @staticmethod
    def parse(text: str) -> int:
        if not text.endswith(" EUR"):
            raise ValueError("not in euros")
        euros, _, cents = text[:-4].partition(",")
        return int(euros) * 100 + int(cents or 0)

    @classmethod
    def currency(cls, code: str = "EUR") -> str:
        if code != "EUR":
            raise ValueError(f"no {code}")
        return code

    def shown(self):
        if self.cents > 100:
            return "much"
        return "little"


def pay(order: "Order") -> int:
    if order.total > 5:
        return 1
    return 2


def today_or(day: Optional[date] = None) -> date:
    if day is None:
        return date.today()
    return day


def draw(limit: int) -> int:
    if limit > 3:
        return random.randint(0, limit)
    return 0


async def later(n: int) -> int:
    if n > 1:
        return n
    return 0


def save(order_id: int) -> None:
    if order_id > 3:
        open("x", "w").write("x")


def apply(callback, value: int) -> int:
    if value > 1:
        return callback(value)
    return value


def counted(n: int):
    for i in range(n):
        if i > 2:
            yield i
