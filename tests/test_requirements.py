"""The table of requirements that tests cite."""

from tests.requirements import numbers_in, requirements, table

CHECKLIST = """
1. **R-ATOM-01** MUST. A feed has an id.
2. **R-ATOM-02** SHOULD. A feed has an author.
1. **R-RSS-01** MUST. A channel has a title.
2. **R-RSS-02** MUST. A channel has a link.
"""


def test_ranges_name_no_single_requirement() -> None:
    assert numbers_in(["R-ATOM-01 to R-ATOM-09, R-RSS-02", "R-RSS-03"]) == {"R-RSS-02", "R-RSS-03"}


def test_the_table_lists_what_has_neither_a_test_nor_a_reason() -> None:
    known = requirements(CHECKLIST)
    assert [(one.area, one.level) for one in known][:2] == [("ATOM", "MUST"), ("ATOM", "SHOULD")]
    lines = table(known, frozenset({"R-ATOM-01", "R-OLD-01"}), frozenset({"R-RSS-02"})).splitlines()
    assert [line.split() for line in lines[1:4]] == [
        ["ATOM", "1/2", "1/1"],
        ["RSS", "0/2", "0/2", "01"],
        ["all", "1/4", "1/3"],
    ]
    assert lines[4] == "Not in the checklist: R-OLD-01"
