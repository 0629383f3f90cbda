"""What stands in the way of an agreement: constraints by name, conflicts, and their words with sources."""

import numpy as np
import pytest
from attrs import evolve

from negotiation.analysis.constraints import Constraint, Ground, constraints_of, ground_of
from negotiation.analysis.gap import (
    FEW_CONFLICTS,
    MANY_CONSTRAINTS,
    Conflict,
    conflict_text,
    conflicts_in,
    conflicts_of,
    conflicts_text,
    gap_of,
    gap_text,
)
from negotiation.analysis.wording import condition_text, constraint_text, line_text, package_text, path_text
from negotiation.analysis.zone import zone_of
from negotiation.errors import UsageError
from negotiation.files import load
from negotiation.scenario import (
    Actor,
    Event,
    Gate,
    Issue,
    Measure,
    Number,
    Option,
    Position,
    RedLine,
    Rule,
    Scenario,
    Threat,
    assumed,
    at_least,
    external,
    implied,
    parse_condition,
    stated,
)
from negotiation.scenario.scenario import read_scenario
from negotiation.scenario.talking import Demand
from negotiation.scenario.world import world_at_start

DEMANDS = stated("S01a", "S08a")


def excerpt() -> Scenario:
    """Return three of the eight issues of early 2022, strictly read: no package satisfies everyone."""
    agenda = [
        Issue(
            "enlargement",
            "NATO enlargement",
            "no_guarantee",
            [
                Option("no_guarantee", "no guarantee", stated("S11a")),
                Option("moratorium", "a moratorium for some years", assumed("a half-way step")),
                Option("no_ukraine", "a commitment not to admit Ukraine", stated("S11a")),
                Option("no_expansion", "no expansion at all", DEMANDS),
            ],
        ),
        Issue(
            "strike_systems",
            "Strike systems near Russia’s borders",
            "no_limit",
            [
                Option("no_limit", "no limit agreed"),
                Option("consultations", "consultations within arms-control talks"),
                Option("reciprocal_limits", "the same limits on both sides"),
                Option("none_near_borders", "none deployed by NATO members", DEMANDS),
            ],
        ),
        Issue(
            "nato_posture",
            "NATO forces and infrastructure in Europe",
            "unchanged",
            [
                Option("unchanged", "unchanged"),
                Option("transparency", "deployments and exercises notified"),
                Option("ceiling", "a ceiling at the present level"),
                Option("as_in_1997", "back to the state of 1997", DEMANDS),
            ],
        ),
    ]
    return Scenario(
        id="european-security-2022",
        title="Security-guarantee talks, winter 2021–22",
        agenda=agenda,
        numbers=assumed("starter numbers for teaching"),
        actors=[_russia(agenda), _united_states(agenda), _ukraine(agenda), _nato_members()],
        gates=[
            Gate(
                "ukraine_consents",
                "ukraine",
                "consent",
                "constitutive",
                when="moved(enlargement)",
                basis=implied("S19a", "S26a3"),
            ),
            Gate("allies_ratify", "nato_members", "ratify", "constitutive", basis=implied("S46a2")),
        ],
        rules=[Rule("no_swap", "nato_posture == ceiling => strike_systems >= consultations", implied("S26a1"))],
        measures=[Measure("military_action", "military action against Ukraine", "russia")],
        events=[Event("winter_ends", "military_action", turn=9, title="the end of winter")],
    )


def _shares(agenda: list[Issue], *weights: float) -> dict[str, float]:
    return {issue.id: weight for issue, weight in zip(agenda, weights, strict=True)}


def _rows(agenda: list[Issue], *rows: tuple[float, ...]) -> dict[str, dict[str, float]]:
    found = {}
    for issue, row in zip(agenda, rows, strict=True):
        found[issue.id] = dict(zip(issue.option_ids, row, strict=True))
    return found


