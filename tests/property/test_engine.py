"""Random legal acts over random scenarios: what must hold after every one of them.

The oracles are written afresh from the acts and the scenario; they ask the engine for nothing but its acts.
"""

import gc
import pickle
import struct
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import permutations
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.engine.acts import CHANCE, CHANCE_DEEDS, DEEDS, PROPOSING, Act
from negotiation.engine.game import Game
from negotiation.engine.notation import format_act, parse_act
from negotiation.engine.opening import begin
from negotiation.engine.state import State
from negotiation.scenario import Number, Scenario, Signal, Table, Threat
from negotiation.scenario.beliefs import belief, posterior
from negotiation.scenario.binding import bind
from negotiation.scenario.no_deal import no_deal
from negotiation.scenario.outcome import REASONS, Agreement, NoDeal
from negotiation.scenario.preferences import crossed_lines, units
from negotiation.scenario.world import World
from tests.property.acts import acts as any_acts
from tests.property.talks import ISSUES, Talks

seeds = st.integers(0, 2**32 - 1)
Step = tuple[State, Act, State]


def stories(seed: int, n_acts: int, n_walks: int = 4) -> Iterator["Story"]:
    """Yield a few walks from one seed."""
    for n in range(n_walks):
        yield Story(Talks(seed + n, n_acts=n_acts))


class Story:
    """What a walk was, told from its acts alone: which texts stand, who accepted them, what was refused for good."""

    def __init__(self, talks: Talks) -> None:
        self.talks, self.scenario = talks, talks.scenario
        self.steps: list[Step] = list(talks.walk())

    @property
    def states(self) -> list[State]:
        """The states, from the first to the last."""
        return [self.steps[0][0], *(after for _, _, after in self.steps)] if self.steps else [begin(self.talks.game)]

    @cached_property
    def last(self) -> State:
        """The last state."""
        return self.states[-1]

    def channel_latency(self, act: Act) -> int:
        """Return how many turns an act travels."""
        channel = self.scenario.channels.get(act.channel)
        return 0 if channel is None else channel.latency_turns

    def hearers(self, act: Act) -> frozenset[str]:
        """Return who hears an act that names its addressees, sooner or later."""
        channel = self.scenario.channels.get(act.channel)
        everybody = frozenset(self.scenario.actors)
        if act.channel in ("", "publicly") or act.actor == CHANCE or (channel and channel.audience == "public"):
            return everybody
        return frozenset((act.actor, *act.to))


class TestSigning:
    """No legal act sequence signs an invalid agreement; a floated offer is never signed; a veto is final."""

    @given(seeds)
    def test_only_valid_agreements_close(self, seed: int) -> None:
        """What closes was tabled by its author, stands, was accepted by enough, and is forbidden by nothing."""
        for story in stories(seed, 45, 6):
            outcome = story.last.outcome
            if isinstance(outcome, Agreement):
                acts = [act for _, act in story.last.acts]
                _check_text(story, outcome, acts)
                _check_signatures(story, outcome, acts)
                _check_gates(story, outcome, acts)
            else:
                assert outcome is None or outcome.reason in REASONS

    @given(seeds)
    def test_a_refusal_that_was_final_is_final(self, seed: int) -> None:
        """A package against which a veto fell, or to which consent was refused, is never signed."""
        for story in stories(seed, 45, 6):
            _check_final(story)


def _check_final(story: Story) -> None:
    final = set()
    vetoes = story.talks.game.protocol.parameters.get("vetoes", ())
    for before, act, after in story.steps:
        stood = [label for label in act.what if label in before.open]
        if act.deed == "rejects" and act.actor in vetoes and not story.channel_latency(act):
            final |= {before.log.proposals[label].package for label in stood}
        if before.talks.tentative and not after.talks.tentative and after.outcome is None:
            refused = after.talks.refused[before.talks.tentative]
            final |= {before.log.proposals[before.talks.tentative].package} if "consent" in refused else set()
        if act.deed in ("tables", "accepts", "stands by") and after.open is not before.open:
            label = act.label
            assert label not in after.open or after.log.proposals[label].package not in final
    if isinstance(story.last.outcome, Agreement):
        assert story.scenario.package(story.last.outcome.package) not in final


