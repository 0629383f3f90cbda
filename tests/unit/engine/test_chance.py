"""Chance: every draw at its own address, the same for the same seed, whatever else was drawn."""

import pytest

from negotiation.engine.chance import KINDS, Draws, purpose_of


class TestDraws:
    """A draw is told by seed, run, turn, kind, actor and object alone."""

    def test_is_the_same_at_the_same_address(self) -> None:
        """Whenever it is asked for."""
        draws = Draws(7, 2)
        first = draws.uniform("event", "*", "flood", 3)
        for kind in KINDS:
            draws.uniform(kind, "*", "something_else", 3)

        assert first == draws.uniform("event", "*", "flood", 3) == Draws(7, 2).uniform("event", "*", "flood", 3)

    @pytest.mark.parametrize(
        "other",
        [
            Draws(8, 2).uniform("event", "*", "flood", 3),
            Draws(7, 3).uniform("event", "*", "flood", 3),
            Draws(7, 2).uniform("meeting", "*", "flood", 3),
            Draws(7, 2).uniform("event", "a", "flood", 3),
            Draws(7, 2).uniform("event", "*", "fire", 3),
            Draws(7, 2).uniform("event", "*", "flood", 4),
        ],
    )
    def test_differs_at_any_other(self, other: float) -> None:
        """Each part of the address counts."""
        assert Draws(7, 2).uniform("event", "*", "flood", 3) != other

    def test_stays_where_it_was_put(self) -> None:
        """The address is part of the format: stored transcripts must not break."""
        assert 9_526_256_142_469_378_264 == purpose_of("event", "*", "flood")
        assert [0.6688584853413153, 0.31853798383995] == [
            Draws(7, 2).uniform("event", "*", "flood", 3),
            Draws().uniform("threat", "*", "raid", 1),
        ]

    def test_comes_from_a_closed_list(self) -> None:
        """A kind that is not listed is refused."""
        with pytest.raises(ValueError, match=r"expected a kind of draw: strategy, threat, .*, got 'weather'"):
            Draws().uniform("weather", "*")


class TestStream:
    """The draws of one actor in one turn, made when first used."""

    def test_gives_the_generators_numbers_in_order(self) -> None:
        """As many as are asked for."""
        generator = Draws(1).generator("strategy", "a", turn=2)
        stream = Draws(1).stream("strategy", "a", 2)

        assert [float(generator.random()) for _ in range(3)] == [stream.random() for _ in range(3)]

    def test_begins_anew_in_each_turn(self) -> None:
        """Whatever was drawn before."""
        stream = Draws(1).stream("strategy", "a", 1)
        stream.random()

        assert Draws(1).stream("strategy", "a", 2).random() == stream.at(2).random()

    def test_draws_below_and_about(self) -> None:
        """A whole number, and what belongs to an object whatever was drawn before."""
        stream = Draws(1).stream("strategy", "a", 1)
        drawn = [stream.below(3) for _ in range(60)]

        assert {0, 1, 2} == set(drawn)
        assert Draws(1).uniform("strategy", "a", "b", 1) == stream.uniform("b")