def _russia(agenda: list[Issue]) -> Actor:
    sought = {"enlargement": "no_expansion", "strike_systems": "none_near_borders", "nato_posture": "as_in_1997"}
    demands = at_least(3, *(f"{issue} == {option}" for issue, option in sought.items()))
    return Actor(
        "russia",
        "Russia",
        "party",
        positions={issue: Position(seeks=option, basis=DEMANDS) for issue, option in sought.items()},
        red_lines=[RedLine("three_demands", implied("S02b", "S07b3", "S17a"), only_if=demands)],
        salience=_shares(agenda, 0.45, 0.31, 0.24),
        values=_rows(agenda, (0, 0.4, 0.8, 1), (0, 0.2, 0.6, 1), (0, 0.25, 0.5, 1)),
        no_deal=Number(0.2, assumed("no source gives one"), (0, 0.5)),
        no_deal_because="no source gives one",
    )


def _united_states(agenda: list[Issue]) -> Actor:
    one_sided = "strike_systems == none_near_borders or nato_posture == as_in_1997"
    return Actor(
        "united_states",
        "United States",
        "party",
        red_lines=[
            RedLine("no_guarantee", stated("S11a"), never="enlargement >= no_ukraine"),
            RedLine("nothing_one_sided", implied("S11a", "S26a2"), never=one_sided),
        ],
        salience=_shares(agenda, 0.47, 0.21, 0.32),
        values=_rows(agenda, (1, 0.5, 0.1, 0), (0.5, 0.7, 1, 0), (1, 0.9, 0.4, 0)),
    )


def _ukraine(agenda: list[Issue]) -> Actor:
    rows = _rows(agenda, (1, 0.5, 0.1, 0), (1, 0.9, 0.6, 0), (1, 0.9, 0.5, 0))
    return Actor("ukraine", "Ukraine", salience=_shares(agenda, 0.60, 0.16, 0.24), values=rows)


def _nato_members() -> Actor:
    line = RedLine("open_door", external("X52"), never="enlargement >= no_ukraine")
    return Actor("nato_members", "NATO members", red_lines=[line])


def indifferent() -> Scenario:
    """Return talks of two parties to whom both options of the one issue are worth the same."""
    row = {"scale": "as_given", "a": 0.5, "b": 0.5}
    tree = {
        "negotiation": 1,
        "id": "indifferent",
        "title": "Nothing to win",
        "issues": {"i": {"title": "I", "status_quo": "a", "options": [{"a": {"title": "A"}}, {"b": {"title": "B"}}]}},
        "actors": {
            name: {"title": name.upper(), "roles": "party", "salience": {"i": 1}, "values": {"i": row}}
            for name in ("p", "q")
        },
    }
    return read_scenario(tree)


COLLISIONS = """\
Russia: only with all of these 3: NATO enlargement: no expansion at all; \
Strike systems near Russia’s borders: none deployed by NATO members; \
NATO forces and infrastructure in Europe: back to the state of 1997 [implied S02b S07b3 S17a]
That leaves no package that any one of the following would accept:
  · United States: never NATO enlargement: a commitment not to admit Ukraine, or more [stated S11a]
  · United States: never Strike systems near Russia’s borders: none deployed by NATO members – or \
NATO forces and infrastructure in Europe: back to the state of 1997 [implied S11a S26a2]
  · United States: no less than from no deal [assumed]
  · NATO members, who must ratify: never NATO enlargement: a commitment not to admit Ukraine, or more [external X52]
  · Ukraine, who must consent: no less than at the start [implied S19a S26a3]"""


