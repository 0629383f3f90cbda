"""A small frozen mapping: hashable, picklable, equal whatever its order."""

import pickle
from copy import deepcopy
from types import MappingProxyType

import pytest

from negotiation.scenario import Table


class TestTable:
    """A frozen mapping that keeps the order it was given for display and ignores it in comparisons."""

    def test_is_a_mapping(self) -> None:
        """It looks up, counts, iterates in the order given and knows what it holds."""
        table: Table[str, int] = Table([("b", 1), ("a", 2)])

        assert (2, ["b", "a"], [1, 2]) == (table["a"], list(table), list(table.values()))
        assert len(table) == 2
        assert "a" in table
        assert "z" not in table
        assert "Table({'b': 1, 'a': 2})" == repr(table)

    def test_is_empty_by_default(self) -> None:
        """Without items it is empty, and as false as any empty mapping."""
        assert {} == Table()
        assert not Table()

    def test_misses_as_a_mapping_does(self) -> None:
        """What is not there is a KeyError."""
        with pytest.raises(KeyError, match="'z'"):
            Table({"a": 1})["z"]

    def test_ignores_order_in_comparisons(self) -> None:
        """Equal whatever its order, and of one hash; unequal as soon as a value differs."""
        first, second = Table({"a": 1, "b": 2}), Table({"b": 2, "a": 1})

        assert first == second
        assert hash(first) == hash(second)
        assert first != Table({"a": 1, "b": 3})

    @pytest.mark.parametrize("other", [{"a": 1}, MappingProxyType({"a": 1})])
    def test_equals_other_mappings(self, other: object) -> None:
        """A plain map with the same items is equal, from both sides."""
        assert Table({"a": 1}) == other
        assert other == Table({"a": 1})

    def test_is_no_list(self) -> None:
        """It equals nothing that is no mapping."""
        assert Table({"a": 1}) != [("a", 1)]

    def test_takes_no_part_of_its_source(self) -> None:
        """Changing the map that it was made of changes nothing."""
        source = {"a": 1}
        table = Table(source)
        source["a"] = 2

        assert table["a"] == 1

    @pytest.mark.parametrize("attempt", ["assign", "delete"])
    def test_is_frozen(self, attempt: str) -> None:
        """Neither its parts nor its items can be set or deleted."""
        table = Table({"a": 1})
        assert not hasattr(table, "__setitem__")

        with pytest.raises(AttributeError, match=r"^a Table is frozen; make another with with_item or without$"):
            setattr(table, "_items", {}) if attempt == "assign" else delattr(table, "_items")

    def test_pickles(self) -> None:
        """A pickled table comes back equal, with the hash of the process it arrives in."""
        table: Table[str, object] = Table({"a": (1, 2), "b": Table[str, int]({"c": 3})})
        hash(table)

        assert table == pickle.loads(pickle.dumps(table))
        assert table == deepcopy(table)
        assert b"_hash" not in pickle.dumps(table)

    def test_hashes_only_what_can_be_hashed(self) -> None:
        """A table of lists is a value, but no key."""
        with pytest.raises(TypeError, match="unhashable type: 'list'"):
            hash(Table[str, list[int]]({"a": [1]}))

    def test_changes_by_copy(self) -> None:
        """`with_item` and `without` return another table; without what is not there is the same one."""
        table = Table({"a": 1})

        assert {"a": 2} == table.with_item("a", 2)
        assert {"a": 1, "b": 2} == table.with_item("b", 2)
        assert {} == table.without("a")
        assert table is table.without("z")
        assert {"a": 1} == table
