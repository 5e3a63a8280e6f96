"""Every header that a field of a department's file may have leads to the same columns, in both generations of names."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

import pytest
from delivered_files import kinds_of_file, rows_of_file, workbook
from forms_of_times import LANDED
from made_numbers import ENTERPRISE
from sound_rows import DEPARTMENT, Sound

from hub.datasets import of_platform
from hub.landing.files import Kind
from hub.landing.headers import FORMER, IN_USE
from hub.staging.rows import PageRows
from hub.staging.standardise import standardise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hub.datasets.declaration import Dataset

DATASETS = of_platform("departments")
BY_DATASET = pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.name)
PUBLICITY = tuple(each for each in DATASETS if each.name in {"licences", "penalties"})
"""The lists that have two generations of names."""

BY_LIST = pytest.mark.parametrize("dataset", PUBLICITY, ids=lambda each: each.name)

FORMER_TITLES = frozenset(
    {"XK_XDR", "XK_SPLB", "XK_JZQ", "XK_XZJG", "XK_XMMC", "CF_CFLB1", "CF_JG", "CF_XZJG", "CF_CFMC", "CF_AJMC"}
    | {"审批类别", "许可截止期", "项目名称", "处罚结果", "处罚名称", "行政相对人代码_2(组织机构代码)"}
)
OF_THE_PAGE = frozenset({"page_id", "row_number"})


def is_former(title: str) -> bool:
    """Whether a title tells the generation of 2015."""
    return title in FORMER_TITLES or title.endswith(("_GSDJ", "_ZDM"))


def generation_of(dataset: Dataset, titles: Sequence[str]) -> str:
    """The generation of a header; the professional departments' forms have but one."""
    return FORMER if dataset in PUBLICITY and any(map(is_former, titles)) else IN_USE


def titles_of(dataset: Dataset, source: str) -> tuple[str, ...]:
    """The field's own name and its others."""
    return (source, *dict.fromkeys(alias for each in Sound(dataset).fields(source) for alias in each.aliases))


def headers(dataset: Dataset) -> Iterator[dict[str, str]]:
    """Headers by source field: with one title at a time that is not the field's own name, and of the others as many as
    can stand there without telling the other generation."""
    sources = Sound(dataset).sources
    for source in sources:
        for title in titles_of(dataset, source)[not is_former(source) :]:
            others = (each for each in sources if each != source and not is_former(each))
            yield dict.fromkeys(others, "") | {source: title}


def written_otherwise(title: str) -> str:
    """A title as other programs write it: full width, with blanks."""
    return f"\u3000{title[0]} {title[1:]} ".replace("(", "（").replace(")", "）")