class TestConstraints:
    """Everything that a package must satisfy has a name, a kind, an actor, a basis and a mask."""

    def test_names(self) -> None:
        """Rules, then lines and no-deal values by actor, then gates, then what every agreement needs."""
        expected = [
            ("rules.no_swap", "rule", None, ""),
            ("actors.russia.red_lines.three_demands", "line", "russia", ""),
            ("actors.russia.no_deal", "no_deal", "russia", ""),
            ("actors.united_states.red_lines.no_guarantee", "line", "united_states", ""),
            ("actors.united_states.red_lines.nothing_one_sided", "line", "united_states", ""),
            ("actors.united_states.no_deal", "no_deal", "united_states", ""),
            ("actors.nato_members.red_lines.open_door", "line", "nato_members", "ratify"),
            ("gates.ukraine_consents", "gate", "ukraine", "consent"),
            ("gates.allies_ratify", "gate", "nato_members", "ratify"),
            ("something_changes", "change", None, ""),
            ("someone_gains", "gain", None, ""),
        ]

        assert expected == [(each.name, each.kind, each.actor, each.must) for each in constraints_of(excerpt())]

    def test_bases(self) -> None:
        """Who answers for it: the line's own basis, the gate's, the number's or that of all numbers."""
        bases = {each.name: each.basis for each in constraints_of(excerpt())}

        assert stated("S11a") == bases["actors.united_states.red_lines.no_guarantee"]
        assert implied("S46a2") == bases["gates.allies_ratify"]
        assert assumed("no source gives one") == bases["actors.russia.no_deal"]
        assert assumed("starter numbers for teaching") == bases["actors.united_states.no_deal"]
        assert bases["something_changes"] is None

    def test_declared_lines_bind_nobody(self) -> None:
        """A declared line is a position: it is no constraint."""
        line = RedLine("no_guarantee", stated("S11a"), never="enlargement >= no_ukraine", force="declared")
        scenario = excerpt().with_("actors.united_states.red_lines.no_guarantee", line)

        assert "actors.united_states.red_lines.no_guarantee" not in {each.name for each in constraints_of(scenario)}

    def test_demands_bind_parties(self) -> None:
        """An absolute demand of a party must be met; a declared one may be given up, and others have no say."""
        scenario = excerpt()
        demands = [
            Demand("a_text", "moved(strike_systems)", basis=stated("S26a2")),
            Demand("soft", "moved(nato_posture)", force="declared"),
        ]
        actors = [evolve(each, demands=demands) for each in scenario.actors.values()]
        found = {each.name: each for each in constraints_of(evolve(scenario, actors=actors)) if each.kind == "demand"}

        assert ["actors.russia.demands.a_text", "actors.united_states.demands.a_text"] == list(found)
        mask = found["actors.russia.demands.a_text"].mask
        assert mask is not None
        assert [i for i in range(64) if scenario.package_at(i)[1] != 0] == np.flatnonzero(mask).tolist()
        assert "Russia: only with Strike systems near Russia’s borders: moved from no limit agreed [stated S26a2]" == (
            constraint_text(evolve(scenario, actors=actors), found["actors.russia.demands.a_text"])
        )

    def test_lines_bind_where_the_actor_is_asked(self) -> None:
        """The line of a gate's holder binds only packages before which its gate stands."""
        gate = Gate("allies_ratify", "nato_members", "ratify", "constitutive", when="moved(strike_systems)")
        scenario = excerpt().with_("gates.allies_ratify", gate)
        line = next(each for each in constraints_of(scenario) if each.name.endswith("open_door"))

        assert line.mask is not None
        assert bool(line.mask[scenario.index_of((3, 0, 0))])
        assert not line.mask[scenario.index_of((3, 1, 0))]

    def test_all_masks_together_are_the_zone(self) -> None:
        """On the flagship, whose bloc, rules and gates are all asked, in both readings."""
        for profile in ("strict-reading", "flexible-reading", "ukraine-at-the-table"):
            scenario = load("european-security-2022", profile)
            masks = [each.mask for each in constraints_of(scenario) if each.mask is not None]

            assert np.array_equal(zone_of(scenario).mask, np.logical_and.reduce(masks))

    def test_more_constraints_than_bits_in_a_word(self) -> None:
        """Codes take several words; conflicts are then limited to the smallest and ten others."""
        scenario = excerpt()
        lines = [RedLine(f"l{i}", never=f"turned == {'ab'[i % 2]}") for i in range(70)]
        coin = Issue("turned", "Coin", "c", [Option("a", "heads"), Option("b", "tails"), Option("c", "edge")])
        toss = Rule("toss", "moved(turned)")
        with_coin = evolve(
            scenario,
            agenda=(*scenario.agenda, coin),
            rules=[toss],
            actors=[
                evolve(
                    actor,
                    red_lines=lines if actor.id == "russia" else actor.red_lines,
                    salience={**{k: v.value for k, v in actor.salience.items()}, "turned": 0.0}
                    if actor.salience
                    else {},
                    values={**actor.values, "turned": {"a": 0, "b": 1, "c": 0}} if actor.values else {},
                )
                for actor in scenario.actors.values()
            ],
        )
        ground = ground_of(with_coin)
        conflicts = conflicts_in(ground)

        assert (2, with_coin.n_packages) == ground.codes.shape
        assert len(ground.constraints) > 63
        assert FEW_CONFLICTS == len(conflicts)
        assert {3} == {len(each) for each in conflicts}
        assert {"rules.toss"} == {each.names[0] for each in conflicts}
        assert not gap_of(with_coin).complete
        assert np.array_equal(ground.within(0), zone_of(with_coin).mask)

    def test_too_many_packages(self) -> None:
        """Where codes would not fit, it says how many bytes they need."""
        with pytest.raises(UsageError) as raised:
            ground_of(excerpt(), budget=100)

        assert UsageError(
            "a memory budget of at least 512 bytes for what each of 64 packages breaks",
            "100",
            "give budget=512 or more, or work through it box by box",
        ) == (raised.value)


