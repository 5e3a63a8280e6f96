"""A run with somebody waiting for it: every platform's job in process, one after the other, then `publish`."""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from assets.failures import StepFailure, step_failures
from assets.names import (
    ATTENDED_TAG,
    COMPARE_TAG,
    DATASETS_TAG,
    DAYS_TAG,
    FULL_TAG,
    PUBLISH,
    landing_key,
    reconciling,
    staging_key,
)
from assets.needs import Inbox
from hub.database.locks import backfill_lock, platform_lock, release_lock
from hub.datasets import DATASETS, PLATFORMS
from hub.datasets.wire import FilePlatform, RestPlatform
from hub.errors import ExitCode, SettingsError
from hub.landing.pages import adopt
from hub.main.alerting import alerting
from hub.main.definitions import build_definitions
from hub.main.instance import attended_instance
from hub.main.settings import platform_settings
from hub.release.rebuild import reset
from resources.landing_store import open_store
from resources.rest.windows import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    import dagster as dg

    from hub.database.connection import Database
    from hub.datasets.declaration import Dataset
    from hub.main.settings import Settings
    from hub.progress import Progress

WAIT_FOR_RELEASE = 900.0
"""Seconds to wait for another run's release before this run's own."""

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(slots=True)
class RunOutcome:
    """What a run did: the datasets it took on, why others were passed over, what failed, seconds by dataset.

    `logs` are files about failures that nobody foresaw.
    """

    started: datetime
    datasets: tuple[Dataset, ...]
    skipped: Mapping[str, str] = field(default_factory=dict)
    failures: list[StepFailure] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    published: bool = False
    logs: list[Path] = field(default_factory=list)

    def exit_code(self, held: Collection[object]) -> ExitCode:
        """What the run's end means to a script; `held` are the datasets that were left out of the release."""
        if not self.published:
            return next((each.exit_code for each in self.failures[::-1]), ExitCode.FAILURE)
        return ExitCode.PARTLY if self.failures or held else ExitCode.DONE


def run_jobs(
    settings: Settings, database: Database, wanted: Sequence[Dataset], progress: Progress, *, full: bool, explicit: bool
) -> RunOutcome:
    """Ask the platforms of `wanted` datasets for what is new (`full`: for everything), then link and publish.

    A platform that is not configured is passed over, unless `explicit`ly asked for. Raises SettingsError, and
    LockedError where another run works on one of the platforms; nothing has happened then.
    """
    chosen, skipped = _configured(settings, wanted, explicit=explicit)
    outcome = RunOutcome(_now(database), chosen, skipped)
    with ExitStack() as until_end:
        with _locks(database, chosen):
            runner = until_end.enter_context(_Runner(settings, database, progress, outcome))
            runner.platforms(landing_key, staging_key, tags={FULL_TAG: "true"} if full else {})
        runner.publish()
    return outcome


def reconcile_jobs(
    settings: Settings,
    database: Database,
    wanted: Sequence[Dataset],
    progress: Progress,
    *,
    days: Sequence[date],
    full: bool,
    explicit: bool,
) -> RunOutcome:
    """Reconcile `wanted` datasets with their platforms, then link and publish what that brought.

    `days` narrows it to these; `full` compares every record. Files have nobody to ask. Raises as `run_jobs` does.
    """
    asked = tuple(each for each in wanted if isinstance(PLATFORMS[each.platform], RestPlatform))
    chosen, skipped = _configured(settings, asked, explicit=explicit)
    outcome = RunOutcome(_now(database), chosen, skipped)
    tags = {DAYS_TAG: ",".join(map(str, days))} if days else {}
    if full:
        tags[COMPARE_TAG] = "true"
    with ExitStack() as until_end:
        with _locks(database, chosen):
            runner = until_end.enter_context(_Runner(settings, database, progress, outcome))
            runner.reconciliations(tags)
        runner.publish()
    return outcome


def take_up_jobs(settings: Settings, database: Database, datasets: Sequence[Dataset], progress: Progress) -> RunOutcome:
    """Stage, judge, link and publish what landed of `datasets` beside the increments, after a run that goes on.

    Raises LockedError where that does not end in time: the next run takes it up.
    """
    outcome = RunOutcome(_now(database), tuple(datasets))
    with ExitStack() as until_end:
        with _locks(database, datasets, wait_seconds=WAIT_FOR_RELEASE):
            runner = until_end.enter_context(_Runner(settings, database, progress, outcome))
            runner.platforms(staging_key, tags={})
        runner.publish()
    return outcome


def replay_jobs(settings: Settings, database: Database, progress: Progress) -> RunOutcome:
    """Make everything that is derived anew from what was landed; no platform is asked.

    Raises LockedError where another run is at work; nothing has happened then.
    """
    outcome = RunOutcome(_now(database), DATASETS)
    with (
        _locks(database, DATASETS),
        _no_backfills(database),
        release_lock(database),
        _Runner(settings, database, progress, outcome) as runner,
    ):
        adopt(database, open_store(settings.landing))
        reset(database)
        runner.platforms(staging_key, tags={})
        runner.publish()
    return outcome