def _check_text(story: Story, outcome: Agreement, acts: list[Act]) -> None:
    scenario, label = story.scenario, outcome.label
    package = scenario.package(outcome.package)
    author = next(act.actor for act in acts if act.deed in PROPOSING and act.label == label)
    firm = [act for act in acts if act.deed in ("tables", "stands by") and act.label == label]
    assert firm
    assert {author} == {act.actor for act in firm}
    put = max(n for n, act in enumerate(acts) if act.deed in ("tables", "stands by") and act.label == label)
    assert all(act.deed != "withdraws" or act.label != label or story.channel_latency(act) for act in acts[put:])
    for rule in scenario.rules.values():
        assert bind(rule.rule, scenario)(package, story.last.world, scenario.start)
    before = story.steps[-1][0].world
    discharged = [name for name, status in story.last.world.threats.items() if status == "discharged"]
    assert package != before.status_quo or package != story.last.world.status_quo or discharged


def _check_signatures(story: Story, outcome: Agreement, acts: list[Act]) -> None:
    scenario, protocol = story.scenario, story.talks.game.protocol
    package = scenario.package(outcome.package)
    by_count = "quorum" in protocol.parameters or "weights" in protocol.parameters
    parties = [each for each in outcome.signatories if each in scenario.parties]
    for actor in parties:
        own = [act for act in acts if act.actor == actor and act.label == outcome.label]
        assert {"accepts", "tables"} & {act.deed for act in own}
        assert () == crossed_lines(scenario, actor, package, story.last.world, "absolute")
        for demand in scenario.actors[actor].demands.values():
            given_up = any(act.deed == "withdraws" and act.label == demand.id and act.actor == actor for act in acts)
            if demand.force == "absolute" or (demand.conditions == "talks" and not given_up):
                assert bind(demand.demand, scenario, actor)(package, story.last.world, scenario.start)
    if not by_count:
        assert set(scenario.parties) <= set(outcome.signatories)
        needed = {who for issue in scenario.agenda for who in issue.options[package[scenario.places[issue.id]]].signs}
        moved = needed if package[0] != scenario.start[0] else set()
        assert moved <= set(outcome.signatories)
    elif "quorum" in protocol.parameters:
        assert len(parties) >= protocol.parameters["quorum"]
        assert set(protocol.parameters.get("vetoes", ())) <= set(parties)
    else:
        weights = protocol.parameters["weights"]
        assert sum(weights[each] for each in parties) > 0.4 * sum(weights.values())


def _check_gates(story: Story, outcome: Agreement, acts: list[Act]) -> None:
    scenario, label = story.scenario, outcome.label
    package, world = scenario.package(outcome.package), story.last.world
    said_yes = {act.actor for act in acts if act.deed == "consents to" and act.label == label}
    for actor in outcome.signatories:
        assert actor in scenario.parties or actor in said_yes
    for gate in scenario.gates.values():
        is_open = gate.when is None or bind(gate.when, scenario)(package, world, scenario.start)
        if not is_open or gate.who in outcome.signatories:
            continue
        if gate.must == "be_consulted":
            asked = any(act.deed == "consults" and gate.who in act.to for act in acts)
            assert asked or gate.who not in scenario.actors
        elif gate.force == "constitutive":
            assert gate.who in said_yes
            assert () == crossed_lines(scenario, gate.who, package, world, "absolute")
        else:
            assert gate.who in said_yes or gate.who in outcome.missing_consents