class TestConflicts:
    """Every minimal set of constraints that no package satisfies."""

    def test_the_excerpt(self) -> None:
        """Russia's demands collide with each of five others, alone."""
        expected = [
            "actors.united_states.red_lines.no_guarantee",
            "actors.united_states.red_lines.nothing_one_sided",
            "actors.united_states.no_deal",
            "actors.nato_members.red_lines.open_door",
            "gates.ukraine_consents",
        ]

        assert [("actors.russia.red_lines.three_demands", name) for name in expected] == [
            each.names for each in conflicts_of(excerpt())
        ]

    def test_the_flagship_strictly_read(self) -> None:
        """Russia's demands collide with three United States refusals."""
        lines = ("no_guarantee", "no_ban_near_borders", "no_return_to_1997")

        assert [
            ("actors.russia.red_lines.three_demands", f"actors.united_states.red_lines.{line}") for line in lines
        ] == [each.names for each in conflicts_of(load("european-security-2022", "strict-reading"))]

    def test_none_where_there_is_a_zone(self) -> None:
        """Where some package satisfies everyone nothing collides, and the gap has no words."""
        scenario = load("european-security-2022", "flexible-reading")

        assert () == conflicts_of(scenario)
        assert gap_of(scenario).complete
        assert "" == gap_text(scenario, gap_of(scenario))

    def test_one_alone(self) -> None:
        """A rule that no package obeys is a conflict of one."""
        scenario = excerpt().with_("rules.no_swap.rule", "false")
        alone = conflicts_of(scenario)[0]

        assert ("rules.no_swap",) == alone.names
        assert "Rule: on no terms [implied S26a1] – and no package does" == conflict_text(scenario, alone)

    def test_nobody_gains(self) -> None:
        """Where the best that all can have is what they have, that one must gain is what fails."""
        scenario = indifferent()
        (alone,) = conflicts_of(scenario)

        assert ("someone_gains",) == alone.names
        assert (
            "Every agreement: at least one signatory better off than from no deal – and no package does"
        ) == conflict_text(scenario, alone)

    def test_constraints_are_many(self) -> None:
        """The number up to which every conflict is searched for."""
        assert MANY_CONSTRAINTS == 30

    def test_nothing_to_satisfy(self) -> None:
        """A ground on which a package breaks nothing has no conflict."""
        scenario = excerpt()
        codes = np.zeros((1, scenario.n_packages), dtype=np.int64)
        ground = Ground(scenario, world_at_start(scenario), (Constraint("r", "rule"),), codes)

        assert ground.is_open
        assert () == conflicts_in(ground)