def delimited(header: Sequence[str], cells: Sequence[object]) -> bytes:
    """A file of one row."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, cells])
    return text.getvalue().encode("gb18030")


def read(dataset: Dataset, files: Sequence[tuple[bytes, str]]) -> list[Mapping[str, object]]:
    """The staging rows of files that hold one row each, and the generation of each."""
    pages = [
        PageRows(number, LANDED, rows_of_file(body, Kind(dataset, generation), DATASETS), DEPARTMENT, generation)
        for number, (body, generation) in enumerate(files)
    ]
    # Pages of one generation are read together.
    frame = standardise(dataset, sorted(pages, key=lambda page: page.generation)).sort("page_id")
    assert frame["page_id"].to_list() == [*range(len(files))]
    return [_of_row(each) for each in frame.to_dicts()]


def expected(dataset: Dataset, headers: Sequence[Iterable[str]]) -> list[Mapping[str, object]]:
    """The staging rows of sound rows with these fields each."""
    row = Sound(dataset).row()
    rows = [{source: row[source] for source in header} for header in headers]
    frame = standardise(dataset, [PageRows(1, LANDED, rows, DEPARTMENT, IN_USE)])
    return [_of_row(each) for each in frame.to_dicts()]


def _of_row(row: Mapping[str, object]) -> Mapping[str, object]:
    return {name: value for name, value in row.items() if name not in OF_THE_PAGE}


@BY_LIST
def test_every_title_of_every_field_leads_to_its_columns(dataset: Dataset) -> None:
    row = Sound(dataset).row()
    tried = list(headers(dataset))
    files = []
    for header in tried:
        titles = [title or source for source, title in header.items()]
        body = delimited(titles, [row[source] for source in header])
        (kind,) = kinds_of_file(body, DATASETS)
        assert kind == Kind(dataset, generation_of(dataset, titles)), titles
        files.append((body, kind.generation))
    found, sound = read(dataset, files), expected(dataset, tried)
    wrong = [
        (next(title for title in header.values() if title), name, each[name], wanted[name])
        for header, each, wanted in zip(tried, found, sound, strict=True)
        for name in each
        if each[name] != wanted[name]
    ]
    assert not wrong


@BY_DATASET
@pytest.mark.parametrize("spell", [str, written_otherwise], ids=["as listed", "written otherwise"])
def test_a_header_of_other_titles_alone_leads_to_the_same_columns(dataset: Dataset, spell) -> None:
    row = Sound(dataset).row()
    most = max(len(titles_of(dataset, source)) for source in row)
    files = []
    for place in range(1, most):
        titles = [spell((titles_of(dataset, source) * most)[place]) for source in row]
        body = delimited(titles, list(row.values()))
        (kind,) = kinds_of_file(body, DATASETS)
        files.append((body, kind.generation))
    assert read(dataset, files) == expected(dataset, [row] * len(files))


@BY_DATASET
def test_a_workbook_with_days_for_days_and_numbers_for_numbers_is_the_same(dataset: Dataset) -> None:
    row = Sound(dataset).row()
    sources = [each for each in row if not is_former(each)]
    titles = [titles_of(dataset, each)[-1] for each in sources]
    days = {each.source for each in dataset.fields if each.transform.name == "date"}
    numbers = {each.source for each in dataset.fields if each.transform.name in {"yuan_from_wan", "sequence"}}
    cells = [
        dt.date(2026, 1, 2) if each in days else float(str(row[each])) if each in numbers else row[each]
        for each in sources
    ]
    body = workbook([["填写说明"], titles, [], ["案例（请删除）"], cells], [["备注"], ["无"]])
    (kind,) = kinds_of_file(body, DATASETS)
    (found,) = read(dataset, [(body, kind.generation)])
    hashes = {"content_hash", "version_hash"}
    (wanted,) = expected(dataset, [sources])
    assert {name: value for name, value in found.items() if name not in hashes and value != wanted[name]} == {}


@BY_LIST
def test_a_numbered_code_is_never_read_without_its_bracket(dataset: Dataset) -> None:
    sound = Sound(dataset)
    row = sound.row()
    identifiers = {*sound.own_codes, *(each for each in row if each.endswith(("_SWDJ", "_SYDW", "_SHZZ")))}
    header = [each for each in row if each not in identifiers and not is_former(each)]
    bodies = [
        delimited([*header, f"行政相对人代码_{number}"], [*(row[each] for each in header), ENTERPRISE])
        for number in range(1, 7)
    ]
    assert read(dataset, [(body, IN_USE) for body in bodies]) == expected(dataset, [header] * len(bodies))


@BY_LIST
def test_the_numbers_of_a_status_are_read_by_the_headers_generation(dataset: Dataset) -> None:
    (status,) = (each.source for each in dataset.fields if str(each.transform) == "code:licence_status")
    row = {**Sound(dataset).row(), status: "1"}
    column = "status" if dataset.name == "licences" else status
    found = {}
    for header in ([each for each in row if not is_former(each)], [*row]):
        body = delimited(header, [row[each] for each in header])
        (kind,) = kinds_of_file(body, DATASETS)
        found[kind.generation] = read(dataset, [(body, kind.generation)])[0][column]
    assert found == {IN_USE: "valid" if dataset.name == "licences" else None, FORMER: "revoked"}
