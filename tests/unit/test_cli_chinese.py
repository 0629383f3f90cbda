"""The command line in Chinese: every sentence comes in it, with full-width marks; ids and notation stay as they are."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from negotiation.engine.deeds import DEEDS
from negotiation.engine.notation import parse_minutes
from negotiation.files import open_folder
from negotiation.scenario.scenario import write_scenario
from tests.conftest import ROOT
from tests.unit.test_cli import negotiation

pytestmark = pytest.mark.usefixtures("few_draws")

FLAGSHIP, TOY = "european-security-2022", "two-villages"
RECORD = ROOT / "scenarios" / FLAGSHIP / "as-reported.acts"
CHINESE = ("--language", "zh")
WIDE = "[\u4e00-\u9fff”）]"
#: A half-width mark beside a Chinese character, a space beside a full-width mark, a line that begins with one.
ODD = re.compile(
    rf"{WIDE}[,;:()?!]|[,;()!] ?{WIDE}|^ *[，。；：、）]|[，。；：、（] +\S|\S +[，。；：、）]", re.MULTILINE
)
#: Words of commands, files, strategies and notation.
COMMANDS = {
    *("negotiation", "show", "numbers", "check", "run", "analyse", "label", "linear", "alternating", "offers"),
    *("acepts", "stated", "implied", "external", "assumed", "salience", "values", "force", "opposable", "text"),
    *("source", "true", "yaml", "sources", "scenario", "scenarios", "documents", "verified", "acts", "json"),
    *("jsonl", "gate", "unless", "cap", "publicly", "public", "minutes", "talks", "record", "us", "concern", "about"),
    *(word for deed in DEEDS for word in deed.split()),
}


def keys(of: Any) -> Iterator[str]:
    """Yield every key of plain values, and every short text that is one itself: ids of issues, options, actors."""
    if isinstance(of, dict):
        yield from of
    for each in of.values() if isinstance(of, dict) else of if isinstance(of, list) else ():
        yield from keys(each)


@pytest.fixture(scope="module")
def names() -> set[str]:
    """Return the words of the ids of both scenarios, and of what their record names."""
    scenarios = [open_folder(name).scenario for name in (FLAGSHIP, TOY)]
    named = [what for minute in parse_minutes(RECORD.read_text(encoding="utf-8")) for what in minute.act.what]
    for each in scenarios:
        named += [each.id, *each.profile_names, *keys(write_scenario(each))]
    return {word for each in named for word in re.findall(r"[a-z]+", each)}


def odd(text: str) -> list[str]:
    """Return the marks of a text that are not as Chinese sets them, without lines of notation."""
    lines = [line for line in text.split("\n") if not re.match(r" +tables \w+: ", line)]
    return [line for line in lines if ODD.search(line)]


def english(text: str, names: set[str]) -> set[str]:
    """Return the English words of a text that are no ids."""
    return set(re.findall(r"(?<![\w-])[a-z]{3,}", re.sub(r"\S*/\S*|\[[^\]]*\]", " ", text))) - names - COMMANDS


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a transcript of the toy."""
    path = tmp_path_factory.mktemp("plays") / "talks.jsonl"
    assert 0 == negotiation("run", TOY, "--transcript", str(path)).code
    return path