class TestConflictText:
    """What collides, in words with sources."""

    def test_told_together(self) -> None:
        """What shares all but one constraint is told once, the others below it."""
        scenario = excerpt()

        assert COLLISIONS == conflicts_text(scenario, conflicts_of(scenario))

    def test_one_conflict(self) -> None:
        """A line for each constraint."""
        scenario = excerpt()
        lines = conflict_text(scenario, conflicts_of(scenario)[0]).split("\n")

        assert COLLISIONS.split("\n", maxsplit=1)[0] == lines[0]
        assert [
            "against United States: never NATO enlargement: a commitment not to admit Ukraine, or more [stated S11a]"
        ] == lines[1:]

    def test_dropping_a_red_line_changes_the_text(self) -> None:
        """Without one line of the United States it is named no more; the rest stands."""
        dropped = excerpt().with_("actors.united_states.red_lines.no_guarantee", None)
        lines = COLLISIONS.split("\n")

        assert lines[:2] + lines[3:] == conflicts_text(dropped, conflicts_of(dropped)).split("\n")

    def test_dropping_a_red_line_of_the_flagship_changes_the_text(self) -> None:
        """In the strict reading as bundled, too."""
        strict = load("european-security-2022", "strict-reading")
        dropped = strict.with_("actors.united_states.red_lines.no_ban_near_borders", None)
        before, after = (conflicts_text(each, conflicts_of(each)) for each in (strict, dropped))
        gone = (
            "  · United States: never Strike systems near Russia’s borders: "
            "no deployment by NATO members near Russia’s borders [external X52 X100]"
        )

        assert gone in before.split("\n")
        assert [line for line in before.split("\n") if line != gone] == after.split("\n")

    def test_dropping_what_all_share_leaves_nothing(self) -> None:
        """Without Russia's demands there is a zone and nothing to say."""
        dropped = excerpt().with_("actors.russia.red_lines.three_demands", None)

        assert "" == conflicts_text(dropped, conflicts_of(dropped))

    def test_conflicts_that_share_nothing(self) -> None:
        """Those that do not share all but one constraint are told one by one."""
        scenario = excerpt()
        one, two = Constraint("rules.no_swap", "rule"), Constraint("something_changes", "change")
        told = conflicts_text(scenario, (Conflict((one,)), Conflict((two,))))

        assert (
            "Rule: where NATO forces and infrastructure in Europe: a ceiling at the present level, "
            "then Strike systems near Russia’s borders: consultations within arms-control talks, or more"
            " – and no package does\n"
            "Every agreement: something changes – and no package does"
        ) == told

    def test_the_gap(self) -> None:
        """What collides, then what would have to give at the least."""
        scenario = excerpt()
        text = gap_text(scenario, gap_of(scenario))

        assert [
            "What collides",
            *COLLISIONS.split("\n"),
            "What would have to give, at the least",
            "without Russia’s “three demands”: 1 of the 64 packages open",
        ] == text.partition("; a loss in every one of them: Ukraine 0.088 or more")[0].split("\n")

    def test_in_a_prompt(self) -> None:
        """One line; printed, words; by name where no scenario goes with it; markup in a notebook."""
        gap, some = gap_of(load("two-villages", "not-a-drop")), gap_of(excerpt(), limit=1)

        assert "<Gap: conflicts 2; ways to open a zone 1>" == repr(gap)
        assert "<Gap: conflicts 1, not all there are; ways to open a zone 1>" == repr(some)
        assert gap_text(load("two-villages", "not-a-drop"), gap) == str(gap)
        assert "What collides\nHighfield: " in str(gap)
        assert "Others may collide too" in str(some)
        assert "<p>What collides</p><p>Highfield: " in (gap._repr_html_() or "")
        assert evolve(gap, scenario=None)._repr_html_() is None
        assert [
            "What collides",
            "  actors.highfield.red_lines.daytime and actors.millbrook.red_lines.some_water",
            "  actors.highfield.red_lines.daytime and actors.millbrook.no_deal",
            "What would have to give, at the least",
            "  dropped: actors.highfield.red_lines.daytime",
        ] == str(evolve(gap, scenario=None)).splitlines()
        assert "Nothing collides." == str(gap_of(load("two-villages")))
        assert "would have to give" not in str(evolve(gap, relaxations=()))

    def test_as_plain(self) -> None:
        """Names and relaxations, for JSON."""
        plain = gap_of(excerpt(), limit=1).as_plain()

        assert [["actors.russia.red_lines.three_demands", "actors.united_states.red_lines.no_guarantee"]] == plain[
            "conflicts"
        ]
        assert not plain["complete"]
        assert [
            {
                "family": "dropped",
                "changes": [{"name": "actors.russia.red_lines.three_demands", "from": None, "to": None}],
                "size": 1,
                "opened": 1,
                "package": {
                    "enlargement": "no_guarantee",
                    "strike_systems": "reciprocal_limits",
                    "nato_posture": "transparency",
                },
                "pays": {"ukraine": 0.088},
                "below_start": ["ukraine"],
                "gains": {"russia": [0.046, 0.046], "united_states": [0.073, 0.073], "ukraine": [-0.088, -0.088]},
                "within_range": True,
            }
        ] == plain["relaxations"]


