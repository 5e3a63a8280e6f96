"""`hub contract`: what applications are promised, whether it still holds, and writing it down anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.main.commands.options import Json, known

if TYPE_CHECKING:
    from hub.contract.products import Product

app = typer.Typer(help="数据契约：查看、核对、重新写出。", no_args_is_help=True)

Folder = Annotated[
    Path | None,
    typer.Option("--folder", help="契约文件所在的文件夹；默认为随本软件的 docs/contract。", file_okay=False),
]


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="契约：v1、mart 等。")] = "v1",
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """一份数据契约（开放数据契约标准 ODCS v3.1，YAML）：表、列、类型、主键、引用、个人信息分级、质量规则、时效承诺。"""
    import sys

    from hub.contract.text import as_yaml, file_of, read_contract
    from hub.contract.version import renewed
    from hub.main.output import emit_json

    chosen = _product(name)
    document = renewed(chosen, read_contract(file_of(_folder(folder), chosen)))
    if as_json:
        emit_json(document)
    else:
        sys.stdout.write(as_yaml(document))


@app.command()
def check(folder: Folder = None, as_json: Json = False) -> None:
    """现在的模型与写下的契约是否一致；有使下游失效的改动时说明哪里，并以退出码 1 结束。"""
    from hub.contract.compare import Weight, compare
    from hub.contract.document import contract
    from hub.contract.products import products
    from hub.contract.text import file_of, read_contract
    from hub.errors import ExitCode
    from hub.main.output import emit_json, say

    found = []
    for each in products():
        committed = read_contract(file_of(_folder(folder), each))
        version = committed["version"] if committed else None
        changes = compare(committed, contract(each, version)) if committed and version else []
        found.append((each.schema, version, changes))
    if as_json:
        emit_json(
            [
                {
                    "contract": schema,
                    "version": version,
                    "changes": [
                        {"weight": one.weight.name.lower(), "where": one.where, "what": one.what} for one in changes
                    ],
                }
                for schema, version, changes in found
            ]
        )
    else:
        for schema, version, changes in found:
            said = "尚未写出" if version is None else f"{version}，{f'{len(changes)} 处改动' if changes else '一致'}"
            say(f"{schema}：{said}")
            for one in changes:
                say(f"  [{WEIGHTS[one.weight.name]}] {one}")
    if any(one.weight == Weight.BREAKING for _, _, changes in found for one in changes):
        raise typer.Exit(ExitCode.FAILURE)


@app.command()
def write(folder: Folder = None) -> None:
    """按现在的模型重新写出各份契约，版本随改动递增；有使下游失效的改动而未立新版的，拒绝写出。"""
    from hub.contract.products import products
    from hub.contract.text import as_yaml, file_of, read_contract
    from hub.contract.version import renewed
    from hub.main.output import say

    place = _folder(folder)
    # All or none: where one is refused, the others stay as they are too.
    documents = [(each, renewed(each, read_contract(file_of(place, each)))) for each in products()]
    place.mkdir(parents=True, exist_ok=True)
    for each, document in documents:
        file_of(place, each).write_text(as_yaml(document), encoding="utf-8")
        say(f"{each.schema} {document['version']}：{file_of(place, each)}")


WEIGHTS = {"BREAKING": "失效", "MORE": "新增", "WORDS": "文字"}


def _product(name: str) -> Product:
    from hub.contract.products import names, product, products

    return product(known(name, names(products()), "契约"))


def _folder(given: Path | None) -> Path:
    import hub

    return given or Path(hub.__file__).parents[1] / "docs" / "contract"