class TestCommands:
    """Each command speaks the language it is asked for."""

    @pytest.mark.parametrize(
        "args",
        [
            ("list",),
            ("show", TOY),
            ("show", FLAGSHIP),
            ("show", TOY, "--numbers", "--sources", "--briefs"),
            ("check", TOY),
            ("run", TOY, "--explain", "millbrook"),
            ("run", FLAGSHIP, "--profile", "strict-reading", "--explain", "russia"),
            ("run", FLAGSHIP, "--profile", "flexible-reading"),
            ("replay", "{talks}"),
            ("replay", str(RECORD)),
            ("analyse", TOY),
            ("analyse", FLAGSHIP, "--profile", "strict-reading"),
            ("compare", "{talks}"),
        ],
        ids=lambda args: "-".join(args)[:40],
    )
    def test_tell_all_in_chinese(self, args: tuple[str, ...], talks: Path, names: set[str]) -> None:
        """No English word is left but ids, and no half-width mark beside a Chinese character."""
        said = negotiation(*(each.format(talks=talks) for each in args), *CHINESE)

        assert (0, "") == (said.code, said.err)
        assert [] == odd(said.out)
        assert set() == english(said.out, names)

    def test_tell_people_why_an_act_is_refused(self) -> None:
        """Refusals at the terminal are told in Chinese; acts, deeds and ids in them are those that can be typed."""
        typed = (
            "acepts H1\naccepts H9\naccepts H1\nhighfield passes\nconsults\nrejects H1\ntables H1: toll = free\n"
            "stands by H1\ntables M2: watr = x\ntables M2: water = every_nigt\ntables M2: status_quo\nleaves\n"
        )
        out = negotiation("run", TOY, "--strategy", "millbrook=human", *CHINESE, typed=typed).out

        for told in (
            "应为：行为；实为：'acepts'；您是否想输入 accepts？",
            "无法执行：H9 不是供您答复的文本（可答复：H1）。",
            "无法执行：逾越您的绝对红线 some_water（仅在满足以下条件时：磨溪村的用水：不再是“没有水”）。",
            "无法执行：您代表 millbrook，不代表 highfield。",
            "应为：名称；实为：结尾",
            "无法执行：已有文本 H1；请换一个标号。",
            "无法执行：H1 不是您的文本（您的文本：无）。",
            "无法执行：应为：议题的名称；实为：'watr'；您是否想输入 water？",
            "无法执行：应为：water 的选项的名称；实为：'every_nigt'；您是否想输入 every_night？",
            "无法执行：其中没有任何变动：各议题均与起点时相同。",
        ):
            assert "".join(told.split()) in "".join(out.split())
        assert [] == odd(out)

    @pytest.mark.heavy
    def test_tell_what_was_written(self, tmp_path: Path) -> None:
        """Files that a command writes are named in Chinese."""
        made = negotiation("new", "my-talks", "--in", str(tmp_path), *CHINESE).out
        drawn = negotiation("plot", "map", TOY, "-o", str(tmp_path / "map.svg"), *CHINESE).out
        page, talks = tmp_path / "page.html", tmp_path / "talks.jsonl"
        said = negotiation("run", TOY, "--report", str(page), "--transcript", str(talks), *CHINESE)

        assert made.startswith(f"已写入 {tmp_path / 'my-talks'}：修改之后，请运行 `negotiation check ")
        assert drawn == f"已写入 {tmp_path / 'map.svg'}\n"
        assert said.err == f"报告：{page}\n"
        assert said.out.endswith(f"\n已推演：alternating-offers，随机种子 0。\n推演记录：{talks}\n")

    def test_tell_damage(self, talks: Path, tmp_path: Path) -> None:
        """What a cut transcript lost is told in Chinese, by its end or by its line."""
        lines = talks.read_text(encoding="utf-8").rstrip("\n").split("\n")
        short, cut = tmp_path / "short.jsonl", tmp_path / "cut.jsonl"
        short.write_text("\n".join(lines[:4]) + "\n", encoding="utf-8")
        cut.write_text("\n".join([*lines[:7], lines[7][:30]]), encoding="utf-8")

        assert re.search(
            r" 已损坏：缺少结尾：保留了 3 项行为，至第 \d 轮；完整的部分已重放\n",
            negotiation("replay", str(short), *CHINESE).err,
        )
        assert " 已损坏：第 8 行被截断：首行之后的 6 行得以保留；" in negotiation("replay", str(cut), *CHINESE).err

    def test_a_mark_or_a_word_left_is_seen(self) -> None:
        """The check can fail."""
        assert ["无协议: 有一方退出"] == odd("无协议: 有一方退出")
        assert ["甲， 乙"] == odd("甲， 乙")
        assert {"agreement"} == english("无 agreement", set())


class TestAnotherLanguage:
    """One that nobody speaks is refused before anything is written; one that the scenario alone speaks is not."""

    @pytest.mark.parametrize(
        "args",
        [
            ("list",),
            ("show", TOY),
            ("check", TOY),
            ("new", "river"),
            ("run", TOY, "--transcript", "talks.jsonl"),
            ("analyse", TOY),
            ("plot", "map", TOY, "-o", "map.svg"),
            ("replay", str(RECORD)),
        ],
        ids=lambda args: args[0],
    )
    def test_is_refused(self, args: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """With those that are there."""
        monkeypatch.chdir(tmp_path)
        said = negotiation(*args, "--language", "xx")

        assert (2, "") == (said.code, said.out)
        assert "expected the name of a language, got 'xx'; choose from en, zh" in said.err
        assert not list(tmp_path.iterdir())

    def test_of_transcripts_is_refused(self, talks: Path) -> None:
        """The same."""
        for command in ("replay", "compare"):
            assert 2 == negotiation(command, str(talks), "--language", "xx").code

    def test_of_the_scenario_alone_is_spoken(self, tmp_path: Path) -> None:
        """Its texts come in it, what the library says in English."""
        assert 0 == negotiation("new", "river", "--in", str(tmp_path)).code
        file = tmp_path / "river" / "scenario.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"(?m)^title: (.*)$", r"title: {en: \1, fr: La rivière}", text), encoding="utf-8")
        said = negotiation("analyse", str(file), "--language", "fr")

        assert 0 == said.code
        assert "La rivière" in said.out
        assert "A deal exists" in said.out