CONDITIONS = [
    ("enlargement == moratorium", "NATO enlargement: a moratorium for some years"),
    ("enlargement != no_guarantee", "NATO enlargement: anything but no guarantee"),
    ("enlargement < no_ukraine", "NATO enlargement: a moratorium for some years, or less"),
    ("enlargement <= moratorium", "NATO enlargement: a moratorium for some years, or less"),
    ("enlargement <= no_guarantee", "NATO enlargement: no guarantee"),
    ("enlargement < no_guarantee", "NATO enlargement: less than no guarantee"),
    ("enlargement > no_guarantee", "NATO enlargement: a moratorium for some years, or more"),
    ("enlargement > no_expansion", "NATO enlargement: more than no expansion at all"),
    ("enlargement >= no_expansion", "NATO enlargement: no expansion at all"),
    ("enlargement in {moratorium}", "NATO enlargement: a moratorium for some years"),
    (
        "enlargement in {no_guarantee, moratorium, no_expansion}",
        "NATO enlargement: no guarantee, a moratorium for some years or no expansion at all",
    ),
    ("moved(enlargement)", "NATO enlargement: moved from no guarantee"),
    ("improved(enlargement)", "NATO enlargement: better for Russia than when the demand was made"),
    ("met(enlargement)", "NATO enlargement: no expansion at all"),
    (
        "met(enlargement, no_ukraine)",
        "NATO enlargement: a commitment not to admit Ukraine, or better for Russia",
    ),
    (
        "moved(enlargement) and not (turn < 3 or true)",
        "NATO enlargement: moved from no guarantee – and not: (before turn 3 – or always)",
    ),
    (
        "moved(enlargement) => false and turn == 2",
        "where NATO enlargement: moved from no guarantee, then (on no terms – and in turn 2)",
    ),
    ("at_least(2, turn > 1, turn <= 4)", "all of these 2: after turn 1; up to turn 4"),
    ("at_least(1, turn >= 1, turn != 4)", "at least 1 of these 2: from turn 1 on; in any turn but 4"),
    ("at_least(1, true)", "always"),
    ("at_most(0, true, false)", "none of these 2: always; on no terms"),
    ("at_most(1, true, false)", "at most 1 of these 2: always; on no terms"),
    ("exactly(1, true, false)", "exactly 1 of these 2: always; on no terms"),
    (
        "true and at_least(1, false, true)",
        "always – and (at least 1 of these 2: on no terms; always)",
    ),
    ("happened(military_action)", "military action against Ukraine has happened"),
    ("happened(winter_ends)", "the end of winter has happened"),
    ("did(russia, tables)", "Russia did: tables"),
    ("consulted(ukraine, russia)", "Ukraine, Russia consulted"),
    ("consented(ukraine)", "Ukraine consented"),
    ("performed(russia, pull_back)", "Russia performed pull back"),
    ("fact(snow)", "snow is a fact"),
]


