"""M20-M23 written from the words of the rules: slow, in fractions, everything computed anew.

It shares nothing with the plan room but the models. `given` (which dimensions have a score, M5) is
the one thing that it is told.
"""

from fractions import Fraction
from math import ceil, floor

from diag.questionnaire.questionnaire_model import holds
from diag.scoring.rubric import Status

SEATS = {"print": 3}  # the others are due by the sixth place


def half_up(x):
    return floor(x + Fraction(1, 2))


class Reference:
    """The plan of one visit."""

    def __init__(self, questionnaire, profile, values, status, given, declined=(), done=()):
        self.q, self.profile = questionnaire, profile
        ids = [q.id for q in questionnaire.questions]
        self.status = dict(zip(ids, map(Status, status), strict=True))
        self.start = {i: v for i, v in zip(ids, values, strict=True) if self.status[i] is Status.ANSWERED}
        self.given = dict(zip([d.id for d in questionnaire.dimensions], given, strict=True))
        self.open = [
            a for a in questionnaire.actions if holds(a.when, profile, {}) and a.id not in {*declined, *done}
        ]
        asked = [a for a in questionnaire.actions if holds(a.when, profile, {})]
        lost = {a.id for a in asked if a.id in declined and self.kind(a, self.start) != "met"}
        while fallen := [a for a in self.open if lost & set(a.needs) and self.kind(a, self.start) != "met"]:
            lost |= {a.id for a in fallen}
            self.open = [a for a in self.open if a not in fallen]
        self.by_id = {a.id: a for a in self.open}
        self.efforts = {a.id: self.effort(a) for a in self.open}
        self.state = dict(self.start)
        self.plan = []  # (action, closure's action, gain, family, verified before it)
        self.verified = set()
        self.make_order()

    # M20

    def effort(self, action):
        staff = int(self.profile.get("staff", 20))
        people = staff if action.effort.who == "all" else min(staff, action.effort.who)
        days = Fraction(action.effort.days) + Fraction(action.effort.hours_each) * people / 7
        return max(Fraction(ceil(2 * days), 2), Fraction(1, 2))

    def counts(self, name):
        return self.status[name] in (Status.ANSWERED, Status.UNKNOWN, Status.MISSING)

    def worth(self, name):
        """Points of G of one level."""
        d = self.q.dimension_of[name]
        whole = sum(x.weight for x in self.q.dimensions)
        asked = sum(x.weight for x in d.questions if self.counts(x.id))
        if not whole:
            return Fraction(0)
        return Fraction(25 * d.weight * self.q.question[name].weight, whole * asked)

    def above(self, action, state):
        """Answered targets above the state."""
        return [t for t in action.targets if t.question in state and t.level > state[t.question]]

    def kind(self, action, state):
        if not action.targets or self.above(action, state):
            return "to do"
        unknown = (Status.UNKNOWN, Status.MISSING)
        return "verify" if any(self.status[t.question] in unknown for t in action.targets) else "met"

    def after(self, actions, state):
        state = dict(state)
        for action in actions:
            for t in self.above(action, state):
                state[t.question] = t.level
        return state

    def gain(self, before, after):
        raised = [n for n in after if after[n] > before[n]]
        return sum((after[n] - before[n]) * self.worth(n) for n in raised)

    # M21

    def closure(self, action):
        """Members in order, and prerequisites to verify with the action that they come before."""
        members, checks = [], {}

        def lacking(a):
            """Prerequisites that are neither in the plan nor in the closure, and their kind."""
            state = self.after(members, self.state)
            for need in a.needs:
                planned = self.planned(need) or need in [x.id for x in members]
                if need in self.by_id and not planned:
                    yield need, self.kind(self.by_id[need], state)

        def enter(a):
            for need in a.needs:
                if (need, "to do") in lacking(a):
                    enter(self.by_id[need])
            if not a.targets or self.above(a, self.after(members, self.state)):
                for need, kind in lacking(a):
                    if kind == "verify" and need not in self.verified:
                        checks.setdefault(need, a.id)
                members.append(a)

        enter(action)
        return (members, checks) if action in members else None

    def planned(self, name):
        return name in [a.id for a, *_ in self.plan]

    def ratio(self, closure):
        gain = self.gain(self.state, self.after(closure[0], self.state))
        return gain / self.cost(closure)

    def cost(self, closure):
        members, checks = closure
        return sum(self.efforts[a.id] for a in members) + Fraction(len(checks), 2)

    def does(self, action, seat, before):
        """Whether an action, from a state, does what a seat asks."""
        raised = {t.question: t.level for t in self.above(action, before)}
        if seat == "print":
            return action.origin == "print"
        if seat == "people":
            return any(self.q.question[n].about == "people" for n in raised)
        if seat == "lowest":
            return any(self.q.dimension_of[n].id == self.lowest() for n in raised)
        return any(self.holds(s, before, raised) for s in seat.statements)

    def holds(self, statement, before, raised):
        n, least = statement.question, statement.at_least
        return n in raised and before[n] < least <= raised[n]

    def lowest(self):
        scores = {d.id: self.dimension(d, self.start) for d in self.q.dimensions if self.given[d.id] and d.weight}
        return min(scores, key=scores.get, default=None)

    def fills(self, closure, seat, place):
        """Whether a closure taken after `place` places fills a seat by its deadline."""
        state = self.state
        for rank, action in enumerate(closure[0], place + 1):
            if rank <= SEATS.get(seat if isinstance(seat, str) else "", 6) and self.does(action, seat, state):
                return True
            state = self.after([action], state)
        return False

    def does_anywhere(self, closure, seat):
        return self.fills(closure, seat, -10)

    def not_whole(self, condition):
        return any(self.start.get(s.question, 4) < s.at_least for s in condition.statements)

    def seated(self, fair):
        place = len(self.plan)
        seats = ["print", "people", "lowest"]
        seats += [c for c in self.q.header.lasting_conditions if self.not_whole(c)]
        seats = [s for s in seats if s not in self.filled]
        seats = [s for s in seats if any(self.fills(c, s, place) for c in fair)]
        need = [min(len(c[0]) for c in fair if self.does_anywhere(c, seat)) for seat in seats]

        def keeps(c):
            after, state = place + len(c[0]), self.after(c[0], self.state)
            left = [(s, n) for s, n in zip(seats, need, strict=True) if not self.fills(c, s, place)]
            for deadline in (3, 6):
                due = [n for s, n in left if (3 if s == "print" else 6) <= deadline]
                if due and sum(due) > deadline - after:
                    return False
            others = [a for f in fair for a in f[0] if a not in c[0]]
            return all(
                any(self.does(a, seat, state) and (not a.targets or self.above(a, state)) for a in others)
                for seat, _ in left
            )

        kept = [c for c in fair if keeps(c)]
        return kept or [c for c in fair if any(self.fills(c, s, place) for s in seats)] or fair

    def main(self, action):
        sums = {}
        for t in action.targets:
            d = self.q.dimension_of[t.question].id
            sums[d] = sums.get(d, 0) + self.q.question[t.question].weight * t.level
        return next(d for d in sums if sums[d] == max(sums.values()))

    def make_order(self):
        self.filled = []
        proposed = [a for a in self.open if self.above(a, self.start)]
        while True:
            closures = [
                c for a in proposed if not self.planned(a.id) and self.above(a, self.state) if (c := self.closure(a))
            ]
            if not closures:
                break
            best = max(self.ratio(c) for c in closures)
            kept = [c for c in closures if self.ratio(c) >= best / 4]
            if len(self.plan) < 6:
                kept = self.seated(kept)
                chosen = [self.main(a) for a, of, *_ in self.plan if a.id == of]
                kept = [c for c in kept if chosen.count(self.main(c[0][-1])) < 2] or kept
            blockers = self.blockers(self.state)
            lifting = [c for c in kept if self.lifted(c, blockers)]
            kept = lifting or kept
            best = max(self.ratio(c) for c in kept)
            kept = [c for c in kept if self.ratio(c) >= best * Fraction(7, 10)]
            taken = min(
                kept,
                key=lambda c: (
                    c[0][-1].origin != "print",
                    not any(self.does_anywhere(c, condition) for condition in self.q.header.lasting_conditions),
                    -self.ratio(c),
                    self.cost(c),
                    c[0][-1].id,
                ),
            )
            self.take(taken, bool(lifting))
        self.covered = [a.id for a in proposed if not self.planned(a.id)]

    def take(self, closure, lifting):
        members, checks = closure
        seats = ["print", "people", "lowest", *self.q.header.lasting_conditions]
        self.filled += [s for s in seats if self.fills(closure, s, len(self.plan))]
        for action in members:
            after = self.after([action], self.state)
            gain = self.gain(self.state, after)
            family = "unlock" if lifting else self.family(gain, self.efforts[action.id])
            before = [n for n, b in checks.items() if b == action.id]
            self.plan.append((action, members[-1].id, gain, family, before))
            self.state = after
        self.verified |= set(checks)

    # M9, M10

    def dimension(self, d, state):
        asked = [q for q in d.questions if self.counts(q.id)]
        points = sum(25 * q.weight * state.get(q.id, 0) for q in asked)
        return Fraction(points, sum(q.weight for q in asked))

    def raw(self, score):
        return sum(half_up(score) >= t for t in self.q.header.scoring.thresholds)

    def core(self, d):
        return [q.id for q in d.questions if q.core and self.counts(q.id)]

    def level(self, d, state):
        raw = self.raw(self.dimension(d, state))
        return max(
            level for level in range(raw + 1) if level == 0 or all(state.get(n, 0) >= level - 1 for n in self.core(d))
        )

    def blockers(self, state):
        """(core question, level asked) and (dimension, threshold) that hold the whole."""
        counted = [d for d in self.q.dimensions if d.weight]
        if not counted or not all(self.given[d.id] for d in counted):
            return []
        whole = sum(d.weight * self.dimension(d, state) for d in counted)
        raw = self.raw(whole / sum(d.weight for d in counted))
        gating = [d for d in counted if d.gates]
        level = max(n for n in range(raw + 1) if n == 0 or all(self.level(d, state) >= n - 1 for d in gating))
        if level == raw:
            return []
        found = []
        for d in gating:
            if self.level(d, state) < level:
                threshold = self.q.header.scoring.thresholds[level - 1]
                if half_up(self.dimension(d, state)) < threshold:
                    found.append((d, threshold))
                found += [(n, level - 1) for n in self.core(d) if state.get(n, 0) < level - 1]
        return found

    def lifted(self, closure, blockers):
        after = self.after(closure[0], self.state)
        return [
            x
            for x, least in blockers
            if (after.get(x, 0) >= least if isinstance(x, str) else half_up(self.dimension(x, after)) >= least)
        ]

    # M22

    def family(self, gain, effort):
        if half_up(10 * gain) < 10:
            return "complement"
        return "quick" if effort <= 3 else "project"

    # M23

    def calendar(self, capacity):
        """{action or (action, "verify"): (months with days, end)}; (None, None) for the rest."""
        room = {month: Fraction(capacity) / 3 for month in range(1, 13)}
        slots, planned = {}, [a for a, *_ in self.plan]

        def lay(key, days, weeks, waits):
            ends = [slots[w][1] for w in waits]
            parts = {}
            if None not in ends:
                for month in range(max([0, *ends]) + 1, 13):
                    if room[month] and sum(parts.values()) < days:
                        parts[month] = min(room[month], days - sum(parts.values()))
            if sum(parts.values()) < days:
                slots[key] = ({}, None)
                return
            for month, spent in parts.items():
                room[month] -= spent
            start, last = min(parts), max(parts)
            slots[key] = (parts, max(last, start + ceil(Fraction(12 * weeks, 52)) - 1))

        for action, _, _, _, before in self.plan:
            for name in before:
                lay((name, "verify"), Fraction(1, 2), 1, [])
            waits = []
            for name in (n for n in action.needs if n in self.by_id):
                if self.by_id[name] in planned:
                    waits.append(name)
                    continue
                waits += [(name, "verify")] if (name, "verify") in slots else []
                waits += self.who_reaches(self.by_id[name])
            lay(action.id, self.efforts[action.id], action.weeks, waits)
        return slots

    def who_reaches(self, action):
        """Actions of the plan that first bring each answered question to a target."""
        found = set()
        for target in self.above(action, self.start):
            state = self.start
            for done, *_ in self.plan:
                state = self.after([done], state)
                if state[target.question] >= target.level:
                    found.add(done.id)
                    break
        return sorted(found)
