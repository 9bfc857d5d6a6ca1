"""The closed table in both directions."""

import datetime
import decimal
import enum
import uuid
from collections import OrderedDict, namedtuple

import pytest

from testwright_ci.closed_values import NotClosed, Unrepresentable, evaluate, represent

Point = namedtuple("Point", "x y")


class Color(enum.Enum):
    RED = 1


class Text(str):
    pass


UTC = datetime.timezone.utc


@pytest.mark.parametrize(
    "value, expression",
    [
        (None, "None"),
        (True, "True"),
        (0, "0"),
        (-0.0, "-0.0"),
        (0.1, "0.1"),
        (1e300, "1e+300"),
        ("it's\n\u2028 \ud83d", '"it\'s\\n\\u2028 \\ud83d"'),
        (b"\xff", "b'\\xff'"),
        ([1, [True, 1.0]], "[1, [True, 1.0]]"),
        ((), "()"),
        ((1,), "(1,)"),
        (set(), "set()"),
        ({3, 1, 2}, "{1, 2, 3}"),
        ({1, "a", None}, "{'a', 1, None}"),
        (frozenset(), "frozenset()"),
        (frozenset({"b", "a"}), "frozenset(['a', 'b'])"),
        ({"b": 1, "a": {}}, "{'a': {}, 'b': 1}"),
        ({1: 1, "a": 2}, "{1: 1, 'a': 2}"),
        (decimal.Decimal("1.10"), "Decimal('1.10')"),
        (decimal.Decimal("-Infinity"), "Decimal('-Infinity')"),
        (datetime.date(2024, 2, 29), "date(2024, 2, 29)"),
        (datetime.datetime(2024, 1, 2, 3, 4, tzinfo=UTC), "datetime(2024, 1, 2, 3, 4, tzinfo=timezone.utc)"),
        (datetime.time(1, 2), "time(1, 2)"),
        (datetime.timedelta(days=-1, seconds=5), "timedelta(days=-1, seconds=5)"),
        (uuid.UUID(int=5), "UUID('00000000-0000-0000-0000-000000000005')"),
        (Color.RED, "Color.RED"),
        ({Color.RED: [Color.RED]}, "{Color.RED: [Color.RED]}"),
    ],
)
def test_a_value_of_the_table_round_trips(value, expression):
    rendered = represent(value)
    assert rendered["expression"] == expression
    back = evaluate(**rendered)
    assert back == value and type(back) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        decimal.Decimal("NaN"),
        1j,
        object(),
        Point(1, 2),
        OrderedDict(a=1),
        Text("a"),
        range(3),
        (number for number in range(3)),
        len,
        Color,
        [object()],
        "x" * 2001,
        list(range(2001)),
        "<object object at 0x7f0000000000>",
        datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=1))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_outside_the_table_is_unrepresentable(value):
    with pytest.raises(Unrepresentable):
        represent(value)


def test_a_value_that_holds_itself_is_unrepresentable():
    value = []
    value.append(value)
    with pytest.raises(Unrepresentable):
        represent(value)


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os')",
        "(lambda: 1)()",
        "open('x')",
        "[x for x in range(3)]",
        "1 + 1",
        "f'{1}'",
        "'a'.upper()",
        "-'a'",
        "Decimal.from_float(1.0)",
        "Color.__class__",
        "Color.RED.value",
        "os.environ",
        "set(range(3))",
        "{**{}}",
        "Decimal(*['1'])",
        "Decimal('x')",
        "date(1, 1)",
        "...",
        "",
        "1; 2",
    ],
)
def test_an_expression_outside_the_table_is_refused(expression):
    imports = [
        {"module": __name__, "name": "Color"},
        {"module": "os", "name": "os"},
        {"module": "subprocess", "name": "date"},
    ]
    with pytest.raises(NotClosed):
        evaluate(expression, imports)