class TestWording:
    """Conditions, constraints, packages and paths in words."""

    @pytest.mark.parametrize(("condition", "expected"), CONDITIONS)
    def test_conditions(self, condition: str, expected: str) -> None:
        """Titles of issues and options, in the order of the condition."""
        assert expected == condition_text(parse_condition(condition), excerpt(), owner="russia")

    def test_lines(self) -> None:
        """A line that holds never, and one that holds only with something."""
        scenario = excerpt()
        never = RedLine("l", never="moved(enlargement)")
        only = RedLine("l", only_if="moved(enlargement)")

        assert "never NATO enlargement: moved from no guarantee" == line_text(never, scenario, "russia")
        assert "only with NATO enlargement: moved from no guarantee" == line_text(only, scenario, "russia")

    def test_packages(self) -> None:
        """What moves; nothing at the start."""
        scenario = excerpt()

        assert "everything as it is" == package_text(scenario, scenario.start)
        assert (
            "NATO enlargement: a moratorium for some years; "
            "NATO forces and infrastructure in Europe: a ceiling at the present level"
        ) == package_text(scenario, (1, 0, 2))

    @pytest.mark.parametrize(
        ("decides_by", "expected"),
        [
            ("consensus", "no member objects"),
            ("unanimity", "every member says yes"),
            ("majority", "a majority of its members"),
            ("leader", "the word of Ukraine"),
        ],
    )
    def test_the_word_of_a_bloc(self, decides_by: str, expected: str) -> None:
        """How a bloc decides, in words."""
        bloc = Actor("bloc", "The bloc", members=("ukraine",), decides_by=decides_by, leader="ukraine")
        scenario = excerpt()
        scenario = evolve(scenario, actors={**scenario.actors, "bloc": bloc})
        gate = Constraint("gates.g", "gate", "bloc", "consent")

        assert f"The bloc, who must consent: {expected}" == constraint_text(scenario, gate)

    def test_words_that_cannot_be_had(self) -> None:
        """Of somebody who is not modelled, or is presumed to withhold its word."""
        scenario = excerpt()
        unrepresented = Constraint("gates.g", "gate", "aspirants", "ratify")
        withheld = Constraint("actors.nato_members.signature", "signature", "nato_members", "sign")

        assert ("aspirants, who must ratify: its word cannot be obtained in this model") == constraint_text(
            scenario, unrepresented
        )
        assert "NATO members, who must sign: presumed to withhold its word" == constraint_text(scenario, withheld)

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("rules.no_swap", "“no swap”"),
            ("gates.ukraine_consents", "“ukraine consents”"),
            ("actors.russia.red_lines.three_demands", "Russia’s “three demands”"),
            ("actors.russia.no_deal", "Russia’s no-deal value"),
            ("actors.nato_members.signature", "NATO members’s signature"),
            ("actors.russia.salience.enlargement", "Russia’s weight on NATO enlargement"),
            (
                "actors.russia.values.enlargement.moratorium",
                "the value to Russia of NATO enlargement: a moratorium for some years",
            ),
            ("actors.russia.interactions.two_steps.amount", "Russia’s “two steps”"),
            ("actors.russia.audience_cost", "Russia’s audience cost"),
            ("actors.russia.trust.ukraine", "Russia’s trust in Ukraine"),
            ("actors.nato_members.weights.russia", "the weight of Russia in NATO members"),
            ("actors.russia.discount", "Russia’s “discount”"),
            ("measures.military_action.effects.ukraine", "the effect of military action against Ukraine on Ukraine"),
            ("threats.action.probability", "the probability of military action against Ukraine"),
            (
                "threats.action.believed.ukraine",
                "the probability of military action against Ukraine as Ukraine believes it",
            ),
            (
                "threats.action.backing_down",
                "what it costs Russia not to carry out military action against Ukraine",
            ),
            ("threats.action.hazard", "threats.action.hazard"),
            ("events.winter_ends.without_agreement", "events.winter_ends.without_agreement"),
        ],
    )
    def test_paths(self, path: str, expected: str) -> None:
        """What stands at a path; the path itself where there are no words for it."""
        scenario = excerpt()
        threat = Threat("action", "russia", ("ukraine",), "military_action", unless="moved(enlargement)")
        scenario = evolve(scenario, threats=[threat])

        assert expected == path_text(scenario, path)