class _Runner:
    """Executes jobs in this process, on the real instance, and notes what became of them."""

    def __init__(self, settings: Settings, database: Database, progress: Progress, outcome: RunOutcome) -> None:
        self.outcome = outcome
        self._database = database
        self._logs = settings.logs
        self._instance = attended_instance(settings, database)
        self._definitions = build_definitions(
            {
                "database": database,
                "landing_store": open_store(settings.landing),
                "platform_access": settings.platforms,
                "inbox": Inbox(settings.inbox, settings.inbox_settle, settings.inbox_receipts),
                "progress": progress,
                "alerting": alerting(settings),
                "limits": settings.quality.book,
                "shelf": settings.shelf,
            }
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._instance.dispose()

    def platforms(self, *layers: Callable[[Dataset], dg.AssetKey], tags: Mapping[str, str]) -> None:
        """Run the platforms' jobs one after the other, with these layers of the outcome's datasets."""
        for platform in dict.fromkeys(each.platform for each in self.outcome.datasets):
            of_it = (each for each in self.outcome.datasets if each.platform == platform)
            self._execute(platform, [layer(each) for each in of_it for layer in layers], tags)

    def reconciliations(self, tags: Mapping[str, str]) -> None:
        """Reconcile the outcome's datasets, platform by platform."""
        for platform in dict.fromkeys(each.platform for each in self.outcome.datasets):
            names = ",".join(each.name for each in self.outcome.datasets if each.platform == platform)
            self._execute(reconciling(platform), None, {**tags, DATASETS_TAG: names})

    def publish(self) -> None:
        """Link and publish, after another run's release where there is one."""
        with release_lock(self._database, wait_seconds=WAIT_FOR_RELEASE):
            self.outcome.published = self._execute(PUBLISH, None, {})

    def _execute(self, job: str, selection: Sequence[dg.AssetKey] | None, tags: Mapping[str, str]) -> bool:
        """Whether the job ended well."""
        result = self._definitions.resolve_job_def(job).execute_in_process(
            instance=self._instance,
            raise_on_error=False,
            asset_selection=selection,
            tags={ATTENDED_TAG: "true", **tags},
            run_config=QUIET,
        )
        self.outcome.failures += step_failures(result)
        self._note_unforeseen(result)
        for event in result.all_events:
            if event.is_step_success and event.step_key:
                _, _, subject = event.step_key.partition("__")
                self.outcome.seconds[subject.replace("__", "/", 1)] += event.step_success_data.duration_ms / 1000
        return result.success

    def _note_unforeseen(self, result: dg.ExecuteInProcessResult) -> None:
        """Keep what nobody foresaw, traceback and all, in a file of the run."""
        errors = [
            event.step_failure_data.error.to_string()
            for event in result.all_events
            if event.is_step_failure and event.step_failure_data.error and not event.step_failure_data.user_failure_data
        ]
        if errors:
            log = self._logs / f"run-{result.run_id}.log"
            log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            log.write_text("\n".join(errors), encoding="utf-8")
            self.outcome.logs.append(log)


@contextmanager
def _locks(database: Database, datasets: Iterable[Dataset], *, wait_seconds: float = 0.0) -> Iterator[None]:
    with ExitStack() as locks:
        for platform in dict.fromkeys(each.platform for each in datasets):
            locks.enter_context(platform_lock(database, platform, wait_seconds=wait_seconds))
        yield


@contextmanager
def _no_backfills(database: Database) -> Iterator[None]:
    """Nothing lands beside: what is derived anew must not grow meanwhile."""
    with ExitStack() as locks:
        for platform in PLATFORMS:
            locks.enter_context(backfill_lock(database, platform))
        yield


def _configured(
    settings: Settings, wanted: Sequence[Dataset], *, explicit: bool
) -> tuple[tuple[Dataset, ...], dict[str, str]]:
    """The wanted datasets whose platform can be asked, and why the other platforms cannot."""
    skipped = {}
    for name in dict.fromkeys(each.platform for each in wanted):
        platform = PLATFORMS[name]
        if isinstance(platform, FilePlatform):
            if not settings.inbox.is_dir():
                skipped[name] = f"没有收件箱文件夹 {settings.inbox}"
        elif settings.access(name) is None:
            names = "、".join(setting.name for setting in platform_settings(platform).values())
            skipped[name] = f"{platform.title}未配置，需要 {names}"
    if explicit and skipped:
        raise SettingsError("；".join(skipped.values()) + "；可在环境变量或 hub.toml 中设置")
    skipped |= _quiet(settings, {each.platform for each in wanted} - skipped.keys())
    return tuple(each for each in wanted if each.platform not in skipped), skipped


def _quiet(settings: Settings, names: Iterable[str]) -> dict[str, str]:
    """The platforms among `names` that are not to be asked at this time of the day, and why."""
    now, quiet = datetime.now(SHANGHAI).time(), {}
    for name in names:
        platform, access = PLATFORMS[name], settings.access(name)
        if isinstance(platform, RestPlatform) and access is not None:
            hours = (access.manners or platform.manners).quiet_at(now)
            if hours is not None:
                quiet[name] = f"{platform.title}在静默时段 {hours} 内不取数"
    return quiet


def _now(database: Database) -> datetime:
    with database.connect() as connection:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    instant: datetime = row[0]
    return instant