class TestFold:
    """The state is a fold over the acts: cut anywhere, replay, same state; and no state changes once made."""

    @given(seeds, st.data())
    def test_replaying_the_acts_gives_the_same_state(self, seed: int, data: st.DataObject) -> None:
        """From the start, in notation and back, to any cut."""
        story = Story(Talks(seed))
        cut = data.draw(st.integers(0, len(story.steps)))
        state = begin(story.talks.game).after(*(format_act(act) for _, act, _ in story.steps[:cut]))

        assert facts(story.states[cut]) == facts(state)

    @given(seeds, st.data())
    def test_an_old_state_is_as_it_was(self, seed: int, data: st.DataObject) -> None:
        """After the talks went on: the same acts are legal, the same texts known, the same act leads to the same."""
        talks = Talks(seed)
        known = []
        for before, act, _ in talks.walk():
            known.append((before, act, remembered(before), facts(before.after(act)), before.why_illegal(act)))
        for before, act, then, following, reason in data.draw(st.permutations(known))[:6]:
            assert then == remembered(before)
            assert reason == before.why_illegal(act)
            assert following == facts(before.after(act))

    @given(seeds)
    def test_time_goes_forward(self, seed: int) -> None:
        """Turns never fall, acts are only added, and an end is an end."""
        story = Story(Talks(seed))
        for before, act, after in story.steps:
            assert before.turn <= after.turn <= story.talks.game.horizon
            assert (*before.acts, (before.turn, act)) == after.acts
            assert before.outcome is None
        if story.last.outcome is not None:
            assert () == story.last.to_act
            assert "the talks have ended" == story.last.why_illegal(Act("ann", "passes"))


def facts(state: State) -> dict[str, Any]:
    """Return everything that a state says, as values that compare."""
    names = (
        "n",
        "turn",
        "world",
        "open",
        "standing",
        "spoken",
        "seats",
        "parties",
        "active",
        "talks",
        "phase",
        "outcome",
    )
    return {name: getattr(state, name) for name in names}


def remembered(state: State) -> dict[str, Any]:
    """Return what a state says when asked."""
    labels = sorted({act.label for _, act in state.acts})
    return {
        **facts(state),
        "acts": state.acts,
        "to act": state.to_act,
        "legal": {actor: state.legal_acts(actor) for actor in state.to_act},
        "texts": [state.proposal(label) for label in labels],
        "views": [(view.acts, view.open, view.world) for view in map(state.view, state.game.scenario.actors)],
    }


class TestLegalActs:
    """What is listed as legal is legal when filled in with sense; the reason for what is not never fails to come."""

    @given(seeds)
    def test_what_is_listed_is_not_refused(self, seed: int) -> None:
        """Every template of every actor, at every step: filled in, it is legal."""
        for talks in (Talks(seed + n, n_acts=12) for n in range(4)):
            for before, _, _ in talks.walk():
                for actor in before.to_act:
                    for template in before.legal_acts(actor):
                        if template.terms is None:
                            _check_filled(before, talks.filled(before, actor, template))

    @given(seeds)
    def test_a_text_that_suits_its_author_is_not_refused(self, seed: int) -> None:
        """What the seat's own view calls acceptable may be tabled, wherever tabling is open to it."""
        talks = Talks(seed, n_acts=20)
        for before, _, _ in talks.walk():
            for actor in before.to_act:
                view = before.view(actor) if actor != CHANCE else None
                if view is None or "tables" not in view.may or actor not in before.parties:
                    continue
                declined = {issue for who, issue in before.talks.declined if who == actor}
                for index in view.outlook.ladder[1][:3]:
                    terms = view.scenario.options_of(view.scenario.package_at(index))
                    moved = {k for k, v in terms.items() if v != view.scenario.issues[k].status_quo}
                    if not moved & declined:
                        act = Act(actor, "tables", ("NEW",), terms=Table(terms))
                        assert before.why_illegal(act) == "", act

    @given(seeds, any_acts())
    def test_any_act_at_all_gets_an_answer(self, seed: int, act: Act) -> None:
        """Acts of strangers and of chance, with names that nobody has: a reason or none, never a failure."""
        talks = Talks(seed, n_acts=6)
        state = list(Story(talks).states)[-1]
        names = (*state.to_act, "ann", CHANCE)
        for actor in names:
            for deed in (*DEEDS, *CHANCE_DEEDS):
                odd = Act(actor, deed, act.what, act.to, act.channel, act.terms, second=act.second, when=act.when)
                for each in (odd, Act(actor, deed), Act(actor, deed, ("or_else", "x"), ("outsider",), when="²")):
                    if not state.why_illegal(each):
                        assert each == parse_act(format_act(each))
                        state.after(each)


