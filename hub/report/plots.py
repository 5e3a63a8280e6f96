"""The report's plots: Vega-Lite by Altair, drawn to SVG at once, so that they need no script and follow the page.

Their colours are the page's own (CSS variables): in the dark and in print they change with it. Altair comes with
Great Expectations anyway, and vl-convert is one library without dependencies. Importing this module takes a second:
import it where a report is made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import altair as alt
import vl_convert
from markupsafe import escape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from hub.report.flow import Day

INK, GRID = "var(--ink-2)", "var(--rule)"
ACCENT, BAD, GOOD = "var(--accent)", "var(--bad)", "var(--good)"
BEST = 100.0
"""The best score."""
LEAST_SPAN = 4.0
"""Points that the axis of scores shows at least, so that a small change does not look like a fall."""

_SIZED = re.compile(r'^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>')


def score_plot(
    points: Sequence[tuple[date, float]], first: date, last: date, label: str, *, width: int = 640, height: int = 160
) -> str:
    """A score from day `first` to `last` as an inline `<svg>`; empty where there is none. `label` tells it in words."""
    if not points:
        return ""
    low = max(min(min(score for _, score in points) - 0.5, BEST - LEAST_SPAN), 0.0)
    rows = [{"day": f"{day:%Y-%m-%d}", "score": round(score, 2)} for day, score in points]
    across = _days(first, last)
    up = alt.Y("score:Q", title=None, scale=alt.Scale(domain=[low, BEST], nice=False))
    base = _chart(rows).encode(x=across, y=up)
    now = _chart(rows[-1:]).mark_point(color=ACCENT, fill=ACCENT, opacity=1, size=36).encode(x=across, y=up)
    area = base.mark_area(color=ACCENT, opacity=0.12, interpolate="monotone").encode(y2=alt.datum(low))
    line = base.mark_line(color=ACCENT, strokeWidth=2, interpolate="monotone")
    return _draw(alt.layer(area, line, now), label, width, height)


def open_plot(days: Sequence[Day], label: str, *, width: int = 440, height: int = 130) -> str:
    """What was rejected and not yet mended at the end of each day."""
    rows = [{"day": f"{each.day:%Y-%m-%d}", "open": each.open} for each in days]
    base = _chart(rows).encode(x=_days(days[0].day, days[-1].day), y=_counts("open"))
    area = base.mark_area(color=BAD, opacity=0.12, interpolate="monotone")
    line = base.mark_line(color=BAD, strokeWidth=2, interpolate="monotone")
    return _draw(alt.layer(area, line), label, width, height)


def flow_plot(days: Sequence[Day], label: str, *, width: int = 440, height: int = 130) -> str:
    """What was rejected (upwards) and mended (downwards) on each day."""
    rows = [{"day": f"{each.day:%Y-%m-%d}", "rejected": each.rejected, "mended": -each.mended} for each in days]
    across = _days(days[0].day, days[-1].day)
    bars = [
        _chart(rows).mark_bar(color=colour, size=9).encode(x=across, y=_counts(name))
        for name, colour in (("rejected", BAD), ("mended", GOOD))
    ]
    return _draw(alt.layer(*bars), label, width, height)


def received_plot(days: Sequence[Day], label: str, *, width: int = 440, height: int = 130) -> str:
    """Rows received each day."""
    rows = [{"day": f"{each.day:%Y-%m-%d}", "received": each.received} for each in days]
    across = _days(days[0].day, days[-1].day)
    bars = _chart(rows).mark_bar(color=ACCENT, size=9).encode(x=across, y=_counts("received"))
    return _draw(bars, label, width, height)


def _chart(rows: Sequence[dict[str, object]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=list(rows)))


def _days(first: date, last: date) -> alt.X:
    """The axis of days, which are days wherever the report is made."""
    ends = [alt.DateTime(year=each.year, month=each.month, date=each.day, utc=True) for each in (first, last)]
    return alt.X(
        "day:T",
        title=None,
        timeUnit="utcyearmonthdate",
        scale=alt.Scale(domain=ends),
        axis=alt.Axis(format="%-m-%-d", tickCount=5),
    )


def _counts(name: str) -> alt.Y:
    """An axis of whole numbers; what stands below the line is counted too."""
    return alt.Y(f"{name}:Q", title=None, axis=alt.Axis(labelExpr="format(abs(datum.value), ',d')", tickMinStep=1))


def _draw(chart: alt.Chart | alt.LayerChart | alt.FacetChart, label: str, width: int, height: int) -> str:
    spec = (
        chart.properties(width=width, height=height, background="transparent", padding=4)
        .configure(aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            grid=True, gridColor=GRID, domain=False, ticks=False, labelColor=INK, labelFontSize=12, tickCount=4
        )
        .configure_axisX(grid=False, labelPadding=6, labelFlush=True)
        .to_dict()
    )
    return _inline(vl_convert.vegalite_to_svg(spec), label)


def _inline(svg: str, label: str) -> str:
    """The drawing as a part of a page: it fills the place it is given and says what it is."""
    sized = _SIZED.match(svg)
    assert sized is not None
    head = f'<svg role="img" aria-label="{escape(label)}" viewBox="0 0 {sized[1]} {sized[2]}">'
    return head + svg[sized.end() :]
