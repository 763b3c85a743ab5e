"""Incidents that the police found by looking: they tell where patrols were, and would send them there again.

Drugs, weapons carried, gambling, prostitution, traffic stops: such a record exists because somebody searched.
A map of them shows earlier patrols (Lum & Isaac 2016, Significance 13(5), 14-19), and feeding it back runs
away (Ensign et al. 2018, PMLR 81, 160-171). Of Chicago's 1.7 million records of 2012-2017 the types named
here ended in an arrest in 68 to 100 of a hundred cases, all others but trespass in at most 35.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hotspot.clean.account import drop
from hotspot.errors import InputError
from hotspot.schema import Finding, incidents_in, weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from hotspot.schema import Bools, Incidents

AUTO, NONE = "auto", "none"
MOST_NAMED = 5
# What a column that says who noticed an incident may hold, in lower case.
BY_POLICE = frozenset(
    {"discovered", "detected", "proactive", "self-initiated", "officer-initiated", "officer initiated"}
    | {"self initiated", "on view", "on-view", "onview", "police-initiated", "police initiated"}
    | {"выявлено", "выявлен", "выявлена", "выявлено полицией", "обнаружено полицией", "рапорт"}
    | {"анықталды", "анықталған", "полиция анықтаған", "баянат"}
)
BY_OTHERS = frozenset(
    {"reported", "report", "reactive", "citizen", "public", "victim", "witness", "caller", "call", "911"}
    | {"999", "112", "102", "dispatched", "заявлено", "заявление", "сообщено", "сообщение", "обращение"}
    | {"звонок", "хабарланған", "хабарланды", "өтініш", "арыз", "қоңырау"}
)
# Parts of the names of types, matched in lower case.
DISCOVERED = (
    # English
    r"\bdrugs?\b|narcotic|controlled substance|cannabis|marijuana|methamphetamine",
    r"^weapons?\b|^dangerous weapons?$|possession of (a )?(dangerous |offensive )?(weapon|firearm|knife)",
    r"\b(weapon|firearm|gun)s? (law|violation|offen[cs]e|possession|charge)|(carrying|unlawful use) .*weapon",
    r"concealed carry|prostitut|commerciali[sz]ed vice|gambling|public indecency|obscenity",
    r"\b(liquor|alcohol) (law|violation|offen[cs]e)|drunkenness|public intox|open container",
    r"\bdui\b|\bdwi\b|under the influence|drunk(en)? driv|drink driv",
    r"traffic (stop|violation|offen[cs]e|citation)|moving violation|^speeding|licen[cs]e violation",
    r"\bwarrants?\b|wanted person|stop (and|&) (search|frisk)|field interview|\b(parole|probation) violation",
    r"interference with public officer|resist\w* (arrest|.*officer)|obstruct\w* .*(police|officer|justice)",
    r"public peace violation|loiter|vagrancy|curfew|panhandl|administrative (offen[cs]e|violation)",
    # Russian
    r"наркот|наркопрест|психотроп|прекурсор|незаконн\w* (оборот|обращени)|^оружие$",
    r"(незаконн\w*|хранени\w*|ношени\w*|приобретени\w*|сбыт\w*|изготовлени\w*) .*оружи",
    r"проституц|притон|азартн|игорн|административн|^админ|неповиновени|сопротивлени\w* .*(полиц|сотрудник)",
    r"нарушени\w* (пдд|правил дорожн)|опьянени|распити|в розыске|розыск лиц",
    # Kazakh
    r"есірткі|психотроп|заңсыз айнал|қару\w* .*(заңсыз|сақта|алып жүр)|заңсыз .*қару|^қару$",
    r"жезөкше|құмар ойын|әкімшілік|бағынба|мас күйінде|жол қозғалысы ереж|іздеуде",
    # The Criminal Code of Kazakhstan (2014) by article: 287, 288 weapons, 296, 297, 299-303 drugs and
    # poisons, 307 gambling, 309 brothels; 291 and 298 are thefts, and have a victim who reports them.
    r"(?:\bст(?:атья|\.)?|\bбап)\s*(?:287|288|296|297|299|30[01237]|309)(?!\d)",
    r"(?<!\d)(?:287|288|296|297|299|30[01237]|309)(?:-\d)?[\s-]*бап",
)
# With these words in it, a type has a victim or a witness, whatever else it names: a robbery with a weapon.
REPORTED = (
    r"theft|steal|stolen|robber|burglar|assault|battery|homicide|murder|shooting|overdose|poison|fraud",
    r"threat|domestic|injur|collision|crash|хищени|краж|разбо|граб[её]ж|убийств|применени|угроз|мошен|дтп",
    r"вымогат|\bранени|ұрлау|ұрлық|тонау|қарақшы|өлтіру|қолдан|алаяқ|қорқыт|жарақат",
)


def drop_discovered(incidents: Incidents, *, types: str | Sequence[str] = AUTO) -> Incidents:
    """Drop incidents that exist because police looked for them, under the reason "discovered".

    A row whose column `source` says who noticed it is judged by that; all others by their type: with "auto"
    by the names above, with a list of words by those types in which one of them stands at the beginning of a
    word, with "auto" in the list by both. "none" keeps all. Raises InputError where nothing would be left.
    """
    words = _words(types)
    if not words:
        return incidents
    own = [word for word in words if word != AUTO]
    frame = incidents.frame
    kinds = [kind for kind in frame["type"].unique() if kind]
    found = [kind for kind in kinds if is_left_out(kind, types=types)]
    marked = frame["type"].isin(found).to_numpy(bool)
    if "source" in frame:
        said = {source: is_left_out_by(source, types=types) for source in frame["source"].unique()}
        by_others, by_police = (
            frame["source"].isin([source for source in said if said[source] is by]).to_numpy(bool)
            for by in (False, True)
        )
        marked = (marked | by_police) & ~by_others
    findings = _unknown(kinds, own)
    if marked.all():
        raise _nothing_left(incidents, found)
    if marked.any():
        findings.append(_said(incidents, marked))
    return drop(incidents, [("discovered", marked)], findings=findings) if findings else incidents


def _words(types: str | Sequence[str]) -> list[str]:
    """Return what the setting names, in lower case; nothing where all types are kept."""
    words = [word.strip().casefold() for word in ([types] if isinstance(types, str) else types)]
    return [] if NONE in words else [word for word in words if word]


def is_left_out(kind: str, *, types: str | Sequence[str] = AUTO) -> bool:
    """Tell whether incidents of this type are left out; `types` is the setting of `drop_discovered`.

    >>> is_left_out("NARCOTICS"), is_left_out("NARCOTICS", types="none"), is_left_out("theft", types=["the"])
    (True, False, True)
    """
    words = _words(types)
    own = [word for word in words if word != AUTO]
    return bool(kind) and (_named(kind, own) or (AUTO in words and is_discovered(kind)))


def is_left_out_by(source: str, *, types: str | Sequence[str] = AUTO) -> bool | None:
    """Tell whether incidents of this source are left out, whatever their type; None where the type decides.

    >>> is_left_out_by("on view"), is_left_out_by("witness"), is_left_out_by("car 12")
    (True, False, None)
    """
    if not _words(types):
        return False
    said = source.strip().casefold()
    return True if said in BY_POLICE else False if said in BY_OTHERS else None


def is_discovered(kind: str) -> bool:
    """Tell whether a type of incident, by its name, is one that police find themselves.

    >>> [is_discovered(kind) for kind in ("NARCOTICS", "Robbery with a weapon", "ст.296 ч.1", "ст.188 ч.3")]
    [True, False, True, False]
    """
    name = " ".join(kind.casefold().split())
    return any(re.search(part, name) for part in DISCOVERED) and not any(
        re.search(part, name) for part in REPORTED
    )


def _named(kind: str, words: Sequence[str]) -> bool:
    name = " ".join(kind.casefold().split())
    return any(re.search(rf"(?<!\w){re.escape(word)}", name) for word in words)


def _unknown(kinds: Sequence[str], words: Sequence[str]) -> list[Finding]:
    """Name the words that no type holds: most are misspelt."""
    unknown = [word for word in words if not any(_named(kind, [word]) for kind in kinds)]
    if not unknown:
        return []
    return [Finding(code="discovered_unknown", level="warning", values={"words": ", ".join(unknown)[:200]})]


def _nothing_left(incidents: Incidents, found: Sequence[str]) -> InputError:
    where = incidents.sources[0].path if incidents.sources else "incidents"
    named = ", ".join(sorted(found)[:MOST_NAMED])[:200] or "their source says so"
    count = incidents_in(incidents.frame)
    what = f"all {count} incidents left are of the kind that police find themselves ({named})"
    to_do = "keep them with --set incidents.discovered=none, or name there the types to leave out"
    return InputError(where, what, to_do)


def _said(incidents: Incidents, marked: Bools) -> Finding:
    """Say how many were left out, and of which types most."""
    told = [name for name in ("type", "weight") if name in incidents.frame]
    counts = _by_type(incidents.frame.loc[marked, told])
    names = sorted(
        (name for name in counts.index[counts > 0] if name), key=lambda name: (-int(counts[name]), name)
    )
    listed = "; ".join(f"{name}: {int(counts[name])}" for name in names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    values: dict[str, str | int | float] = {
        "count": incidents_in(incidents.frame, marked),
        "share": round(100 * incidents_in(incidents.frame, marked) / incidents_in(incidents.frame), 1),
    }
    if not listed:
        return Finding(code="discovered_untyped", level="warning", values=values)
    types = listed + (f"; … +{more}" if more > 0 else "")
    return Finding(code="discovered_left_out", level="warning", values={**values, "types": types})


def _by_type(frame: pd.DataFrame) -> pd.Series[int]:
    """Return the number of incidents of each type."""
    if weights(frame) is None:
        return frame["type"].value_counts()
    return frame.groupby("type", observed=True)["weight"].sum()
