"""A small valid scenario as text, for tests that break it or add to it."""

SMALL = """\
negotiation: 1
id: small-talks
title: Small talks
agenda: [form, seat]
issues:
  form:
    title: Form
    status_quo: none
    options:
      - none: {title: none}
      - one: {title: one text, stated: S1}
      - two: {title: two texts}
  seat:
    title: Seat
    status_quo: empty
    options:
      - empty: {title: empty}
      - taken: {title: taken}
actors:
  east:
    title: {en: East, zh: 东}
    roles: party
    salience: {form: 0.6, seat: 0.4}
    values:
      form: {none: 0, one: 0.5, two: 1}
      seat: {empty: 1, taken: 0}
  west:
    title: West
    roles: party
    salience: {form: 0.5, seat: 0.5}
    values:
      form: {none: 1, one: 0.5, two: 0}
      seat: {empty: 0, taken: 1}
profiles:
  mild:
    about: East weighs both alike.
    set:
      actors.east.salience: {form: 0.5, seat: 0.5}
"""

SOURCES = """\
documents:
  notes: {title: Notes, language: en, lines: 3}
  talk: {title: A conversation}
sources:
  S1: {document: notes, line: 1, date: 2022-02-01, by: {en: East, zh: 东}, says: one text is enough,
    sha256: f7e0e5e4b3d4}
  S2: {document: notes, line: 3, by: West, status: contested, says: two are needed, repeats: S1}
  T1: {document: talk, says: nothing new, verified: false}
"""