def _check_filled(state: State, act: Act) -> None:
    wrong = state.why_illegal(act)
    assert wrong == "" or "it has already acted on" in wrong, (format_act(act), wrong)


class TestPrivacy:
    """A private message is in no View but its audience's until it leaks; no other seat's number is in any."""

    @given(seeds)
    def test_a_view_holds_what_its_seat_heard_and_nothing_else(self, seed: int) -> None:
        """Labels that occur nowhere else: in the pickled view exactly those that the seat heard of."""
        story = Story(Talks(seed, n_acts=16))
        state, scenario = story.last, story.scenario
        if state.phase == "gates":
            return
        labels = {word for _, act in state.acts for word in (*act.what, act.second) if is_label(word)}
        for actor in scenario.actors:
            heard = set()
            for turn, act in state.acts:
                arrived = turn + story.channel_latency(act) <= state.turn or act.actor == actor
                if arrived and actor in _hearers(story, state, act):
                    heard |= {word for word in (*act.what, act.second) if is_label(word)}
            pickled = pickle.dumps(state.view(actor))
            assert heard == {label for label in labels if label.encode() in pickled}, actor

    @given(seeds, st.data())
    def test_no_other_seats_number_is_in_it(self, seed: int, data: st.DataObject) -> None:
        """Values, weights, beliefs, costs and what follows from them: none of another's, in bytes of any order."""
        story = Story(Talks(seed, n_acts=8))
        actor = data.draw(st.sampled_from(sorted(story.scenario.actors)))
        view = story.last.view(actor)
        if story.scenario.actors[actor].has_preferences:
            _ = view.outlook.worths, view.outlook.ladder, view.no_deal
        pickled = pickle.dumps(view)
        for other, numbers in story.talks.sentinels.items():
            for number in numbers if other != actor else ():
                assert struct.pack(">d", number) not in pickled, (other, number)
                assert struct.pack("<d", number) not in pickled, (other, number)
                assert units(number).to_bytes(8, "little", signed=True) not in pickled, (other, number)

    @given(seeds)
    def test_its_own_numbers_are(self, seed: int) -> None:
        """The search finds what is there: the seat's own values are in its own view."""
        talks = Talks(seed)
        pickled = pickle.dumps(begin(talks.game).view("ann"))

        assert all(struct.pack(">d", number) in pickled for number in talks.sentinels["ann"][:5])

    @given(seeds)
    def test_it_reaches_neither_the_state_nor_the_played_scenario(self, seed: int) -> None:
        """Whatever is followed from a view, no state, no game and no scenario but the redacted one is met."""
        story = Story(Talks(seed, n_acts=4))
        state = story.last
        view = state.view("ann")
        _ = view.outlook.ladder
        met = list(reached(view))

        assert [view.scenario] == [each for each in met if isinstance(each, Scenario)]
        assert not [each for each in met if isinstance(each, State | Game)]


def is_label(word: str) -> bool:
    """Return whether a word is a label of the walk's own, not that of a copy that leaked."""
    return word.startswith("ZQ") and word.endswith("Q")


def _hearers(story: Story, state: State, act: Act) -> frozenset[str]:
    """Return who hears an act; one that names nobody is for whom its text was, or for who made that."""
    if act.to or story.hearers(act) == frozenset(story.scenario.actors):
        return story.hearers(act)
    made = [
        each
        for _, each in state.acts
        if each.deed in (*PROPOSING, "sends", "answers") and each.label in (act.second, *act.what)
    ]
    first = next((each for label in (act.second, *act.what) for each in made if each.label == label), None)
    if first is None:
        return frozenset((act.actor,))
    if first.actor != act.actor:
        return frozenset((act.actor, first.actor))
    last = [each for each in made if each.label == first.label][-1]
    return frozenset((act.actor, *last.to))


