"""The second hand's rows after years of neglect, for trying what no model was fitted on.

Titles and departments that only one silo has changed, fields that nobody fills in, birth dates mistyped, and old lists
that name a person twice.
"""

from __future__ import annotations

from benchmarks.identity.other_rows import Row, RowWriter
from zhaoren.demo.dice import Dice
from zhaoren.demo.shape_b import COLUMNS

_DRIFTING = {"title": 0.15, "department": 0.08, "dept": 0.08}
_OFTEN_EMPTY = ("mail", "email", "mobile", "phone", "telephoneNumber", "employeeNumber", "emp_no", "job_number")
_EMPTIED = 0.15
_MISTYPED = 0.01
_NAMED_TWICE = 0.12


class WornRows(RowWriter):
    """Writes every silo of a group, worse."""

    def all(self) -> dict[str, list[Row]]:
        """The rows of the four silos."""
        return {silo: self._worn(silo, rows) for silo, rows in super().all().items()}

    def _worn(self, silo: str, rows: list[Row]) -> list[Row]:
        columns = COLUMNS[silo]
        found: list[Row] = []
        for at, (human, cases, cells) in enumerate(rows):
            # Cells of a row that stands some way off: of another person, in the spelling of the same silo.
            other = rows[(at * 7 + 13) % len(rows)][2]
            dice = Dice(self._seed, "worn", cells[0])
            found.append((human, cases, [self._cell(dice, *one) for one in zip(columns, cells, other, strict=True)]))
            if silo == "legacy" and dice.chance(_NAMED_TWICE):
                again = [self._cell(dice, *one) for one in zip(columns, cells, other, strict=True)]
                found.append((human, {*cases, "named_twice"}, [f"{cells[0]}-2", *again[1:]]))
        return found

    @staticmethod
    def _cell(dice: Dice, column: str, cell: str, other: str) -> str:
        if column == "birth_date" and dice.chance(_MISTYPED):
            return cell[:-1] + str((int(cell[-1]) + 1) % 9 + 1) if cell[-1:].isdigit() else cell
        if column in _OFTEN_EMPTY and dice.chance(_EMPTIED):
            return ""
        return other if dice.chance(_DRIFTING.get(column, 0.0)) else cell