def reached(start: object) -> Iterator[object]:
    """Yield what can be reached from a value, but code and classes."""
    code = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType)
    seen, todo = {id(start)}, [start]
    while todo:
        found = todo.pop()
        yield found
        for each in gc.get_referents(found):
            if id(each) not in seen and not isinstance(each, code):
                seen.add(id(each))
                todo.append(each)


class TestThreats:
    """A deterrent threat never fires without its trigger, a compellent one never once it is discharged or withdrawn."""

    @given(seeds)
    def test_nothing_fires_without_cause(self, seed: int) -> None:
        """Every threat that happens stood; a deterrent one's trigger held, a compellent one's demand was unmet."""
        for story in stories(seed, 40):
            for before, act, _ in story.steps:
                threat = story.scenario.threats.get(act.label)
                if act.actor == CHANCE and act.deed == "happens" and threat is not None:
                    _check_cause(story, before, threat)

    @given(seeds)
    def test_effects_reach_every_bearer_once(self, seed: int) -> None:
        """A measure counts as often as it was done; one that does not repeat, once, however many threats name it."""
        for story in stories(seed, 40):
            _check_counts(story)
            _check_floors(story)

    @given(seeds)
    def test_a_threat_that_cannot_happen_lowers_nobodys_value(self, seed: int) -> None:
        """Without its trigger in the tree, the deterrent threat leaves every no-deal value as it is without it."""
        scenario = Talks(seed).scenario
        if not scenario.threats or scenario.threats["if_so"].if_ != bind_text("did(ann, declares, peace)"):
            return
        world = begin(Talks(seed).game).world
        without = world.with_threat("if_so", "withdrawn")
        for actor in scenario.actors:
            assert no_deal(scenario, actor, without) == no_deal(scenario, actor, world.with_threat("if_so", "standing"))


def bind_text(text: str) -> object:
    """Return the condition of a text."""
    return parse_act(f"ann tables X if {text}").if_


def _check_cause(story: Story, before: State, threat: Threat) -> None:
    world, start = before.world, story.scenario.start
    assert "standing" == world.threats[threat.id]
    if threat.if_ is not None:
        assert bind(threat.if_, story.scenario, threat.by)(world.status_quo, world, start)
        return
    hazard = 0.0 if threat.hazard is None else threat.hazard.value
    assert before.phase != "events" or hazard > 0
    assert threat.unless is not None
    assert not bind(threat.unless, story.scenario, threat.by)(world.status_quo, world, world.bases[threat.id])


def _check_counts(story: Story) -> None:
    scenario, counts = story.scenario, dict.fromkeys(story.scenario.measures, 0)
    for _, act, _ in story.steps:
        name = act.label
        if act.deed == "happens":
            event, threat = scenario.events.get(name), scenario.threats.get(name)
            name = (event.measure or "") if event else (threat.measure if threat else name)
        elif act.deed != "carries out":
            continue
        counts[name] = counts.get(name, 0) + 1
    for name, measure in scenario.measures.items():
        assert story.last.world.happened.get(name, 0) == counts[name]
        assert measure.repeats or counts[name] <= 1


def _check_floors(story: Story) -> None:
    """With every threat silent, no deal is worth the status quo, what was done, and what backing down cost."""
    scenario, world = story.scenario, story.last.world
    for name in scenario.threats:
        world = world.with_threat(name, "silent")
    for name in scenario.actors:
        who = scenario.actors[name]
        if not who.has_preferences:
            continue
        value = 0
        for issue, j in zip(scenario.agenda, world.status_quo, strict=True):
            value += units(who.salience[issue.id].value * who.values[issue.id][issue.option_ids[j]].value)
        for measure in scenario.measures.values():
            effect = measure.effects.get(name)
            if effect is not None and effect.on != "agreement":
                value += units(effect.amount.value) * world.happened.get(measure.id, 0)
        cost = 0 if who.audience_cost is None else units(who.audience_cost.value)
        assert value - cost * world.backdowns.get(name, 0) == no_deal(scenario, name, world)


class TestBeliefs:
    """Beliefs are martingales under their own model, change only by what was seen, and ignore the order of signals."""

    @given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
    def test_the_expected_posterior_is_the_prior(self, prior: float, if_true: float, if_false: float) -> None:
        """Weighed with the probabilities of seeing the signal and of not seeing it."""
        signal = make_signal("s", if_true, if_false)
        seen = prior * if_true + (1 - prior) * if_false
        expected = seen * posterior(prior, signal, seen=True) + (1 - seen) * posterior(prior, signal, seen=False)

        assert prior == pytest.approx(expected, abs=1e-12)

    @given(st.lists(st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.booleans()), min_size=2, max_size=4))
    def test_the_order_of_signals_does_not_matter(self, likelihoods: list[tuple[float, float, bool]]) -> None:
        """Independent signals lead to one belief, whatever came first."""
        found = []
        for order in permutations(range(len(likelihoods))):
            held = 0.3
            for n in order:
                true, false, seen = likelihoods[n]
                held = posterior(held, make_signal(f"s{n}", true, false), seen=seen)
            found.append(held)

        assert found[0] == pytest.approx(found[-1], abs=1e-12)
        assert max(found) - min(found) <= 1e-9

    @given(seeds)
    def test_they_change_only_by_what_their_holder_saw(self, seed: int) -> None:
        """A step moves a holder's belief only if a signal about it was noticed by that holder in that step."""
        story = Story(Talks(seed, n_acts=30))
        topics = (*story.scenario.claims, *story.scenario.threats)
        for before, _, after in story.steps:
            new = after.world.signals - before.world.signals
            for topic in topics:
                for who in story.scenario.actors:
                    moved = [name for name, holder, _ in new if holder == who]
                    about = [name for name in moved if story.scenario.signals[name].about == topic]
                    if not about:
                        assert _held(story, before, who, topic) == _held(story, after, who, topic)
            for name, who, seen in new:
                if seen:
                    when = story.scenario.signals[name].when
                    assert _saw(story, after, who, when)

    @given(seeds)
    def test_nobody_notices_what_only_others_heard(self, seed: int) -> None:
        """A signal in a private deed moves those who heard it alone."""
        for story in stories(seed, 30):
            for name, who, seen in story.last.world.signals:
                if seen:
                    assert _saw(story, story.last, who, story.scenario.signals[name].when)


def _held(story: Story, state: State, who: str, topic: str) -> float | None:
    return belief(story.scenario, state.world, who, topic)


def _saw(story: Story, state: State, who: str, when: Any) -> bool:
    """Return whether a condition holds, or held, in the world as somebody knows it; turns and deeds only add up."""
    world: World = state.world.as_seen_by(who)
    return bind(when, story.scenario)(world.status_quo, world, story.scenario.start)


def make_signal(name: str, if_true: float, if_false: float) -> Signal:
    """Return a signal with given likelihoods."""
    return Signal(name, "fact", parse_act("ann tables X if true").if_, Number(if_true), Number(if_false))


class TestTheGenerator:
    """The talks are worth walking through: they end in every way, and use every deed."""

    def test_reaches_everything(self) -> None:
        """Over many seeds: agreements and breakdowns, every deed, every kind of chance."""
        ends, deeds = set(), set()
        every_end, every_deed = {"Agreement", "left", "deadlock", "cap"}, {*DEEDS, "happens", "leaks"}
        for seed in range(90):
            story = Story(Talks(seed, n_acts=40))
            deeds |= {act.deed for _, act, _ in story.steps}
            outcome = story.last.outcome
            ends |= {outcome.reason if isinstance(outcome, NoDeal) else type(outcome).__name__}
            if every_deed <= deeds and every_end <= ends:
                break

        assert every_deed <= deeds
        assert every_end <= ends

    def test_uses_every_issue(self) -> None:
        """Texts move each of them."""
        terms: Iterable[Act] = [act for seed in range(20) for _, act, _ in Talks(seed).walk() if act.terms]

        assert set(ISSUES) == {issue for act in terms for issue in act.terms or ()}
